-- vi: Ước tính còn bao nhiêu chương trình chưa báo nào đưa tin (theo số báo độc lập của mỗi chương trình)?
-- en: How many programs did no outlet report, judged by how many were reported by one and by two?
-- family: 8
-- Chao's lower bound (1984), bias-corrected: f1 (f1 - 1) / (2 (f2 + 1)).
SELECT
    year,
    seen,
    seen_once,
    seen_twice,
    round(seen_once * (seen_once - 1) / (2.0 * (seen_twice + 1)), 1) AS unseen_at_least,
    round(seen / (seen + seen_once * (seen_once - 1) / (2.0 * (seen_twice + 1))), 3) AS seen_share_at_most
FROM (
    SELECT
        coalesce(year(signed_on), year(first_reported_on)) AS year,
        count(*) AS seen,
        count(*) FILTER (outlet_count = 1) AS seen_once,
        count(*) FILTER (outlet_count = 2) AS seen_twice
    FROM programs
    WHERE stage <> 'proposed'
    GROUP BY ALL
)
WHERE year IS NOT NULL
ORDER BY year
