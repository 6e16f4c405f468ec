-- vi: Từ ngày ký đến tin đầu tiên, và đến trang đầu tiên của cơ quan nhà nước, mất bao nhiêu ngày?
-- en: How many days pass from the signing to the first report, and to the first page of the state or the Party?
-- family: 9
WITH reports AS (
    SELECT
        program_id,
        min(published_at)::DATE AS reported_on,
        min(published_at) FILTER (is_official)::DATE AS official_on
    FROM program_reports
    GROUP BY program_id
),
lags AS (
    SELECT
        year(signed_on) AS year,
        reported_on - signed_on AS first_report_days,
        official_on - signed_on AS official_days
    FROM programs JOIN reports USING (program_id)
    WHERE signed_on IS NOT NULL
)
SELECT
    year,
    count(*) AS programs,
    median(first_report_days) AS median_days,
    quantile_cont(first_report_days, 0.9) AS slow_tenth_days,
    count(official_days) AS with_official_page,
    median(official_days) AS median_official_days
FROM lags
GROUP BY year
ORDER BY year
