-- Stages in event vocabularies: CAMEO and PLOVER. To sign is CAMEO 057 and PLOVER SUPPORT; AGREE is a promise.
SELECT *
FROM (VALUES
    ('proposed', '030', 'Express intent to cooperate', 'AGREE', 2.5),
    ('signed', '057', 'Sign formal agreement', 'SUPPORT', 5.0),
    ('review', '040', 'Consult', 'CONSULT', 2.5),
    ('implementation', '060', 'Engage in material cooperation', 'COOPERATE', 9.5)
) AS codes (stage, cameo_code, cameo_name, plover, plover_score)
