"""Finds what a batch touches: candidate copies and whole clusters."""

from collections.abc import Iterable

from warehouse.schema import to_arrow
from warehouse.tables import Band, Copy
from warehouse.transaction import Transaction, id_table

# A band key that more articles share is boilerplate (measured on labelled pairs: no true pair is lost).
LARGEST_BUCKET = 50


def candidate_pairs(
    tx: Transaction, bands: Iterable[Band], *, largest_bucket: int = LARGEST_BUCKET
) -> list[tuple[str, str]]:
    """Pairs of articles that share a band key, one of them at least in ``bands``; smaller id first.

    ``bands`` must be in the table already. Buckets above ``largest_bucket`` articles are passed over.
    """
    with tx.given(to_arrow(Band, bands)) as given:
        return [
            (left, right)
            for left, right in tx.rows(
                f"""WITH bucket AS (
                    SELECT band, list(DISTINCT article_id) AS members FROM state.bands
                    WHERE band IN (SELECT band FROM {given}) GROUP BY band
                    HAVING count(DISTINCT article_id) BETWEEN 2 AND {int(largest_bucket)}
                ), pair AS (
                    SELECT g.article_id AS one, unnest(b.members) AS other
                    FROM {given} g JOIN bucket b USING (band)
                )
                SELECT DISTINCT least(one, other), greatest(one, other) FROM pair
                WHERE one <> other ORDER BY ALL"""
            )
        ]


def component(tx: Transaction, article_ids: Iterable[str]) -> tuple[frozenset[str], list[Copy]]:
    """The articles that verified pairs join to the given ones, directly or not, and those pairs."""
    reached = frozenset(article_ids)
    while True:
        with tx.given(id_table(reached)) as given:
            pairs = tx.records(Copy, f"left_id IN (FROM {given}) OR right_id IN (FROM {given})")
        wider = reached.union(*((pair.left_id, pair.right_id) for pair in pairs))
        if wider == reached:
            return reached, pairs
        reached = wider
