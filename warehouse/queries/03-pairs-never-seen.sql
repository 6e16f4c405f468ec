-- vi: Những cặp tỉnh, thành (bản đồ hiện nay) chưa thấy có chương trình nào?
-- en: Which pairs of today's provinces were never seen in a program together?
-- family: 1
WITH provinces AS (
    SELECT party_id, name, region FROM parties WHERE kind = 'province' AND valid_to IS NULL
)
SELECT l.name AS left_name, r.name AS right_name, l.region = r.region AS same_region
FROM provinces AS l
JOIN provinces AS r ON l.party_id < r.party_id
ANTI JOIN party_pairs_today AS seen
    ON seen.left_party_id = l.party_id AND seen.right_party_id = r.party_id
ORDER BY same_region DESC, left_name, right_name
