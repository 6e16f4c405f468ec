-- Programs by sector with the codes of other vocabularies; IATI calls CRS vocabulary 1 and COFOG vocabulary 3.
-- needs: programs
SELECT program_id, sector, crs_code, crs_name, cofog_code, stage, cameo_code, plover_event
FROM programs
JOIN program_sectors USING (program_id)
LEFT JOIN sector_codes USING (sector)
LEFT JOIN stage_codes USING (stage)
