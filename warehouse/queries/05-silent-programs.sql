-- vi: Chương trình nào còn thời hạn mà hai năm nay không ai nhắc đến?
-- en: Which programs have a period that still runs, but no report for two years?
-- family: 2
SELECT program_id, title, period_end, last_reported_on, current_date - last_reported_on AS quiet_days, outlet_count
FROM programs
WHERE status = 'silent'
ORDER BY last_reported_on NULLS FIRST, program_id
LIMIT 500
