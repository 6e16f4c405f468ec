"""Walks through the records of a WARC file and steps over damage."""

import io
import mmap
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator

from warehouse.record import record

LARGEST = 128 * 1024 * 1024
"""Bytes of a record that are read; larger ones are named and passed over."""

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
# What the writer's gzip headers look like. Readers pass over these bytes and no checksum covers them.
_OWN_HEAD = re.compile(rb"\x1f\x8b\x08\x00\x00\x00\x00\x00[\x00\x02\x04]\x03")
_PIECE = 32 * 1024
_FIRST = b"WARC/1."


@record
class Damage:
    """A place in a capture file that cannot be used, and why."""

    file: str
    offset: int
    what: str
    whole: bool = False
    """Whether the record can be read all the same."""


class DamageError(Exception):
    """A record that was asked for is damaged."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(f"{damage.file} at {damage.offset}: {damage.what}")
        self.damage = damage


@record
class Member:
    """One WARC record, read whole."""

    file: Path
    offset: int
    headers: Mapping[str, str]
    """WARC headers, names in lower case."""
    block: bytes


def find_members(file: Path, on_damage: Callable[[Damage], None]) -> Iterator[Member]:
    """The records of a file. What cannot be read is named, and reading goes on with the next record."""
    with file.open("rb") as handle:
        if not handle.read(1):
            return
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if is_packed_by_record(data):
                yield from (found for found, _ in find_packed(file, data, on_damage, 0, len(data)) if found)
            else:
                yield from _find_streamed(file, data, on_damage)


def member_at(file: Path, offset: int) -> Member:
    """The record at an offset. Raises ``DamageError``."""
    try:
        with file.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if data[offset : offset + 3] == _GZIP:
                return next(_read(file, offset, _unpacked(data, offset)[0]))
            found = ArchiveIterator(io.BytesIO(data[offset:]), parse_http=False)
            return _member(file, offset, next(iter(found)))
    except (OSError, ValueError, StopIteration, _BrokenError) as error:
        what = str(error) or "no record here"
        raise DamageError(Damage(file=str(file), offset=offset, what=what)) from error


def end_of_whole_members(file: Path) -> int:
    """Offset after the last whole gzip member of a file; 0 if there is none."""
    end = 0
    with file.open("rb") as handle:
        if not handle.read(1):
            return 0
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for _, _, after in _find_unpacked(file, data, lambda _: None, 0, len(data)):
                end = after
    return end


class _BrokenError(Exception):
    """Bytes that are no whole gzip member with WARC records."""


def find_packed(
    file: Path, data: Any, on_damage: Callable[[Damage], None], at: int, stop: int
) -> Iterator[tuple[Member | None, int]]:
    """The records that begin from ``at`` up to ``stop``, each with the end of its gzip member.

    ``data`` is bytes, a mapped file, or what has their slices, ``find`` and length. In the place of what
    cannot be read stands None.
    """
    for offset, plain, end in _find_unpacked(file, data, on_damage, at, stop):
        try:
            yield from ((member, end) for member in _read(file, offset, plain))
        except (OSError, ValueError, _BrokenError) as error:
            on_damage(Damage(file=str(file), offset=offset, what=str(error)))
            yield None, end


def holds_run(head: bytes) -> bool:
    """Whether a file that begins so holds requests of hoptac's own, which later records may amend."""
    pieces = (plain for _, plain, _ in _find_unpacked(Path(), head, lambda _: None, 0, len(head)))
    return any(b"\r\nHoptac-Run: " in plain[:4096] for plain in islice(pieces, 3))


def _find_unpacked(
    file: Path, data: Any, on_damage: Callable[[Damage], None], at: int, stop: int
) -> Iterator[tuple[int, bytes, int]]:
    """Offset, content and end of every whole gzip member that begins before ``stop``."""
    while at < stop:
        try:
            plain, end = _unpacked(data, at)
        except _BrokenError as error:
            on_damage(Damage(file=str(file), offset=at, what=str(error)))
            at = next_packed(data, at + 1)
            continue
        if _is_own(plain) and not _OWN_HEAD.match(data, at):
            told = "the gzip header changed; the record is whole"
            on_damage(Damage(file=str(file), offset=at, what=told, whole=True))
        yield at, plain, end
        at = end


def _is_own(plain: bytes) -> bool:
    return b"\r\nHoptac-" in plain[:4096]


def _unpacked(data: Any, at: int) -> tuple[bytes, int]:
    """Content of the gzip member at an offset, and the offset after it. zlib checks length and checksum."""
    stream = zlib.decompressobj(zlib.MAX_WBITS + 16)
    pieces, size, read = [], 0, at
    try:
        while not stream.eof:
            packed = stream.unconsumed_tail or data[read : read + _PIECE]
            if not packed:
                raise _BrokenError("cut short")
            read += 0 if stream.unconsumed_tail else len(packed)
            piece = stream.decompress(packed, LARGEST - size + 1)
            size += len(piece)
            pieces.append(piece)
            if size > LARGEST:
                raise _BrokenError(f"more than {LARGEST} bytes")
    except zlib.error as error:
        raise _BrokenError(f"not readable: {error}") from error
    return b"".join(pieces), read - len(stream.unused_data)


def next_packed(data: Any, start: int) -> int:
    """Offset of the next gzip member that begins a WARC record."""
    while (found := int(data.find(_GZIP, start))) >= 0:
        if _begins_record(data, found):
            return found
        start = found + 1
    return len(data)


def _begins_record(data: Any, at: int) -> bool:
    try:
        begin = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data[at : at + 512], len(_FIRST))
    except zlib.error:
        return False
    return begin == _FIRST


def _read(file: Path, offset: int, plain: bytes) -> Iterator[Member]:
    """The records in the content of one gzip member: one, as the standard asks, or more."""
    if not plain.startswith(_FIRST):
        raise _BrokenError("no WARC record")
    for found in ArchiveIterator(io.BytesIO(plain), parse_http=False, stream_detect=False):
        yield _member(file, offset, found)


def _member(file: Path, offset: int, found: Any) -> Member:
    headers = {name.lower(): value for name, value in found.headers}
    if found.content_length > LARGEST:
        raise ValueError(f"more than {LARGEST} bytes")
    block = found.reader.read()
    if len(block) != found.content_length:
        raise ValueError(f"{len(block)} of {found.content_length} bytes")
    return Member(file=file, offset=offset, headers=headers, block=block)


def is_packed_by_record(data: mmap.mmap | bytes) -> bool:
    """Whether a file is gzip with a member per record; some tools compress the file as a whole."""
    if data[:3] != _GZIP:
        return False
    try:
        begin = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(data[: 1 << 20], 1 << 20)
    except zlib.error:
        return True
    return begin.count(b"\r\nWARC/1.") == 0


def _find_streamed(file: Path, data: mmap.mmap, on_damage: Callable[[Damage], None]) -> Iterator[Member]:
    """The records of a plain or zstd file, or of one that is gzip as a whole.

    Where reading stops, it begins again at the next place that looks like a record.
    """
    at, unnamed = 0, None
    while at < len(data):
        last, failed = at, None
        try:
            for member in _stream(file, at):
                if unnamed:
                    on_damage(unnamed)
                last, unnamed = member.offset, None
                yield member
            break
        except (OSError, ValueError) as error:
            failed = Damage(file=str(file), offset=last, what=str(error))
        if unnamed:  # the damaged record is this one: it stopped the reading before, and does again
            on_damage(failed)
        unnamed = None if unnamed else failed
        at = _next_plain(data, last + 1)
    if unnamed:
        on_damage(unnamed)


def _stream(file: Path, at: int) -> Iterator[Member]:
    with file.open("rb") as handle:
        handle.seek(at)
        for found in ArchiveIterator(handle, parse_http=False):
            yield _member(file, at + found.stream_pos, found)


def _next_plain(data: mmap.mmap, start: int) -> int:
    """Offset of what may be the next record of a plain or zstd file."""
    mark = _ZSTD if data[:4] == _ZSTD else b"\r\nWARC/1."
    found = data.find(mark, start)
    if found < 0:
        return len(data)
    return found if mark == _ZSTD else found + 2
