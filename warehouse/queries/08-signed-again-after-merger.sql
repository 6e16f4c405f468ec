-- vi: Chương trình ký trước ngày 1/7/2025 của tỉnh nay đã sáp nhập: đã ký lại dưới tên mới chưa, ai ký?
-- en: Programs of provinces that have merged since: were they signed again under the new name, and by whom?
-- family: 4
WITH heirs AS (
    SELECT renewal_of AS program_id, program_id AS renewal_id, signed_on AS renewed_on
    FROM state.programs
    WHERE renewal_of IS NOT NULL AND coalesce(signed_on, first_reported_on) >= DATE '2025-07-01'
),
people AS (
    SELECT program_id AS renewal_id, string_agg(name, ', ' ORDER BY name) AS signed_by
    FROM program_signatories SEMI JOIN heirs ON renewal_id = program_signatories.program_id
    GROUP BY program_id
)
SELECT
    today.program_id, today.title, today.parties_signed, today.parties_today, today.period_end,
    renewal_id IS NOT NULL AS signed_again, renewal_id, renewed_on, signed_by
FROM programs_today AS today
LEFT JOIN heirs USING (program_id)
LEFT JOIN people USING (renewal_id)
WHERE
    inherited AND NOT became_internal
    AND coalesce(today.signed_on, today.first_reported_on) < DATE '2025-07-01'
    AND coalesce(today.period_end, 9999) >= 2025
ORDER BY signed_again DESC, renewed_on, today.program_id
LIMIT 1000
