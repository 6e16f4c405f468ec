-- vi: Ngày nào, nguồn nào không thu được bài nào (để không nhầm thiếu dữ liệu với không có tin)?
-- en: On which days did a source give no article, so that a gap in the data is not taken for silence?
-- family: 8
WITH spans AS (
    SELECT source, unnest(generate_series(min(day), max(day), INTERVAL 1 DAY))::DATE AS day
    FROM coverage
    GROUP BY source
),
given AS (
    SELECT
        source,
        day,
        (sum(pages) FILTER (outcome = 'article'))::BIGINT AS articles,
        (sum(pages) FILTER (outcome IN ('blocked', 'failed')))::BIGINT AS lost
    FROM coverage
    GROUP BY ALL
)
SELECT source, day, coalesce(lost, 0) AS pages_lost, given.source IS NULL AS not_visited
FROM spans LEFT JOIN given USING (source, day)
WHERE coalesce(articles, 0) = 0
ORDER BY day DESC, source
LIMIT 1000
