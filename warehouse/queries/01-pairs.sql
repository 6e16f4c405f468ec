-- vi: Những cặp nào có chương trình hợp tác với nhau, bao nhiêu, từ năm nào, bao nhiêu còn hiệu lực (tên lúc ký)?
-- en: Which pairs have programs with each other, how many, since when, how many run today (as signed)?
-- family: 1
SELECT pair, left_kind, right_kind, programs, active_programs, first_year, last_year, health
FROM party_pairs
ORDER BY programs DESC, active_programs DESC, pair
LIMIT 200
