-- vi: Tỉnh, thành nào là đầu mối: bao nhiêu đối tác, bao nhiêu chương trình, bao nhiêu phần ra ngoài vùng mình?
-- en: Which provinces are hubs: partners, programs, and the share of province partners outside their region?
-- family: 6
WITH pairs AS MATERIALIZED (
    SELECT left_party_id, right_party_id, programs FROM party_pairs_today WHERE NOT internal
),
sides AS (
    SELECT left_party_id AS party_id, right_party_id AS partner_id, programs FROM pairs
    UNION ALL
    SELECT right_party_id, left_party_id, programs FROM pairs
)
SELECT
    home.name,
    home.region,
    count(*) AS partners,
    sum(programs)::BIGINT AS links,
    count(*) FILTER (partner.kind = 'province') AS province_partners,
    round(
        count(*) FILTER (partner.kind = 'province' AND partner.region <> home.region)
        / nullif(count(*) FILTER (partner.kind = 'province'), 0),
        3
    ) AS outside_region_share
FROM sides
JOIN parties AS home ON home.party_id = sides.party_id AND home.kind = 'province'
LEFT JOIN parties AS partner ON partner.party_id = sides.partner_id
GROUP BY home.name, home.region
ORDER BY partners DESC, links DESC, home.name
