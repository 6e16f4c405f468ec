-- vi: Mỗi năm có bao nhiêu chương trình đang chạy, bắt đầu, kết thúc; bao nhiêu phần được nhắc đến lúc sơ kết, tổng kết?
-- en: How many programs ran, began and ended in each year, and what share of those running was reviewed that year?
-- family: 2
WITH terms AS (
    SELECT
        program_id,
        coalesce(period_start, year(signed_on), year(first_reported_on)) AS began_in,
        coalesce(period_end, year(last_reported_on)) AS ended_in
    FROM programs
    WHERE stage <> 'proposed'
),
years AS (
    SELECT unnest(generate_series(min(began_in), least(max(ended_in), year(current_date)))) AS year FROM terms
),
reviews AS (
    SELECT DISTINCT program_id, year(published_at) AS year
    FROM program_reports
    WHERE stage = 'review'
)
SELECT
    years.year,
    count(*) AS running,
    count(*) FILTER (began_in = years.year) AS began,
    count(*) FILTER (ended_in = years.year) AS ended,
    round(count(reviews.program_id) / count(*), 3) AS reviewed_share
FROM years
JOIN terms ON years.year BETWEEN began_in AND ended_in
LEFT JOIN reviews ON reviews.program_id = terms.program_id AND reviews.year = years.year
GROUP BY years.year
ORDER BY years.year
