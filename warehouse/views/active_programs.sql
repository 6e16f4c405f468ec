-- Programs that run today, with their parties in one line.
-- needs: programs
SELECT
    programs.*,
    (
        SELECT string_agg(name, ' – ' ORDER BY kind <> 'province', name)
        FROM program_parties
        WHERE program_parties.program_id = programs.program_id
    ) AS parties
FROM programs
WHERE status = 'active'
