-- Programs with their parties as signed and as of today; became_internal: its parties are one today, inherited:
-- at least one party was replaced by a successor.
-- needs: programs
WITH party_names AS (
    SELECT party_id, any_value(name) AS name FROM parties GROUP BY party_id
),
sides AS (
    SELECT
        program_id,
        list(program_parties.name ORDER BY program_parties.party_id) AS parties_signed,
        list(DISTINCT current_party_id ORDER BY current_party_id) AS party_ids_today,
        list(DISTINCT coalesce(party_names.name, program_parties.name)) AS names_today,
        count(DISTINCT program_parties.party_id) AS signed_count,
        bool_or(program_parties.party_id <> current_party_id) AS inherited
    FROM program_parties LEFT JOIN party_names ON party_names.party_id = current_party_id
    GROUP BY program_id
)
SELECT
    programs.*,
    parties_signed,
    list_sort(names_today) AS parties_today,
    party_ids_today,
    signed_count > 1 AND len(party_ids_today) = 1 AS became_internal,
    inherited
FROM programs JOIN sides USING (program_id)
