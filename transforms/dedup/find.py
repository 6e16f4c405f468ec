"""Finds the duplicates among many texts at once, without a store."""

import mmap
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from tempfile import TemporaryFile

import numpy as np
import numpy.typing as npt

from transforms.dedup.candidates import Numbers, Postings, SharedKeys, bitmaps_agree, shared_keys
from transforms.dedup.cluster import cluster
from transforms.dedup.direction import Member, text_credit
from transforms.dedup.sign import Signed, sign_text
from transforms.dedup.sketch import Sketch, fact_bitmaps, unpack
from transforms.dedup.verify import Verdict, judge, verify
from warehouse.tables import Copy, Duplicate

_SKETCHES_CACHED = 8_192


class Shelf:
    """Holds the distinct texts: band keys and facts in memory, sketches in a temporary file."""

    def __init__(self) -> None:
        self._keys, self._counts, self._facts = array("q"), array("q"), bytearray()
        self._file = TemporaryFile()  # noqa: SIM115  # lives as long as the shelf
        self._ends = array("q", [0])
        self._signed: list[tuple[str, int]] = []
        self._numbers: dict[str, int] = {}
        self._bytes: mmap.mmap | None = None

    def __len__(self) -> int:
        return len(self._signed)

    def put(self, signed: Signed) -> None:
        self._keys.frombytes(signed.bands.tobytes())
        self._counts.append(len(signed.bands))
        self._facts += signed.facts
        self._signed.append((signed.article_id, signed.exact))
        self._file.write(signed.sketch)
        self._ends.append(self._ends[-1] + len(signed.sketch))

    def postings(self) -> Postings:
        owners = np.repeat(np.arange(len(self)), np.frombuffer(self._counts, np.int64))
        return Postings(keys=np.frombuffer(self._keys, np.int64), articles=owners, exact=owners)

    def facts(self) -> npt.NDArray[np.uint64]:
        return fact_bitmaps([bytes(self._facts)])

    def look(self, left: str, right: str) -> Verdict:
        """Compares two of the texts, by id."""
        if not self._numbers:
            self._numbers = {article_id: number for number, (article_id, _) in enumerate(self._signed)}
        return judge(self.sketch(self._numbers[left]), self.sketch(self._numbers[right]))

    def sketch(self, number: int) -> Sketch:
        if self._bytes is None:
            self._file.flush()
            self._bytes = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return unpack(*self._signed[number], self._bytes[self._ends[number] : self._ends[number + 1]])


def find_duplicates(documents: Iterable[tuple[str, str]]) -> tuple[Duplicate, ...]:
    """Finds the clusters among texts.

    Args:
        documents: pairs of a unique id and a text; headline and lead are its first two lines.

    Returns:
        One row for each text in a cluster, by id. The same texts give the same rows in any order.
    """
    shelf = Shelf()
    first_of: dict[int, str] = {}
    exact: list[Copy] = []
    same_as: dict[str, str] = {}
    credited: dict[str, str] = {}
    for document_id, text in documents:
        signed = sign_text(document_id, text)
        if credit := text_credit(text):
            credited[document_id] = credit
        first = first_of.setdefault(signed.exact, document_id)
        if first == document_id:
            shelf.put(signed)
        else:
            same_as[document_id] = first
            left, right = sorted((first, document_id))
            exact.append(Copy(left_id=left, right_id=right, kind="exact", similarity=1.0))
    copies = [*exact, *find_copies(shelf)]
    members = {article_id for copy in copies for article_id in (copy.left_id, copy.right_id)}
    standing = [Member(article_id=one, credit=credited.get(one)) for one in members]
    return cluster(standing, copies, lambda *two: shelf.look(*(same_as.get(one, one) for one in two)))


def find_copies(shelf: Shelf) -> Iterator[Copy]:
    """Verifies the pairs of texts that share band keys."""
    if not len(shelf):
        return
    postings, facts = shelf.postings(), shelf.facts()
    cool = postings.without(postings.hot())
    read = lru_cache(_SKETCHES_CACHED)(shelf.sketch)
    for found in shared_keys(cool.keys, cool.articles, len(shelf)):
        for left, right in _promising(facts, found).tolist():
            if copy := verify(read(left), read(right)):
                yield copy


def _promising(facts: npt.NDArray[np.uint64], found: SharedKeys) -> Numbers:
    left, right = found.pairs.T
    return found.pairs[bitmaps_agree(facts[left], facts[right], found.counts)]
