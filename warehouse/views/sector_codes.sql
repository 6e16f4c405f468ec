-- Sectors in other vocabularies: OECD CRS purpose code (IATI sector vocabulary 1) and COFOG (vocabulary 3); null
-- where it has none.
SELECT *
FROM (VALUES
    ('agriculture', '31120', 'Agricultural development', '04.2'),
    ('industry', '32120', 'Industrial development', '04.4'),
    ('trade', '33120', 'Trade facilitation', '04.1'),
    ('investment', '25010', 'Business policy and administration', '04.1'),
    ('tourism', '33210', 'Tourism policy and administrative management', '04.7'),
    ('culture', '16061', 'Culture', '08.2'),
    ('sports', '16061', 'Culture', '08.1'),
    ('education', '11110', 'Education policy and administrative management', '09'),
    ('health', '12110', 'Health policy and administrative management', '07'),
    ('labour', '16020', 'Employment creation', '04.1'),
    ('science_technology', '43082', 'Research/scientific institutions', '01.4'),
    ('digital', '22040', 'Information and communication technology (ICT)', '04.6'),
    ('transport', '21010', 'Transport policy and administrative management', '04.5'),
    ('construction_urban', '43030', 'Urban development and management', '06'),
    ('natural_resources_environment', '41010', 'Environmental policy and administrative management', '05'),
    ('energy', '23110', 'Energy policy and administrative management', '04.3'),
    ('finance', '24010', 'Financial policy and administrative management', '01.1'),
    ('justice', '15130', 'Legal and judicial development', '03.3'),
    ('defence_security', '15210', 'Security system management and reform', '02'),
    ('party_building', NULL, NULL, '01.1'),
    ('media', '22030', 'Radio/television/print media', '08.3'),
    ('foreign_affairs', NULL, NULL, '01.1'),
    ('social', '16010', 'Social Protection', '10'),
    ('youth', NULL, NULL, '10.4')
) AS codes (sector, crs_code, crs_name, cofog_code)
