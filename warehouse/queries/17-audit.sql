-- vi: Một ô trong bảng dựa vào đâu: bài nào, câu nào, bản đọc nào (đổi tên bên và trường ở dòng đầu)?
-- en: What is behind one cell: every article, the words that support it, and the reader (change the first lines)?
-- family: 11
WITH cell AS MATERIALIZED (
    SELECT program_id, 'period' AS field
    FROM program_parties
    WHERE name = 'Hà Tĩnh'
),
quotes AS MATERIALIZED (
    SELECT
        program_id, reports.article_id, words.field, words.text AS quote, words.part, words."start", words."end",
        reports.source, reports.published_at, mentions.title AS article, url, reader, confidence
    FROM cell
    JOIN program_reports AS reports USING (program_id)
    JOIN state.mentions AS mentions USING (mention_id)
    CROSS JOIN unnest(evidence) AS spans (words)
    WHERE words.field = cell.field
    ORDER BY program_id, reports.published_at, reports.article_id, words."start"
    LIMIT 500
)
SELECT
    program_id, programs.title AS program, quotes.field, quote, part, quotes."start", quotes."end",
    source, published_at, article, url, reader, quotes.confidence
FROM quotes
JOIN state.programs AS programs USING (program_id)
ORDER BY program_id, published_at, article_id, quotes."start"
