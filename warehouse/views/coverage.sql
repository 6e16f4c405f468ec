-- Pages by source, day and outcome: the denominator of every rate.
SELECT source, day, outcome, sum(pages)::BIGINT AS pages
FROM state.coverage_counts
GROUP BY ALL
