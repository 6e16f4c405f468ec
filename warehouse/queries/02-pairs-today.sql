-- vi: Các cặp ấy trên bản đồ 34 tỉnh, thành hiện nay; cặp nào nay nằm trong cùng một tỉnh?
-- en: The pairs restated to today's map of 34; which of them lie within one province now?
-- family: 1
SELECT pair, internal, programs, active_programs, first_year, last_year
FROM party_pairs_today
ORDER BY programs DESC, active_programs DESC, pair
LIMIT 200
