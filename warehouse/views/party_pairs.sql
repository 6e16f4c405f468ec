-- One row per pair of parties that share a program, as signed: how many programs, how many run today, the years
-- in which the first and the last of them began, and the mean health of their record.
-- needs: programs
WITH pairs AS (
    SELECT
        l.party_id AS left_party_id,
        r.party_id AS right_party_id,
        any_value(l.name) AS left_name,
        any_value(r.name) AS right_name,
        any_value(l.kind) AS left_kind,
        any_value(r.kind) AS right_kind,
        count(*) AS programs,
        count(*) FILTER (status = 'active') AS active_programs,
        min(coalesce(year(signed_on), period_start, year(first_reported_on))) AS first_year,
        max(coalesce(year(signed_on), period_start, year(first_reported_on))) AS last_year,
        max(period_end) AS runs_until,
        round(avg(health), 2) AS health
    FROM programs
    JOIN program_parties AS l USING (program_id)
    JOIN program_parties AS r ON r.program_id = l.program_id AND l.party_id < r.party_id
    GROUP BY l.party_id, r.party_id
)
SELECT left_name || ' – ' || right_name AS pair, *
FROM pairs
