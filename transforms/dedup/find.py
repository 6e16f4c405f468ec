"""Finds the duplicates among many texts at once, without a store."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from transforms.dedup.candidates import Flags, Numbers, SharedKeys, bitmaps_agree, shared_keys
from transforms.dedup.cluster import cluster
from transforms.dedup.direction import Member, text_credit
from transforms.dedup.shelf import Shelf
from transforms.dedup.sign import sign_text
from transforms.dedup.verify import judge, verify
from warehouse.tables import Copy, Duplicate

_SKETCHES_CACHED = 2_048


def find_duplicates(documents: Iterable[tuple[str, str]]) -> tuple[Duplicate, ...]:
    """Finds the clusters among texts.

    Args:
        documents: pairs of a unique id and a text; headline and lead are its first lines.

    Returns:
        One row for each text in a cluster, by id. The same texts give the same rows in any order.
    """
    shelf = Shelf()
    credited: dict[str, str] = {}
    for document_id, text in documents:
        if credit := text_credit(text):
            credited[document_id] = credit
        shelf.put(sign_text(document_id, text))
    first = shelf.first_of_same()
    again = np.flatnonzero(first != np.arange(len(shelf))).tolist()
    same_as = {shelf.ids[number]: int(first[number]) for number in again}
    copies = [_exact(shelf.ids[number], shelf.ids[first[number]]) for number in again]
    copies.extend(find_copies(shelf, first == np.arange(len(shelf))))
    ends = {article_id for copy in copies for article_id in (copy.left_id, copy.right_id)}
    number_of = {one: number for number, one in enumerate(shelf.ids) if one in ends} | same_as
    return cluster(
        [Member(article_id=one, credit=credited.get(one)) for one in ends],
        copies,
        lambda left, right: judge(shelf.sketch(number_of[left]), shelf.sketch(number_of[right])),
    )


def _exact(one: str, other: str) -> Copy:
    left, right = sorted((one, other))
    return Copy(left_id=left, right_id=right, kind="exact", similarity=1.0)


def find_copies(shelf: Shelf, firsts: Flags) -> Iterator[Copy]:
    """Verifies the pairs of texts that share band keys, of equal texts the first."""
    facts = shelf.facts()
    read = lru_cache(_SKETCHES_CACHED)(shelf.sketch)
    for found in shared_keys(shelf.buckets(firsts), len(shelf)):
        for left, right in _promising(facts, found).tolist():
            if copy := verify(read(left), read(right)):
                yield copy


def _promising(facts: npt.NDArray[np.uint64], found: SharedKeys) -> Numbers:
    left, right = found.pairs.T
    return found.pairs[bitmaps_agree(facts[left], facts[right], found.counts)]
