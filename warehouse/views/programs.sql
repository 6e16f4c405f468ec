-- One row per cooperation program, resolved across articles; status and health are as of today (UTC).
-- status, by the first rule that holds (status_rule names it): renewed (a signed program renews it); proposed or
-- silent (never reported as signed; heard of within 730 days or not); expired (its last year is over); active
-- (heard of within 730 days); silent (its period runs, but no report for 730 days); unknown.
-- health: 0.35 for up to three independent outlets, 0.15 for a page of the state or the Party, 0.3 for the
-- share of known fields, 0.2 for a fresh last report, falling to nothing over five years.
WITH renewals AS (
    SELECT renewal_of AS program_id, min(program_id) AS renewed_by
    FROM state.programs
    WHERE renewal_of IS NOT NULL AND stage <> 'proposed'
    GROUP BY ALL
),
dated AS (
    SELECT
        facts.*,
        renewed_by,
        current_date - coalesce(last_reported_on, signed_on) AS quiet_days,
        year(current_date) AS this_year
    FROM state.programs AS facts LEFT JOIN renewals USING (program_id)
),
ruled AS (
    SELECT
        *,
        CASE
            WHEN renewed_by IS NOT NULL THEN 'renewed: signed_renewal'
            WHEN stage = 'proposed' AND quiet_days <= 730 THEN 'proposed: not_reported_as_signed'
            WHEN stage = 'proposed' THEN 'silent: proposal_without_report_for_730_days'
            WHEN period_end < this_year THEN 'expired: period_ended'
            WHEN quiet_days <= 730 AND period_end IS NOT NULL THEN 'active: period_runs'
            WHEN quiet_days <= 730 THEN 'active: reported_within_730_days'
            WHEN quiet_days IS NULL THEN 'unknown: no_day_known'
            WHEN period_end IS NOT NULL THEN 'silent: period_runs_without_report_for_730_days'
            ELSE 'unknown: no_period_and_no_report_for_730_days'
        END AS verdict
    FROM dated
)
SELECT
    program_id, title, instrument, stage,
    split_part(verdict, ': ', 1) AS status,
    split_part(verdict, ': ', 2) AS status_rule,
    signed_on, period_start, period_end, place, renewal_of, renewed_by,
    first_reported_on, last_reported_on, article_count, outlet_count, official_count, completeness, confidence,
    round(
        0.35 * least(outlet_count, 3) / 3
        + 0.15 * (official_count > 0)::INTEGER
        + 0.3 * completeness
        + 0.2 * greatest(0, 1 - coalesce(quiet_days, 1826) / 1826.0),
        2
    ) AS health
FROM ruled
