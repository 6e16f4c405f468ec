-- Programs in articles, with the words that support each field.
SELECT program_id, links.article_id, mention_id, mentions.stage, confidence, evidence
FROM state.program_mentions AS links JOIN state.mentions AS mentions USING (mention_id)
WHERE stands
