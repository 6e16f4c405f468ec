-- vi: Kết quả thay đổi thế nào nếu chỉ lấy chương trình có độ tin cậy từ 0,5, 0,8, 0,95, bỏ hoặc giữ loại chỉ một báo đưa?
-- en: How do the results change with a confidence of 0.5, 0.8, 0.95, with and without programs of a single outlet?
-- family: 12
SELECT
    threshold::DOUBLE AS threshold,
    single_source,
    count(program_id) AS programs,
    count(program_id) FILTER (status = 'active') AS active_programs,
    round(count(program_id) FILTER (renewed_by IS NOT NULL) / nullif(count(program_id), 0), 3) AS renewed_share
FROM (VALUES (0.0), (0.5), (0.8), (0.95)) AS thresholds (threshold)
CROSS JOIN (VALUES ('with'), ('without')) AS choices (single_source)
LEFT JOIN programs ON confidence >= threshold AND (single_source = 'with' OR outlet_count > 1)
GROUP BY ALL
ORDER BY 1, single_source
