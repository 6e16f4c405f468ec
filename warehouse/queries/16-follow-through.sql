-- vi: Sau khi ký 12 tháng, 24 tháng, bao nhiêu chương trình có tin triển khai hoặc sơ kết, tổng kết?
-- en: What share of signed programs has a report of work or review within 12 and 24 months of signing?
-- family: 10
-- Programs signed too recently to judge are left out of each share.
WITH later AS (
    SELECT program_id, min(published_at)::DATE AS worked_on
    FROM program_reports AS reports JOIN state.programs USING (program_id)
    WHERE reports.stage IN ('implementation', 'review') AND published_at > signed_on
    GROUP BY program_id
),
signed AS (
    SELECT
        year(signed_on) AS year,
        signed_on + INTERVAL 12 MONTH <= current_date AS after_12,
        signed_on + INTERVAL 24 MONTH <= current_date AS after_24,
        coalesce(worked_on <= signed_on + INTERVAL 12 MONTH, false) AS within_12,
        coalesce(worked_on <= signed_on + INTERVAL 24 MONTH, false) AS within_24
    FROM programs LEFT JOIN later USING (program_id)
    WHERE signed_on IS NOT NULL
)
SELECT
    year,
    count(*) AS signed,
    round(count(*) FILTER (after_12 AND within_12) / nullif(count(*) FILTER (after_12), 0), 3) AS share_within_12_months,
    round(count(*) FILTER (after_24 AND within_24) / nullif(count(*) FILTER (after_24), 0), 3) AS share_within_24_months
FROM signed
GROUP BY year
ORDER BY year
