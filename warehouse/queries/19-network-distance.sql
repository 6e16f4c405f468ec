-- vi: Hai tỉnh cùng vùng có hay hợp tác với nhau hơn hai tỉnh khác vùng không?
-- en: Do provinces of one region cooperate more often than provinces of different regions?
-- family: 6
WITH provinces AS (
    SELECT party_id, region FROM parties WHERE kind = 'province' AND valid_to IS NULL
)
SELECT
    l.region = r.region AS same_region,
    count(*) AS possible_pairs,
    count(programs) AS pairs_with_programs,
    round(count(programs) / count(*), 3) AS linked_share,
    coalesce(sum(programs), 0)::BIGINT AS programs
FROM provinces AS l
JOIN provinces AS r ON l.party_id < r.party_id
LEFT JOIN party_pairs_today AS pairs ON pairs.left_party_id = l.party_id AND pairs.right_party_id = r.party_id
GROUP BY ALL
ORDER BY same_region DESC
