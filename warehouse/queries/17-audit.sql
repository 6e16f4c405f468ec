-- vi: Một ô trong bảng dựa vào đâu: bài nào, câu nào, bản đọc nào (đổi tên bên và trường ở dòng đầu)?
-- en: What is behind one cell: every article, the words that support it, and the reader (change the first lines)?
-- family: 11
WITH cell AS (
    SELECT program_id, 'period' AS field
    FROM programs JOIN program_parties USING (program_id)
    WHERE name = 'Hà Tĩnh'
)
SELECT
    program_id, programs.title AS program, words.field, words.text AS quote, words.part, words."start", words."end",
    articles.source, articles.published_at, articles.title AS article, articles.url, mentions.reader,
    program_mentions.confidence
FROM cell
JOIN programs USING (program_id)
JOIN program_mentions USING (program_id)
CROSS JOIN unnest(evidence) AS spans (words)
JOIN articles USING (article_id)
LEFT JOIN state.mentions AS mentions USING (mention_id)
WHERE words.field = cell.field
ORDER BY program_id, published_at, article_id, words."start"
