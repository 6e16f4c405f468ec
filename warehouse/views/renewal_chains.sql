-- Programs in their chains of renewal: chain_id is the first program of the chain, step counts from 1;
-- gap_years lie between the end of the term before and the start of this one.
-- needs: programs
WITH RECURSIVE chains AS (
    SELECT program_id AS chain_id, 1 AS step, program_id, NULL::BIGINT AS gap_years
    FROM programs
    WHERE renewal_of IS NULL AND program_id IN (SELECT renewal_of FROM programs)
    UNION ALL
    SELECT
        chain_id,
        step + 1,
        term.program_id,
        coalesce(term.period_start, year(term.signed_on)) - former.period_end
    FROM chains
    JOIN programs AS term ON term.renewal_of = chains.program_id
    JOIN programs AS former ON former.program_id = chains.program_id
    WHERE step < 100
)
SELECT
    chain_id, step, programs.program_id, title, instrument, status, signed_on, period_start, period_end, gap_years
FROM chains JOIN programs USING (program_id)
