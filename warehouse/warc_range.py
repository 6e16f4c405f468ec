"""Ranges of WARC files, in folders or an object store: each can be read without the others."""

import hashlib
import mmap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from warehouse.object_store import Place
from warehouse.record import record
from warehouse.warc_read import ENDINGS
from warehouse.warc_scan import Damage, Member, find_packed, holds_run, is_packed_by_record, next_packed

RANGE_BYTES = 16 * 1024 * 1024
"""Packed bytes of a range: a thousand pages or so. Large files have sixteen ranges, however long."""

_MOST_RANGES = 16
_SAMPLE = 64 * 1024
_BLOCK = 4 * 1024 * 1024


@record
class WarcFile:
    """A WARC file by its path or ``s3://`` address."""

    url: str

    @property
    def place(self) -> Place:
        return Place(url=self.url.rpartition("/")[0] or ".")

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def size(self) -> int:
        """Bytes. Raises FileNotFoundError or StoreError."""
        size = self.place.size(self.name)
        if size is None:
            raise FileNotFoundError(f"{self.url}: there is no such file")
        return size


@record
class WarcRange:
    """The records of a file that begin at ``start`` or later, and before ``stop``."""

    file: WarcFile
    start: int
    stop: int
    exact: bool = True
    """Whether a record begins at ``start``; else the first after it is looked for."""


def find_warcs(url: str) -> list[WarcFile]:
    """A file, all WARC files below a folder or prefix, or those of an ``s3://`` pattern of * and ?."""
    if not url.startswith("s3://"):
        path = Path(url)
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        return [WarcFile(url=str(file)) for file in files if file == path or file.name.endswith(ENDINGS)]
    fixed = url.partition("*")[0].partition("?")[0]
    whole = Place(url=url.rpartition("/")[0])
    if fixed == url and whole.size(url.rpartition("/")[2]) is not None:
        return [WarcFile(url=url)]
    base = url.rstrip("/") if fixed == url else fixed.rpartition("/")[0]
    found = [f"{base}/{name}" for name in Place(url=base).names() if name.endswith(ENDINGS)]
    return [WarcFile(url=each) for each in found if fixed == url or fnmatchcase(each, url)]


def split(file: WarcFile, range_bytes: int = RANGE_BYTES) -> tuple[WarcRange, ...]:
    """The ranges of a file, in order; one where it is not packed record by record.

    So it is with captures of hoptac's own, whose later records correct earlier ones.
    """
    size = file.size()
    head = file.place.read(file.name, 0, 1 << 20)
    if not is_packed_by_record(head) or holds_run(head):
        return (WarcRange(file=file, start=0, stop=size),)
    step = max(range_bytes, -(-size // _MOST_RANGES))
    return tuple(
        WarcRange(file=file, start=start, stop=min(start + step, size), exact=start == 0)
        for start in range(0, size, step)
    )


def fingerprint(ranges: tuple[WarcRange, ...]) -> str:
    """Names a file by its size and by samples of its content, whatever it is called and wherever it is.

    Samples, since files in an object store are large: 64 KB where each range begins, and the last 64 KB.
    """
    file, size = ranges[0].file, ranges[-1].stop
    found = hashlib.blake2b(repr([(each.start, each.stop) for each in ranges]).encode(), digest_size=16)
    for start in (*(each.start for each in ranges), max(0, size - _SAMPLE)):
        found.update(file.place.read(file.name, start, _SAMPLE))
    return found.hexdigest()


class RangeScan:
    """Reads a range once. Afterwards ``first`` and ``end`` say which bytes its records took.

    The end of a range is the first of the next one, unless what looked like a record there is none: a page
    may hold the bytes of one, so as to be taken for another site's. The reader of all ranges must look.
    """

    def __init__(self, of: WarcRange) -> None:
        self._of = of
        self.first = self.end = of.start

    def members(self, on_damage: Callable[[Damage], None]) -> Iterator[Member]:
        """The records, in order of the file."""
        of, path = self._of, Path(self._of.file.url)
        with _opened(of.file) as data:
            self.first = self.end = of.start if of.exact else next_packed(data, of.start)
            for member, end in find_packed(path, data, on_damage, self.first, of.stop):
                self.end = end
                if member:
                    yield member


class _Blocks:
    """The bytes of an object, fetched a block at a time: what a scan needs of a mapped file."""

    def __init__(self, file: WarcFile) -> None:
        self._file, self._size = file, file.size()
        self._held: tuple[int, bytes] = (0, b"")

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, wanted: slice) -> bytes:
        start, stop, _ = wanted.indices(self._size)
        at, held = self._held
        if not at <= start <= stop <= at + len(held):
            held = self._file.place.read(self._file.name, start, max(_BLOCK, stop - start))
            self._held = at, held = start, held
        return held[start - at : stop - at]

    def find(self, what: bytes, start: int) -> int:
        while start < self._size:
            piece = self[start : start + _BLOCK // 2]
            if (found := piece.find(what)) >= 0:
                return start + found
            start += max(1, len(piece) - len(what) + 1)
        return -1


@contextmanager
def _opened(file: WarcFile) -> Iterator[Any]:
    if file.place.is_remote:
        yield _Blocks(file)
        return
    with Path(file.url).open("rb") as handle:
        if not handle.read(1):
            yield b""
            return
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data
