"""Keeps the verified copies those of the stored articles as a set, whatever the order in which they came.

Equal texts are joined to the smallest id among them. Other pairs count if they share enough keys that are
not hot now. When a batch makes a key hot, the copies that rested on it go; when a new text makes one cool,
its pairs are looked at. A batch costs one scan of the keys; what is read of them is bounded by the batch,
since hot keys are left out and the others have few articles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from transforms.dedup import Postings, Signed, bands_of, bitmaps_agree, number_of, shared_keys, unpack, verify
from transforms.dedup.candidates import Buckets, Flags, Numbers
from transforms.dedup.sketch import fact_bitmaps
from warehouse.neighbourhood import (
    copies_within,
    drop_copies,
    equal_texts,
    hot_among,
    known_numbers,
    postings,
    stored_facts,
    stored_sketches,
)
from warehouse.schema import table_of
from warehouse.tables import Copy, HotKey, Posting, StoredSketch
from warehouse.transaction import Transaction, id_table

if TYPE_CHECKING:
    import pyarrow as pa


def known_sketches(tx: Transaction, article_ids: Iterable[str]) -> dict[int, StoredSketch]:
    """What is kept of those of the articles that were signed before, by number."""
    wanted = np.array([number_of(one) for one in article_ids], np.int64)
    known = _array(known_numbers(tx, wanted), "number")
    return {row.number: row for row in stored_sketches(tx, known)}


def replace_texts(tx: Transaction, signed: Sequence[Signed], old: Mapping[int, StoredSketch]) -> set[str]:
    """Makes the copies those of the store with the new texts; gives the ends of what came and went."""
    new = [(each, row) for each in signed if (row := _row(each)) != old.get(row.number)]
    if not new:
        return set()
    rows = [row for _, row in new]
    gone = [old[row.number] for row in rows if row.number in old]
    arrived = _postings_of([each for each, _ in new])
    left = _joined_keys(row.sketch for row in gone)
    keys = np.union1d(arrived.keys, left)
    marked = _array(hot_among(tx, keys), "band")
    stored = _stored(tx, np.setdiff1d(keys, marked, assume_unique=True))
    _store(tx, rows, gone, arrived)
    now = _with(stored, [row.number for row in gone], arrived.without(marked))
    turned_hot, cooled = now.hot(), _cooled(tx, np.intersect1d(marked, left))
    tx.append(HotKey(band=key) for key in turned_hot.tolist())
    tx.delete(HotKey, "band", cooled.tolist())
    touched = _link_equal(tx, {row.exact for row in (*gone, *rows)})
    touched |= _drop_hot(tx, now, turned_hot)
    numbers = np.unique(arrived.articles)
    cool = now.without(turned_hot)
    if len(cooled):
        numbers, cool = _look_again(tx, numbers, cooled)
    copies = _copies(tx, cool, numbers, rows)
    tx.merge(copies)
    return touched.union(*((copy.left_id, copy.right_id) for copy in copies))


def _row(signed: Signed) -> StoredSketch:
    number = number_of(signed.article_id)
    return StoredSketch(
        article_id=signed.article_id, number=number,
        exact=signed.exact, facts=signed.facts, sketch=signed.sketch,
    )  # fmt: skip


def _postings_of(signed: Sequence[Signed]) -> Postings:
    counts = [len(each.bands) for each in signed]
    return Postings(
        keys=np.concatenate([each.bands for each in signed]),
        articles=np.repeat([number_of(each.article_id) for each in signed], counts),
        exact=np.repeat([each.exact for each in signed], counts),
    )


def _joined_keys(sketches: Iterable[bytes]) -> Numbers:
    return np.unique(np.concatenate([np.empty(0, np.int64), *(bands_of(sketch) for sketch in sketches)]))


def _stored(tx: Transaction, keys: Numbers) -> Postings:
    rows = postings(tx, keys)
    return Postings(keys=_array(rows, "band"), articles=_array(rows, "number"), exact=_array(rows, "exact"))


def _array(rows: "pa.Table", column: str) -> Numbers:
    found: Numbers = rows.column(column).to_numpy()
    return found


def _with(stored: Postings, gone: Sequence[int], arrived: Postings) -> Postings:
    """The stored rows without the articles that are gone, and those that arrived."""
    kept = ~np.isin(stored.articles, np.array(gone, np.int64))
    return Postings(
        keys=np.concatenate((stored.keys[kept], arrived.keys)),
        articles=np.concatenate((stored.articles[kept], arrived.articles)),
        exact=np.concatenate((stored.exact[kept], arrived.exact)),
    )


def _store(
    tx: Transaction, new: Sequence[StoredSketch], gone: Sequence[StoredSketch], arrived: Postings
) -> None:
    import pyarrow as pa

    for column in ("left_id", "right_id"):
        tx.delete(Copy, column, [row.article_id for row in gone])
    tx.delete(Posting, "number", [row.number for row in gone])
    tx.delete(StoredSketch, "article_id", [row.article_id for row in gone])
    columns = {"band": arrived.keys, "number": arrived.articles, "exact": arrived.exact}
    tx.append_arrow(table_of(Posting), pa.table(columns))
    tx.append(new)


def _cooled(tx: Transaction, marked: Numbers) -> Numbers:
    """Those of the keys marked as hot that are not any more."""
    return np.setdiff1d(marked, _stored(tx, marked).hot()) if len(marked) else marked


def _link_equal(tx: Transaction, exact: Iterable[int]) -> set[str]:
    """Joins the articles of each text to the one with the smallest id, however many there are."""
    sets = equal_texts(tx, exact)
    if not sets:
        return set()
    centres, others = [first for first, *_ in sets], [one for _, *rest in sets for one in rest]
    with tx.given(id_table(others)) as given:
        tx.execute(f"DELETE FROM state.copies WHERE kind = 'exact' AND left_id IN (FROM {given})")
    pairs = [(first, one) for first, *rest in sets for one in rest]
    tx.merge(Copy(left_id=left, right_id=right, kind="exact", similarity=1.0) for left, right in pairs)
    return {*centres, *others}


def _drop_hot(tx: Transaction, now: Postings, turned_hot: Numbers) -> set[str]:
    """Drops copies that no longer share enough keys; gives their ends."""
    if not len(turned_hot):
        return set()
    copies = copies_within(tx, np.unique(now.articles[np.isin(now.keys, turned_hot)]))
    shared = np.unique(np.array([key for copy in copies for key in copy.bands], np.int64))
    hot = set(_array(hot_among(tx, shared), "band").tolist()) if len(shared) else set()
    left = [(copy, len(set(copy.bands) - hot)) for copy in copies if hot.intersection(copy.bands)]
    weak = [(copy, count) for copy, count in left if count < 2]
    dropped = _without_grounds(tx, weak) if weak else []
    if dropped:
        drop_copies(tx, dropped)
    return {end for copy in dropped for end in (copy.left_id, copy.right_id)}


def _without_grounds(tx: Transaction, weak: Sequence[tuple[Copy, int]]) -> list[Copy]:
    ends = np.array([[number_of(copy.left_id), number_of(copy.right_id)] for copy, _ in weak], np.int64)
    agree = _promising(tx, ends, np.array([count for _, count in weak], np.int64))
    return [copy for (copy, count), does in zip(weak, agree, strict=True) if not (count and does)]


def _look_again(tx: Transaction, new: Numbers, cooled: Numbers) -> tuple[Numbers, Postings]:
    """The new articles with those that have a key which is no longer hot, and the rows of all their keys."""
    numbers = np.union1d(new, _stored(tx, cooled).articles)
    keys = _joined_keys(row.sketch for row in stored_sketches(tx, numbers))
    marked = _array(hot_among(tx, keys), "band")
    return numbers, _stored(tx, np.setdiff1d(keys, marked, assume_unique=True))


def _copies(
    tx: Transaction, cool: Postings, lefts: Numbers, at_hand: Sequence[StoredSketch]
) -> list[Copy]:
    """The copies among pairs of different texts of which one at least is among ``lefts``.

    ``at_hand`` are sketches that need not be read from the store.
    """
    everyone = np.concatenate((lefts, np.setdiff1d(cool.articles, lefts)))
    order = np.argsort(everyone)
    owners = order[np.searchsorted(everyone, cool.articles, sorter=order)]
    found = list(shared_keys(Buckets.of(cool.keys, owners), len(lefts)))
    if not found:
        return []
    pairs = everyone[np.concatenate([part.pairs for part in found])]
    likely = pairs[_promising(tx, pairs, np.concatenate([part.counts for part in found]))]
    rows = {row.number: row for row in at_hand}
    rows |= {row.number: row for row in stored_sketches(tx, np.setdiff1d(likely, [*rows]))}
    sketches = {number: unpack(row.article_id, row.exact, row.sketch) for number, row in rows.items()}
    keys = _KeysOf(cool)
    return [
        replace(copy, bands=keys.shared(left, right))
        for left, right in likely.tolist()
        if (copy := verify(sketches[left], sketches[right]))
    ]


def _promising(tx: Transaction, pairs: Numbers, counts: Numbers) -> Flags:
    """Says of each pair of different texts whether it is worth a look."""
    rows = stored_facts(tx, np.unique(pairs))
    bitmaps, exact = fact_bitmaps(rows.column("facts").to_pylist()), _array(rows, "exact")
    left, right = np.searchsorted(_array(rows, "number"), pairs).T
    agree: Flags = bitmaps_agree(bitmaps[left], bitmaps[right], counts) & (exact[left] != exact[right])
    return agree


class _KeysOf:
    """The keys of each article of postings."""

    def __init__(self, rows: Postings) -> None:
        order = np.argsort(rows.articles, kind="stable")
        self._articles, self._keys = rows.articles[order], rows.keys[order]

    def shared(self, left: int, right: int) -> tuple[int, ...]:
        return tuple(np.intersect1d(self._of(left), self._of(right)).tolist())

    def _of(self, article: int) -> Numbers:
        start, end = np.searchsorted(self._articles, [article, article + 1])
        return self._keys[start:end]
