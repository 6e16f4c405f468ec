-- party_pairs restated to today's map: parties are those that stand in their place now. Internal: both are one
-- party today, as Quảng Bình and Quảng Trị are since July 2025.
-- needs: programs
WITH pairs AS (
    SELECT DISTINCT
        l.program_id,
        least(l.current_party_id, r.current_party_id) AS left_party_id,
        greatest(l.current_party_id, r.current_party_id) AS right_party_id
    FROM program_parties AS l
    JOIN program_parties AS r ON r.program_id = l.program_id AND l.party_id < r.party_id
),
counted AS (
    SELECT
        left_party_id,
        right_party_id,
        count(*) AS programs,
        count(*) FILTER (status = 'active') AS active_programs,
        min(coalesce(year(signed_on), period_start, year(first_reported_on))) AS first_year,
        max(coalesce(year(signed_on), period_start, year(first_reported_on))) AS last_year,
        max(period_end) AS runs_until,
        round(avg(health), 2) AS health
    FROM pairs JOIN programs USING (program_id)
    GROUP BY left_party_id, right_party_id
),
names AS (
    SELECT current_party_id, coalesce(any_value(parties.name), min(program_parties.name)) AS name
    FROM program_parties LEFT JOIN parties ON parties.party_id = current_party_id
    GROUP BY current_party_id
)
SELECT
    l.name || ' – ' || r.name AS pair,
    left_party_id,
    right_party_id,
    l.name AS left_name,
    r.name AS right_name,
    left_party_id = right_party_id AS internal,
    programs,
    active_programs,
    first_year,
    last_year,
    runs_until,
    health
FROM counted
JOIN names AS l ON l.current_party_id = left_party_id
JOIN names AS r ON r.current_party_id = right_party_id
