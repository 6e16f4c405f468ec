-- Outlets of each program: articles, how many of them speak for themselves (copies do not), first and last day.
-- needs: program_reports
SELECT
    program_id,
    source,
    count(*) AS articles,
    count(*) FILTER (is_primary) AS own_articles,
    min(published_at) AS first_at,
    max(published_at) AS last_at
FROM program_reports
GROUP BY ALL
