-- vi: Các tỉnh, thành hợp tác với loại đối tác nào: tỉnh bạn, bộ, doanh nghiệp, ngân hàng, trường, địa phương nước ngoài?
-- en: With which kinds of partner do the provinces cooperate, and from which countries?
-- family: 7
SELECT
    other.kind AS partner_kind,
    coalesce(other.country, 'international') AS country,
    count(DISTINCT program_id) AS programs,
    count(DISTINCT home.party_id) AS provinces,
    count(DISTINCT program_id) FILTER (status = 'active') AS active_programs
FROM program_parties AS home
JOIN program_parties AS other USING (program_id)
JOIN programs USING (program_id)
WHERE home.kind = 'province' AND other.party_id <> home.party_id
GROUP BY ALL
ORDER BY programs DESC, partner_kind, country
