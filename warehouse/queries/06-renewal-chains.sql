-- vi: Chương trình nào được ký tiếp, cách nhau bao lâu, khi ký tiếp thêm bớt lĩnh vực nào?
-- en: Which programs were renewed, after how long, and which sectors came and went at each renewal?
-- family: 3
WITH terms AS MATERIALIZED (
    SELECT *, lag(program_id) OVER (PARTITION BY chain_id ORDER BY step) AS former_id FROM renewal_chains
),
sectors AS MATERIALIZED (
    SELECT program_id, list(sector) AS sectors
    FROM program_sectors SEMI JOIN terms USING (program_id)
    GROUP BY program_id
)
SELECT
    chain_id, step, term.program_id, title, period_start, period_end, gap_years, term.status,
    list_sort(list_filter(
        coalesce(now.sectors, []),
        lambda s: former_id IS NOT NULL AND NOT list_contains(coalesce(old.sectors, []), s)
    )) AS sectors_gained,
    list_sort(list_filter(
        coalesce(old.sectors, []), lambda s: NOT list_contains(coalesce(now.sectors, []), s)
    )) AS sectors_lost
FROM terms AS term
LEFT JOIN sectors AS now ON now.program_id = term.program_id
LEFT JOIN sectors AS old ON old.program_id = former_id
ORDER BY chain_id, step, term.program_id
