-- Health of each source: last run and article, articles of the last days, and over 28 days the shares of failed
-- requests, of pages that gave no article, of articles without a date and with a lead, the requests blocked, and
-- the median minutes from publication to the warehouse; alarms names what is wrong now, null if nothing is.
WITH visits AS (
    SELECT source, max_by(run_id, started_at) AS last_run_id, max(started_at) AS last_run_at
    FROM (SELECT DISTINCT source, run_id FROM state.coverage_counts) JOIN runs USING (run_id)
    GROUP BY source
),
requests AS (
    SELECT
        source,
        max(requested_at) AS last_fetch_at,
        count(*) FILTER (requested_at > now() - INTERVAL 28 DAY) AS fetches_28d,
        count(*) FILTER (
            requested_at > now() - INTERVAL 28 DAY
            AND outcome NOT IN (
                'ok', 'unchanged', 'robots', 'blocked_address', 'challenge', 'consent', 'login', 'soft_404'
            )
        ) AS failures_28d,
        count(*) FILTER (
            requested_at > now() - INTERVAL 28 DAY
            AND outcome IN ('robots', 'blocked_address', 'challenge', 'consent', 'login', 'rate_limited')
        ) AS blocked_28d
    FROM fetches
    GROUP BY source
),
refused AS (
    SELECT source, count(*) AS rejects_28d
    FROM rejects
    WHERE captured_at > now() - INTERVAL 28 DAY
    GROUP BY source
),
written AS (
    SELECT
        source,
        count(*) AS articles,
        max(published_at) AS last_article_at,
        max(first_seen_at) AS last_new_at,
        count(*) FILTER (first_seen_at > now() - INTERVAL 1 DAY) AS articles_24h,
        count(*) FILTER (first_seen_at > now() - INTERVAL 7 DAY) AS articles_7d,
        count(*) FILTER (first_seen_at > now() - INTERVAL 28 DAY) AS articles_28d,
        count(*) FILTER (first_seen_at > now() - INTERVAL 28 DAY AND published_at IS NULL) AS undated_28d,
        count(*) FILTER (first_seen_at > now() - INTERVAL 28 DAY AND lead IS NOT NULL) AS led_28d,
        median(date_diff('minute', published_at, first_seen_at)) FILTER (
            first_seen_at > now() - INTERVAL 28 DAY AND published_at > first_seen_at - INTERVAL 7 DAY
        ) AS delay_minutes
    FROM articles
    GROUP BY source
),
marked AS (
    SELECT subject AS source, string_agg(rtrim(kind || ' ' || what), ', ' ORDER BY kind, what) AS alarms
    FROM alarms
    WHERE closed_at IS NULL
    GROUP BY subject
)
SELECT
    source, last_run_id, last_run_at, last_fetch_at, last_article_at, last_new_at,
    coalesce(articles, 0) AS articles,
    coalesce(articles_24h, 0) AS articles_24h,
    coalesce(articles_7d, 0) AS articles_7d,
    coalesce(articles_28d, 0) AS articles_28d,
    round(failures_28d / nullif(fetches_28d, 0), 3) AS failure_share,
    round(rejects_28d / nullif(coalesce(rejects_28d, 0) + coalesce(articles_28d, 0), 0), 3) AS reject_share,
    round(undated_28d / nullif(articles_28d, 0), 3) AS undated_share,
    round(led_28d / nullif(articles_28d, 0), 3) AS lead_share,
    coalesce(blocked_28d, 0) AS blocked_28d,
    delay_minutes::INTEGER AS delay_minutes,
    alarms
FROM visits
FULL JOIN requests USING (source)
FULL JOIN refused USING (source)
FULL JOIN written USING (source)
LEFT JOIN marked USING (source)
