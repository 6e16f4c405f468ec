-- vi: Tin về chương trình của mỗi tỉnh có bao nhiêu phần là từ báo của chính tỉnh ấy?
-- en: What share of the reports on each province's programs comes from that province's own outlets?
-- family: 8
-- An outlet is taken for a province's own when its name holds the province's: baohatinh, dainghean.
WITH homes AS (
    SELECT
        program_id,
        name,
        replace(strip_accents(replace(lower(name), 'đ', 'd')), ' ', '') AS slug
    FROM program_parties
    WHERE kind = 'province'
)
SELECT
    name,
    sum(own_articles)::BIGINT AS reports,
    (sum(own_articles) FILTER (contains(source, slug)))::BIGINT AS own_reports,
    round(coalesce(sum(own_articles) FILTER (contains(source, slug)), 0) / nullif(sum(own_articles), 0), 3) AS own_share,
    count(DISTINCT source) AS outlets
FROM homes JOIN program_voices USING (program_id)
GROUP BY name
ORDER BY reports DESC, name
