-- vi: Mỗi vùng hợp tác về lĩnh vực gì, lĩnh vực nào nổi trội so với cả nước?
-- en: What do the regions cooperate on, and in which sectors are they specialised (1 = as the whole country)?
-- family: 5
WITH regions AS (
    SELECT DISTINCT program_id, region
    FROM program_parties JOIN parties ON parties.party_id = current_party_id
    WHERE region IS NOT NULL
),
counts AS (
    SELECT region, sector, count(*) AS programs
    FROM regions JOIN program_sectors USING (program_id)
    GROUP BY ALL
)
SELECT
    region,
    sector,
    programs,
    round(programs / sum(programs) OVER (PARTITION BY region), 3) AS share,
    round(
        (programs / sum(programs) OVER (PARTITION BY region))
        / (sum(programs) OVER (PARTITION BY sector) / sum(programs) OVER ()),
        2
    ) AS specialisation
FROM counts
ORDER BY region, programs DESC, sector
