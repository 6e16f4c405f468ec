"""Undoes content codings piece by piece, so that a small body cannot become a large one unnoticed."""

import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

import brotli
import zstandard

from extractors.bounds import Bounds

_PIECE = 64 * 1024
_SPOON = 256
_GZIP_MAGIC = b"\x1f\x8b"
# The window that every decoder should accept (RFC 8878, 3.1.1.1.2); more is memory of the sender's choice.
_ZSTD_WINDOW = 8 * 1024 * 1024


class CodingError(Exception):
    """A content coding is unknown or its data are broken."""


class CutError(Exception):
    """Compressed data end before their end mark."""


class InflatedError(Exception):
    """Data inflate beyond a bound."""


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def inflated(body: bytes, codings: str, *, most: int, bounds: Bounds, gunzip: bool = False) -> bytes:
    """A body with its ``Content-Encoding`` undone.

    ``gunzip``: undo gzip that is no coding but the file's own form, as in sitemap.xml.gz.
    Raises ``CodingError``, ``CutError``, and ``InflatedError`` beyond ``most`` bytes or the bounds' ratio.
    """
    content = b"".join(_find_all(body, codings, most, bounds))
    if gunzip and content.startswith(_GZIP_MAGIC):
        return b"".join(_find_all(content, "gzip", most, bounds))
    return content


def beginning(body: bytes, codings: str, *, most: int, bounds: Bounds) -> bytes:
    """The first ``most`` bytes of a body that may be broken, cut or a bomb. Never raises."""
    found: list[bytes] = []
    with suppress(CodingError, CutError, InflatedError):
        for piece in _find_all(body, codings, most, bounds):
            found.append(piece)  # noqa: PERF402 - what came before an error is kept
    return b"".join(found)[:most]


def _find_all(body: bytes, codings: str, most: int, bounds: Bounds) -> Iterator[bytes]:
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > bounds.codings:
        raise CodingError(f"{len(names)} content codings")
    reader: _Reader = io.BytesIO(body)
    for name in reversed(names if body else []):
        reader = _opened(name, reader)
    return _find_bounded(reader, len(body), most, bounds)


def _find_bounded(reader: _Reader, wire: int, most: int, bounds: Bounds) -> Iterator[bytes]:
    size = 0
    while piece := reader.read(_PIECE):
        size += len(piece)
        yield piece
        if size > most:
            raise InflatedError(f"more than {most} bytes after inflating {wire}")
        if size > bounds.ratio_from and size > bounds.ratio * wire:
            raise InflatedError(f"more than {bounds.ratio:g} times the {wire} bytes sent")


def _opened(name: str, source: _Reader) -> _Reader:
    if name in ("gzip", "x-gzip"):
        return _Zlib(source, zlib.MAX_WBITS + 16)
    if name == "deflate":
        return _Zlib(source, zlib.MAX_WBITS)
    if name == "br":
        return _Brotli(source)
    if name == "zstd":
        return _Zstd(source)
    raise CodingError(f"unknown content coding {name[:40]!r}")


class _Zlib:
    """gzip with any number of members, zlib, and the bare deflate that some servers call deflate."""

    def __init__(self, source: _Reader, bits: int) -> None:
        self._source = source
        self._bits = bits
        self._stream = zlib.decompressobj(bits)
        self._waiting = b""
        self._fresh = True

    def read(self, size: int, /) -> bytes:
        while True:
            data = self._waiting or self._source.read(_PIECE)
            if self._stream.eof and not self._next_member(data):
                return b""
            if not data and self._fresh:
                return b""
            piece = self._step(data, size)
            if piece:
                return piece
            if not data:
                raise CutError("compressed data end too early")

    def _step(self, data: bytes, size: int) -> bytes:
        try:
            piece = self._stream.decompress(data, size)
        except zlib.error as error:
            if not (self._fresh and self._bits == zlib.MAX_WBITS):
                raise CodingError(f"broken data: {error}") from error
            self._bits = -zlib.MAX_WBITS
            self._stream = zlib.decompressobj(self._bits)
            return self._step(data, size)
        self._fresh = self._fresh and not data
        self._waiting = self._stream.unconsumed_tail or self._stream.unused_data
        return piece

    def _next_member(self, data: bytes) -> bool:
        """Starts on a further gzip member; anything else after the end is padding."""
        if not data.startswith(_GZIP_MAGIC) or self._bits <= zlib.MAX_WBITS:
            return False
        self._stream = zlib.decompressobj(self._bits)
        return True


class _Brotli:
    def __init__(self, source: _Reader) -> None:
        self._source = source
        self._stream = brotli.Decompressor()

    def read(self, size: int, /) -> bytes:
        try:
            while not self._stream.is_finished():
                data = self._source.read(_PIECE) if self._stream.can_accept_more_data() else b""
                hungry = self._stream.can_accept_more_data() and not data
                piece = self._stream.process(data, output_buffer_limit=size)
                if piece:
                    return bytes(piece)
                if hungry:
                    raise CutError("compressed data end too early")
        except brotli.error as error:
            raise CodingError("broken data") from error
        return b""


class _Zstd:
    """Frames one after the other. The library has no limit on what one call gives, so it is fed by the spoon:
    a block of 4 bytes may stand for 128 KB (RFC 8878, 3.1.1.2), a spoon for 8 MB."""

    def __init__(self, source: _Reader) -> None:
        self._source = source
        self._waiting = b""
        self._stream = _zstd_frame()
        self._inside = False

    def read(self, _size: int, /) -> bytes:
        while data := self._waiting or self._source.read(_PIECE):
            piece = self._step(data)
            if piece:
                return piece
        if self._inside:
            raise CutError("compressed data end too early")
        return b""

    def _step(self, data: bytes) -> bytes:
        if self._stream.eof:
            self._stream = _zstd_frame()
        try:
            piece = self._stream.decompress(data[:_SPOON])
        except zstandard.ZstdError as error:
            raise CodingError(f"broken data: {error}") from error
        self._inside = not self._stream.eof
        self._waiting = self._stream.unused_data + data[_SPOON:]
        return bytes(piece)


def _zstd_frame() -> Any:
    return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
