"""The raw captures: WARC files below the store, written once, read for ever."""

import fcntl
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from warehouse import warc_write
from warehouse.tables import Exchange
from warehouse.warc_read import (
    Exchanged,
    end_of_whole_members,
    find_captures,
    find_exchanges,
    find_fetches,
    find_pages,
    get,
)
from warehouse.warc_scan import Member

__all__ = [
    "CaptureWriter", "Exchanged", "ImportWriter", "Publish", "Stored", "find_capture_files", "find_captures",
    "find_exchanges", "find_fetches", "find_pages", "find_parts", "get", "rename_part", "salvage",
]  # fmt: skip

Stored = tuple[str, int]
"""Capture file below the store, and byte offset of the response record in it."""

Publish = Callable[[Path, str], None]
"""Makes a whole part the capture file of a name below the store; when it fails, the part stays."""

PART = ".part"
"""Ending of a file that is still being written, or whose writer died."""

ROTATE_BYTES = 256 * 1024 * 1024
"""A file that has grown beyond this is followed by another."""

AMENDABLE = 1000
"""So many of the latest responses can be amended; it happens right after they were put."""


Clock = Callable[[], datetime]


def system_time() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


class CaptureWriter:
    """Writes the exchanges of one batch of one source. May be used by many threads.

    Files are ``captures/SOURCE/YYYY/MM/NAME.warc.gz`` below ``root``. Until ``publish`` their names end in
    ``.part``; a writer that is killed leaves them, and ``salvage`` makes use of them. Leaving the ``with``
    block publishes, unless it is left by an exception: then the parts stay. Every record is on its way to
    the disk when ``put`` returns, and safe on it after ``publish``.
    """

    def __init__(
        self,
        root: Path,
        source: str,
        run_id: str,
        *,
        software: str = "hoptac",
        rotate_bytes: int = ROTATE_BYTES,
        publish: Publish | None = None,
        now: Clock = system_time,
    ) -> None:
        """``publish`` is what gives whole parts away; without it they get their names where they are."""
        self._root, self._publish = root, publish
        self._source = source
        self._run_id = run_id
        self._software = software
        self._rotate_bytes = rotate_bytes
        self._now = now
        self._lock = threading.Lock()
        self._parts: list[_Part] = []
        self._ids: OrderedDict[Stored, tuple[str, str]] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.publish()
        else:
            self.close()

    def put(self, exchange: Exchange) -> Stored | None:
        """Appends an exchange. Gives file and offset of the response, or ``None`` if there was no response.

        Raises ``OSError`` when the disk is full or gone; the file then ends with the record before.
        """
        record = warc_write.exchanged(exchange, self._run_id, self._source)
        stored = self._append(record)
        if exchange.status is None:
            return None
        with self._lock:
            self._ids[stored] = (warc_write.record_id(record), exchange.url)
            if len(self._ids) > AMENDABLE:
                self._ids.popitem(last=False)
        return stored

    def amend(self, stored: Stored, outcome: str, error: str | None) -> None:
        """Notes that a response of this writer turned out to be something else, such as ``challenge``."""
        with self._lock:
            record_id, url = self._ids[stored]
        self._append(warc_write.amended(record_id, url, outcome, error))

    def publish(self) -> tuple[str, ...]:
        """Gives the files their names for good, and returns them. Nothing can be put afterwards."""
        with self._lock:
            parts, self._parts = self._parts, []
            return tuple(part.publish() for part in parts)

    def close(self) -> None:
        """Leaves the files as parts."""
        with self._lock:
            parts, self._parts = self._parts, []
            for part in parts:
                part.close()

    def _append(self, record: Any) -> Stored:
        packed = warc_write.packed(record)
        with self._lock:
            if not self._parts or self._parts[-1].size > self._rotate_bytes:
                self._begin_part()
            stored = self._parts[-1].append(packed)
            self._parts[-1].heads.append(warc_write.head(record, stored[1]))
            return stored

    def _begin_part(self) -> None:
        if self._parts:
            self._parts[-1].write_log()  # now, so that memory is bounded by one file
        self._parts.append(self._new_part())

    def _new_part(self) -> "_Part":
        now = self._now()
        stem = f"{now:%Y%m%dT%H%M%SZ}-{_plain(self._run_id)[:12]}-{secrets.token_hex(4)}"
        name = f"captures/{self._source}/{now:%Y/%m}/{stem}.warc.gz"
        part = _Part(self._root, name, self._publish)
        info = {"software": self._software, "format": "WARC File Format 1.1", "isPartOf": self._run_id}
        part.append(warc_write.packed(warc_write.warcinfo(f"{stem}.warc.gz", info)))
        return part


class _Part:
    """A file in the making. It is locked, so that nobody takes it for one whose writer died."""

    def __init__(self, root: Path, name: str, publish: Publish | None) -> None:
        self._root, self._publish = root, publish
        self._name = name
        self.size = 0
        self.heads: list[bytes] = []
        """Of the records that the file is to know if they are damaged; empty once it does."""
        path = root / f"{name}{PART}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def append(self, packed: bytes) -> Stored:
        offset = self.size
        try:
            _write_all(self._file, packed)
        except OSError:
            with suppress(OSError):
                os.ftruncate(self._file, offset)
                os.lseek(self._file, offset, os.SEEK_SET)
            raise
        self.size += len(packed)
        return self._name, offset

    def publish(self) -> str:
        self.write_log()
        os.fsync(self._file)
        path = self._root / self._name
        part = path.with_name(f"{path.name}{PART}")
        if self._publish:
            self._publish(part, self._name)
        else:
            rename_part(part, path)
        self.close()
        return self._name

    def write_log(self) -> None:
        """Ends the file with what its records are. Twice: damage to one of them leaves the other."""
        if heads := self.heads:
            self.heads = []
            packed = warc_write.packed(warc_write.log(heads))
            self.append(packed)
            self.append(packed)

    def close(self) -> None:
        os.close(self._file)


class ImportWriter:
    """Writes one capture file of records that other programs made, under a name that follows from them.

    Written again, it takes the place of what a killed import has left.
    """

    def __init__(self, root: Path, name: str, run_id: str, *, publish: Publish | None = None) -> None:
        """``name`` is the file below ``root``: captures/SOURCE/YYYY/MM/NAME.warc.gz."""
        (root / f"{name}{PART}").unlink(missing_ok=True)
        self._part = _Part(root, name, publish)
        self._run_id = run_id

    def keep(self, member: Member) -> None:
        """Appends a record."""
        self._part.append(warc_write.repacked(member.headers, member.block, self._run_id))

    def publish(self) -> str:
        """Gives the file its name for good, and returns it."""
        return self._part.publish()


def find_capture_files(root: Path, source: str = "*") -> Iterator[str]:
    """Published capture files below a store, relative to it, by source and time of writing."""
    for path in sorted((root / "captures").glob(f"{source}/*/*/*.warc.gz")):
        yield path.relative_to(root).as_posix()


def find_parts(root: Path) -> Iterator[Path]:
    """Unpublished capture files below a store, those that are being written included."""
    yield from sorted((root / "captures").glob(f"*/*/*/*{PART}"))


def salvage(part: Path, root: Path, publish: Publish) -> str | None:
    """Publishes what a dead writer left: its whole records. Gives the name of the file below ``root``.

    ``None`` if the writer lives, or if nothing was written. A cut last record is dropped.
    """
    with part.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        whole = end_of_whole_members(part)
        if whole == 0:
            part.unlink()
            return None
        file.truncate(whole)
        os.fsync(file.fileno())
        name = part.relative_to(root).as_posix().removesuffix(PART)
        publish(part, name)
        return name


def rename_part(part: Path, path: Path) -> None:
    """Gives a part its name, so that it lasts through a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.rename(part, path)
    _sync_folder(path.parent)


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def _sync_folder(folder: Path) -> None:
    """Makes a rename in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _plain(run_id: str) -> str:
    return "".join(letter for letter in run_id if letter.isalnum()) or "run"
