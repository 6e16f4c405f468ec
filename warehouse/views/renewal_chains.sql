-- Programs in their chains of renewal: chain_id is the first program of the chain, step counts from 1;
-- gap_years lie between the end of the term before and the start of this one.
-- needs: programs
WITH RECURSIVE terms AS MATERIALIZED (
    SELECT
        new.program_id,
        new.renewal_of,
        coalesce(new.period_start, year(new.signed_on)) - old.period_end AS gap_years
    FROM state.programs AS new JOIN state.programs AS old ON old.program_id = new.renewal_of
),
chains AS (
    SELECT DISTINCT renewal_of AS chain_id, 1 AS step, renewal_of AS program_id, NULL::BIGINT AS gap_years
    FROM terms
    WHERE renewal_of NOT IN (SELECT program_id FROM terms)
    UNION ALL
    SELECT chain_id, step + 1, terms.program_id, terms.gap_years
    FROM chains JOIN terms ON terms.renewal_of = chains.program_id
    WHERE step < 100
)
SELECT
    chain_id, step, programs.program_id, title, instrument, status, signed_on, period_start, period_end, gap_years
FROM chains JOIN programs USING (program_id)
