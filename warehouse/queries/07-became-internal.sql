-- vi: Từ ngày 1/7/2025, những chương trình nào trở thành việc trong một tỉnh?
-- en: Since 1 July 2025, which programs have become a province's internal matter?
-- family: 4
SELECT program_id, title, signed_on, period_end, status, parties_signed, parties_today
FROM programs_today
WHERE became_internal
ORDER BY signed_on NULLS LAST, program_id
