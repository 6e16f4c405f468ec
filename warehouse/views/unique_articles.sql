-- Articles without their copies: one for each cluster, and those that stand alone.
SELECT * FROM articles WHERE is_primary
