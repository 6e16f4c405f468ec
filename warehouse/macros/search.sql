-- search('ha tinh', most := 100): articles whose title, lead or body hold the words, best first, with or without
-- marks. Words count that stand side by side; one may stand alone only where its neighbours are found in pairs.
-- score: sum over terms of the weight of the part (title 4, lead 2, body 1) and the rarity of the term, pairs three
-- times as much; a title or lead with the very words, marks and all, comes first. Twelve words are looked at.
CREATE OR REPLACE MACRO search(words, most := 100) AS TABLE (
    WITH asked AS (
        SELECT search_words(words)[1:12] AS syllables, lower(nfc_normalize(trim(words))) AS phrase
    ),
    places AS (
        SELECT syllables, unnest(range(len(syllables))) AS place FROM asked WHERE syllables[1] <> ''
    ),
    units AS (
        SELECT term, bit_or(mask) AS mask, pair
        FROM (
            SELECT syllables[place + 1] AS term, 1::BIGINT << place AS mask, false AS pair FROM places
            UNION ALL
            SELECT syllables[place + 1] || ' ' || syllables[place + 2], 3::BIGINT << place, true
            FROM places
            WHERE place + 2 <= len(syllables)
        )
        GROUP BY term, pair
    ),
    found AS MATERIALIZED (
        -- The same terms as constants: so that files and row groups without them are not read.
        SELECT segment, term, weight, documents, mask, pair
        FROM (
            FROM state.search_postings
            WHERE term IN (
            coalesce(search_words(words)[1], ''), coalesce(search_words(words)[2], ''), coalesce(search_words(words)[3], ''),
            coalesce(search_words(words)[4], ''), coalesce(search_words(words)[5], ''), coalesce(search_words(words)[6], ''),
            coalesce(search_words(words)[7], ''), coalesce(search_words(words)[8], ''), coalesce(search_words(words)[9], ''),
            coalesce(search_words(words)[10], ''), coalesce(search_words(words)[11], ''), coalesce(search_words(words)[12], ''),
            coalesce(search_words(words)[1] || ' ' || search_words(words)[2], ''),
            coalesce(search_words(words)[2] || ' ' || search_words(words)[3], ''),
            coalesce(search_words(words)[3] || ' ' || search_words(words)[4], ''),
            coalesce(search_words(words)[4] || ' ' || search_words(words)[5], ''),
            coalesce(search_words(words)[5] || ' ' || search_words(words)[6], ''),
            coalesce(search_words(words)[6] || ' ' || search_words(words)[7], ''),
            coalesce(search_words(words)[7] || ' ' || search_words(words)[8], ''),
            coalesce(search_words(words)[8] || ' ' || search_words(words)[9], ''),
            coalesce(search_words(words)[9] || ' ' || search_words(words)[10], ''),
            coalesce(search_words(words)[10] || ' ' || search_words(words)[11], ''),
            coalesce(search_words(words)[11] || ' ' || search_words(words)[12], '')
            )
        )
        JOIN units USING (term)
    ),
    rarity AS (
        SELECT term, ln(1 + (SELECT count(*) FROM state.search_documents) / sum(len(documents))) AS points
        FROM found
        GROUP BY term
    ),
    matched AS (
        SELECT
            segment,
            document,
            sum(weight * points * CASE WHEN pair THEN 3 ELSE 1 END) AS points,
            coalesce(bit_or(mask) FILTER (pair), 0) AS pairs,
            coalesce(bit_or(mask) FILTER (NOT pair), 0) AS singles
        FROM (SELECT segment, unnest(documents) AS document, term, weight, mask, pair FROM found)
        JOIN rarity USING (term)
        GROUP BY segment, document
    ),
    held AS (
        SELECT segment, document, points
        FROM matched, (SELECT len(syllables) AS asked_for FROM asked)
        WHERE
            pairs | (singles & ((pairs << 1) | 1) & ((pairs >> 1) | (1::BIGINT << (asked_for - 1))))
            = (1::BIGINT << asked_for) - 1
        ORDER BY points DESC
        LIMIT (most * 5)
    )
    SELECT
        round(
            points + CASE
                WHEN contains(lower(title), phrase) THEN 40 WHEN contains(lower(lead), phrase) THEN 20 ELSE 0
            END,
            2
        ) AS score,
        article_id, title, lead, source, published_at, url, is_primary
    FROM held
    JOIN state.search_documents USING (segment, document)
    JOIN articles USING (article_id, version)
    CROSS JOIN asked
    ORDER BY score DESC, published_at DESC NULLS LAST, article_id
    LIMIT most
)
