"""Finds what a batch touches: who else has its band keys, equal texts, sketches, whole clusters.

Long lists of keys are joined in one scan of a narrow table; short lists of articles are written into the
statement, so that the reader of Parquet skips the row groups that hold none of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from warehouse.schema import to_arrow
from warehouse.tables import Copy, StoredSketch
from warehouse.transaction import Transaction, id_table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Numbers = npt.NDArray[np.int64]

_NAMED_AT_ONCE = 500


def postings(tx: Transaction, keys: "Numbers") -> "pa.Table":
    """The rows ``band, number, exact`` of the band keys."""
    with tx.given(_column(keys)) as given:
        return tx.execute(f"FROM state.postings WHERE band IN (FROM {given})").to_arrow_table()


def hot_among(tx: Transaction, keys: "Numbers") -> "pa.Table":
    """Those of the band keys that are marked as hot, in a column ``band``."""
    with tx.given(_column(keys)) as given:
        return tx.execute(f"SELECT band FROM state.hot_keys WHERE band IN (FROM {given})").to_arrow_table()


def known_numbers(tx: Transaction, numbers: "Numbers") -> "pa.Table":
    """Those of the numbers that are articles with a sketch, in a column ``number``."""
    with tx.given(_column(numbers)) as given:
        return tx.execute(
            f"SELECT number FROM state.sketches WHERE number IN (FROM {given})"
        ).to_arrow_table()


def stored_facts(tx: Transaction, numbers: "Numbers") -> "pa.Table":
    """The rows ``number, exact, facts`` of articles, in order of number."""
    with tx.given(_column(numbers)) as given:
        return tx.execute(
            f"SELECT number, exact, facts FROM state.sketches WHERE number IN (FROM {given}) "
            "ORDER BY number"
        ).to_arrow_table()


def stored_sketches(tx: Transaction, numbers: Iterable[int]) -> Iterator[StoredSketch]:
    """The sketches of articles."""
    named = [str(int(number)) for number in numbers]
    for start in range(0, len(named), _NAMED_AT_ONCE):
        some = ", ".join(named[start : start + _NAMED_AT_ONCE])
        yield from tx.records(StoredSketch, f"number IN ({some})")


def equal_texts(tx: Transaction, exact: Iterable[int]) -> list[list[str]]:
    """The articles of each of these texts, in order of id, if there are two or more."""
    found: dict[int, list[str]] = defaultdict(list)
    with tx.given(id_table(exact)) as given:
        rows = tx.rows(
            f"SELECT exact, article_id FROM state.sketches WHERE exact IN (FROM {given}) ORDER BY ALL"
        )
    for text, article_id in rows:
        found[text].append(article_id)
    return [members for members in found.values() if len(members) > 1]


def copies_within(tx: Transaction, numbers: "Numbers") -> list[Copy]:
    """Near copies of which both articles are among these."""
    with tx.given(_column(numbers)) as given:
        member = f"SELECT article_id FROM state.sketches WHERE number IN (FROM {given})"
        return tx.records(
            Copy, f"kind <> 'exact' AND left_id IN ({member}) AND right_id IN ({member}) ORDER BY ALL"
        )


def drop_copies(tx: Transaction, copies: Sequence[Copy]) -> None:
    """Removes these copies."""
    with tx.given(to_arrow(Copy, copies)) as given:
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


def _column(numbers: "Numbers") -> "pa.Table":
    import pyarrow as pa

    return pa.table({"id": numbers})
