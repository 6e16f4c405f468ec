"""Holds the texts of a search in temporary files, so that a million of them fit into little memory."""

import os
from array import array
from collections.abc import Iterator
from tempfile import TemporaryFile

import numpy as np
import numpy.typing as npt

from transforms.dedup.candidates import HOT_BUCKET, Buckets, Numbers
from transforms.dedup.sign import Signed
from transforms.dedup.sketch import FACT_WORDS, Sketch, unpack

_ROWS_HELD = 1 << 19
_PARTS = 32
_ROW = np.dtype([("key", np.int64), ("owner", np.int32)])


class KeyFile:
    """Who has which band key: rows beyond the last half million in a file, cut into parts by key."""

    def __init__(self) -> None:
        self._keys, self._owners = array("q"), array("i")
        self._file = TemporaryFile()  # noqa: SIM115  # lives as long as its owner
        self._chunks: list[tuple[int, list[int]]] = []  # where each starts, and the ends of its parts in rows

    def put(self, owner: int, keys: Numbers) -> None:
        self._keys.frombytes(keys.tobytes())
        self._owners.extend([owner] * len(keys))
        if len(self._keys) >= _ROWS_HELD:
            self._write()

    def parts(self) -> Iterator[tuple[Numbers, npt.NDArray[np.int32]]]:
        """All rows, those of one key together in one part."""
        if not self._chunks:
            yield np.frombuffer(self._keys, np.int64), np.frombuffer(self._owners, np.int32)
            return
        self._write()
        self._file.flush()
        for part in range(_PARTS):
            rows = np.frombuffer(b"".join(self._read(part)), _ROW)
            yield rows["key"].copy(), rows["owner"].copy()

    def _write(self) -> None:
        keys = np.frombuffer(self._keys, np.int64)
        # The low bits: keys are the smallest of many hashes, so the high ones are much the same.
        part = (keys & (_PARTS - 1)).astype(np.uint8)
        rows = np.empty(len(keys), _ROW)
        order = np.argsort(part, kind="stable")
        rows["key"], rows["owner"] = keys[order], np.frombuffer(self._owners, np.int32)[order]
        self._chunks.append((self._file.tell(), np.searchsorted(part[order], range(1, _PARTS + 1)).tolist()))
        self._file.write(rows.tobytes())
        self._keys, self._owners = array("q"), array("i")

    def _read(self, part: int) -> Iterator[bytes]:
        for start, ends in self._chunks:
            first = ends[part - 1] if part else 0
            size = (ends[part] - first) * _ROW.itemsize
            yield os.pread(self._file.fileno(), size, start + first * _ROW.itemsize)


class Shelf:
    """Signed texts by number, in the order in which they were put."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._keys, self._exact, self._facts = KeyFile(), array("q"), bytearray()
        self._sketches = TemporaryFile()  # noqa: SIM115  # lives as long as the shelf
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self.ids)

    def put(self, signed: Signed) -> None:
        self._keys.put(len(self.ids), signed.bands)
        self.ids.append(signed.article_id)
        self._exact.append(signed.exact)
        self._facts += signed.facts
        self._sketches.write(signed.sketch)
        self._ends.append(self._ends[-1] + len(signed.sketch))

    def first_of_same(self) -> Numbers:
        """For each text the number of the first one that is equal to it."""
        _, first, same = np.unique(
            np.frombuffer(self._exact, np.int64), return_index=True, return_inverse=True
        )
        found: Numbers = first[same]
        return found

    def buckets(self, firsts: npt.NDArray[np.bool_]) -> Buckets:
        """Which of the texts marked as first share keys that are not hot."""
        found = []
        for keys, owners in self._keys.parts():
            first = firsts[owners]
            found.append(Buckets.of(keys[first], owners[first], most=HOT_BUCKET))
        return Buckets.joined(found)

    def facts(self) -> npt.NDArray[np.uint64]:
        """Their bitmaps, a row for each; no text may be put while they are held."""
        return np.frombuffer(self._facts, np.uint64).reshape(-1, FACT_WORDS)

    def sketch(self, number: int) -> Sketch:
        self._sketches.flush()
        start, end = self._ends[number], self._ends[number + 1]
        packed = os.pread(self._sketches.fileno(), end - start, start)
        return unpack(self.ids[number], self._exact[number], packed)
