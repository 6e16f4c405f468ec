-- One row per article page: its newest version.
SELECT * FROM article_versions JOIN state.heads USING (article_id, version)
