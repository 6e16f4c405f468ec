-- Programs with their parties as signed and as of today; became_internal: its parties are one today, inherited:
-- at least one party was replaced by a successor.
-- needs: programs
WITH sides AS (
    SELECT
        program_id,
        list(program_parties.name) AS parties_signed,
        list(current_party_id) AS ids_today,
        list(coalesce(parties.name, program_parties.name)) AS names_today,
        min(current_party_id) AS first_today,
        max(current_party_id) AS last_today,
        count(*) AS signed_count,
        bool_or(program_parties.party_id <> current_party_id) AS inherited
    FROM program_parties LEFT JOIN parties ON parties.party_id = current_party_id
    GROUP BY program_id
)
SELECT
    programs.*,
    list_sort(parties_signed) AS parties_signed,
    list_sort(list_distinct(names_today)) AS parties_today,
    list_sort(list_distinct(ids_today)) AS party_ids_today,
    signed_count > 1 AND first_today = last_today AS became_internal,
    inherited
FROM programs JOIN sides USING (program_id)
