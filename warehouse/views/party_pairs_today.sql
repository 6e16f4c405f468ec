-- party_pairs restated to today's map: parties are those that stand in their place now. Internal: both are one
-- party today, as Quảng Bình and Quảng Trị are since July 2025.
-- needs: programs
WITH party_names AS (
    SELECT party_id, any_value(name) AS name FROM parties GROUP BY party_id
),
sides AS (
    SELECT program_id, program_parties.party_id, current_party_id, coalesce(party_names.name, program_parties.name) AS name
    FROM program_parties LEFT JOIN party_names ON party_names.party_id = current_party_id
),
pairs AS (
    SELECT DISTINCT
        program_id,
        least(l.current_party_id, r.current_party_id) AS left_party_id,
        greatest(l.current_party_id, r.current_party_id) AS right_party_id
    FROM sides AS l JOIN sides AS r USING (program_id)
    WHERE l.party_id < r.party_id
),
names AS (
    SELECT current_party_id, min(name) AS name FROM sides GROUP BY current_party_id
)
SELECT
    l.name || ' – ' || r.name AS pair,
    left_party_id,
    right_party_id,
    l.name AS left_name,
    r.name AS right_name,
    left_party_id = right_party_id AS internal,
    count(*) AS programs,
    count(*) FILTER (status = 'active') AS active_programs,
    min(coalesce(year(signed_on), period_start, year(first_reported_on))) AS first_year,
    max(coalesce(year(signed_on), period_start, year(first_reported_on))) AS last_year,
    max(period_end) AS runs_until,
    round(avg(health), 2) AS health
FROM pairs
JOIN programs USING (program_id)
JOIN names AS l ON l.current_party_id = left_party_id
JOIN names AS r ON r.current_party_id = right_party_id
GROUP BY ALL
