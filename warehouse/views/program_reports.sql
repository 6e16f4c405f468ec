-- Articles of each program, without their words: address, outlet, stage, day, whether it speaks for itself (copies do not)
-- and whether it is on a page of the state or the Party. program_mentions adds the words.
SELECT program_id, article_id, mention_id, url, source, stage, published_at, is_primary, is_official
FROM state.program_mentions
WHERE stands
