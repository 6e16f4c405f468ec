-- Programs by sector with the codes of other vocabularies.
-- needs: programs, sector_codes, stage_codes
SELECT program_id, sector, crs_code, crs_name, cofog_code, stage, cameo_code, plover
FROM programs
JOIN program_sectors USING (program_id)
JOIN sector_codes USING (sector)
JOIN stage_codes USING (stage)
