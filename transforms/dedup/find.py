"""Finds the duplicates among many texts at once, without a store."""

import mmap
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from tempfile import TemporaryFile

import numpy as np

from transforms.dedup.candidates import Pairs, facts_agree, shared_pairs
from transforms.dedup.cluster import cluster
from transforms.dedup.direction import Member, text_credit
from transforms.dedup.sign import Signed, sign_text
from transforms.dedup.sketch import Sketch, unpack
from transforms.dedup.verify import verify
from warehouse.tables import Copy, Duplicate

_PAIRS_AT_ONCE = 20_000
_SKETCHES_CACHED = 2_048


class Shelf:
    """Holds the distinct texts: band keys in memory, sketches in a temporary file."""

    def __init__(self) -> None:
        self.keys, self.owners = array("q"), array("q")
        self._file = TemporaryFile()  # noqa: SIM115  # lives as long as the shelf
        self._ends = array("q", [0])
        self._signed: list[tuple[str, str]] = []
        self._bytes: mmap.mmap | None = None

    def __len__(self) -> int:
        return len(self._signed)

    def put(self, signed: Signed) -> None:
        self.keys.extend(signed.bands)
        self.owners.extend([len(self)] * len(signed.bands))
        self._signed.append((signed.article_id, signed.exact_hash))
        self._file.write(signed.sketch)
        self._ends.append(self._ends[-1] + len(signed.sketch))

    def packed(self, number: int) -> bytes:
        if self._bytes is None:
            self._file.flush()
            self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return self._bytes[self._ends[number] : self._ends[number + 1]]

    def sketch(self, number: int) -> Sketch:
        return unpack(*self._signed[number], self.packed(number))


def find_duplicates(documents: Iterable[tuple[str, str]]) -> tuple[Duplicate, ...]:
    """Finds the clusters among texts.

    Args:
        documents: pairs of a unique id and a text; headline and lead are its first two lines.

    Returns:
        One row for each text in a cluster, by id. The same texts give the same rows in any order.
    """
    shelf = Shelf()
    first_of: dict[str, str] = {}
    exact: list[Copy] = []
    credited: dict[str, str] = {}
    for document_id, text in documents:
        signed = sign_text(document_id, text)
        if credit := text_credit(text):
            credited[document_id] = credit
        first = first_of.setdefault(signed.exact_hash, document_id)
        if first == document_id:
            shelf.put(signed)
        else:
            left, right = sorted((first, document_id))
            exact.append(Copy(left_id=left, right_id=right, kind="exact", similarity=1.0))
    copies = [*exact, *find_copies(shelf)]
    members = {article_id for copy in copies for article_id in (copy.left_id, copy.right_id)}
    return cluster([Member(article_id=one, credit=credited.get(one)) for one in members], copies)


def find_copies(shelf: Shelf) -> Iterator[Copy]:
    """Verifies the pairs of texts that share band keys."""
    pairs = shared_pairs(np.frombuffer(shelf.keys, np.int64), np.frombuffer(shelf.owners, np.int64))
    read = lru_cache(_SKETCHES_CACHED)(shelf.sketch)
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        for left, right in _promising(shelf, pairs[start : start + _PAIRS_AT_ONCE]).tolist():
            if copy := verify(read(left), read(right)):
                yield copy


def _promising(shelf: Shelf, pairs: Pairs) -> Pairs:
    return pairs[facts_agree([shelf.packed(i) for i in pairs[:, 0]], [shelf.packed(i) for i in pairs[:, 1]])]
