"""Finds what a batch touches: keys that many texts share, candidate copies, equal texts, whole clusters."""

from collections import defaultdict
from collections.abc import Iterable

from warehouse.schema import to_arrow
from warehouse.tables import Band, Copy
from warehouse.transaction import Transaction, id_table

# A bucket of so many articles for each text that is allowed is hot, without a look at the texts.
_ARTICLES_PER_TEXT = 10


def hot_keys(tx: Transaction, keys: Iterable[int], *, most_texts: int) -> frozenset[int]:
    """Those of the keys that more than ``most_texts`` different texts have, by what is stored now."""
    with tx.given(id_table(keys)) as given:
        sizes = tx.rows(
            f"SELECT band, count(*) FROM state.bands WHERE band IN (FROM {given}) "
            f"GROUP BY band HAVING count(*) > {int(most_texts)}"
        )
    hottest = {key for key, articles in sizes if articles > _ARTICLES_PER_TEXT * most_texts}
    if len(sizes) == len(hottest):
        return frozenset(hottest)
    with tx.given(id_table(key for key, _ in sizes if key not in hottest)) as given:
        hot = tx.rows(
            f"SELECT band FROM state.bands JOIN state.signatures USING (article_id) "
            f"WHERE band IN (FROM {given}) GROUP BY band "
            f"HAVING count(DISTINCT exact_hash) > {int(most_texts)}"
        )
    return frozenset(hottest.union(key for (key,) in hot))


def candidate_pairs(
    tx: Transaction, bands: Iterable[Band], *, hot: Iterable[int], fewest_shared: int
) -> list[tuple[str, str]]:
    """Pairs of articles that share enough band keys, one of them at least in ``bands``; smaller id first.

    ``bands`` must be in the table already, with all keys of each article. Keys in ``hot`` do not count.
    """
    with tx.given(to_arrow(Band, bands)) as given, tx.given(id_table(hot)) as left_out:
        pairs = tx.rows(
            f"""WITH found AS (
                SELECT band, article_id FROM state.bands
                WHERE band IN (SELECT band FROM {given} EXCEPT FROM {left_out})
            )
            SELECT least(g.article_id, f.article_id), greatest(g.article_id, f.article_id)
            FROM {given} g JOIN found f USING (band) WHERE g.article_id <> f.article_id
            GROUP BY ALL HAVING count(DISTINCT band) >= {int(fewest_shared)} ORDER BY ALL"""
        )
    return [(left, right) for left, right in pairs]


def buckets(tx: Transaction, keys: Iterable[int]) -> dict[int, list[str]]:
    """The articles that have each of the keys, in order of id."""
    found: dict[int, list[str]] = defaultdict(list)
    with tx.given(id_table(keys)) as given:
        rows = tx.rows(f"SELECT band, article_id FROM state.bands WHERE band IN (FROM {given}) ORDER BY ALL")
    for key, article_id in rows:
        found[key].append(article_id)
    return found


def copies_within(tx: Transaction, keys: Iterable[int]) -> list[tuple[str, str]]:
    """Near copies of which both articles have one of the keys."""
    with tx.given(id_table(keys)) as given:
        pairs = tx.rows(
            f"""WITH member AS (SELECT band, article_id FROM state.bands WHERE band IN (FROM {given}))
            SELECT DISTINCT left_id, right_id FROM state.copies
            JOIN member one ON one.article_id = left_id JOIN member other ON other.article_id = right_id
            WHERE one.band = other.band AND kind <> 'exact' ORDER BY ALL"""
        )
    return [(left, right) for left, right in pairs]


def drop_copies(tx: Transaction, pairs: Iterable[tuple[str, str]]) -> None:
    """Removes the copies between these pairs, smaller id first."""
    rows = [Copy(left_id=left, right_id=right, kind="near", similarity=0.0) for left, right in pairs]
    with tx.given(to_arrow(Copy, rows)) as given:
        tx.execute(
            f"DELETE FROM state.copies c WHERE EXISTS "
            f"(FROM {given} g WHERE g.left_id = c.left_id AND g.right_id = c.right_id)"
        )


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
