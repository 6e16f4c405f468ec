"""Reads the HTTP response in a WARC record: digest, headers, body without its codings."""

import base64
import hashlib
import io
import re
import zlib
from collections.abc import Mapping
from types import MappingProxyType

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

from warehouse.record import record

MOST_CONTENT = 64 * 1024 * 1024
"""Bytes of a body after inflating; a record that holds more is damaged."""

_HEAD = re.compile(rb"HTTP/[\d.]+ +(\d{3})[^\n]*\n((?:[^\r\n][^\n]*\n)*)\r?\n")
_CHUNK = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(;[^\r\n]{0,200})?\r\n")
_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


class BlockError(Exception):
    """A record that does not hold what it says; the message says why."""


@record
class Response:
    """An HTTP response out of a record."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def read_response(block: bytes, warc_headers: Mapping[str, str]) -> Response:
    """The response in the block of a record. Raises ``BlockError``."""
    head = _HEAD.match(block)
    if not head:
        raise BlockError("no HTTP response")
    body = block[head.end() :]
    headers = _headers(head[2])
    chunked = "chunked" in headers.get("transfer-encoding", "").lower() and bool(_CHUNK.match(body))
    plain = _unchunked(body) if chunked else body
    _check_digests(block, (body, plain), warc_headers)
    return Response(status=int(head[1]), headers=headers, content=_decoded(plain, headers))


def _check_digests(block: bytes, bodies: tuple[bytes, ...], warc_headers: Mapping[str, str]) -> None:
    """Holds a record to its digests. Writers disagree whether a payload has its chunking: either will do."""
    for name, texts in (("warc-block-digest", (block,)), ("warc-payload-digest", bodies)):
        stated = warc_headers.get(name)
        if stated and not any(_holds(stated, text) for text in texts):
            raise BlockError(f"{name} does not hold")


def _holds(stated: str, data: bytes) -> bool:
    """Whether a digest such as ``sha1:BASE32`` or ``sha256:hex`` is that of the data; unknown kinds pass."""
    algorithm, _, value = stated.strip().partition(":")
    name = algorithm.lower().replace("-", "")
    if name not in _ALGORITHMS:
        return True
    digest = hashlib.new(name, data, usedforsecurity=False).digest()
    return value.lower() == digest.hex() or value.upper().rstrip("=") == _base32(digest)


def _base32(digest: bytes) -> str:
    return base64.b32encode(digest).decode("ascii").rstrip("=")


def _headers(lines: bytes) -> Mapping[str, str]:
    """Header lines as a mapping in lower case; folded lines are joined, repeated ones by a comma."""
    found: dict[str, str] = {}
    for line in re.sub(r"\r?\n[ \t]+", " ", lines.decode("latin-1")).splitlines():
        name, colon, value = line.partition(":")
        key = name.strip().lower()
        if colon and key:
            found[key] = f"{found[key]}, {value.strip()}" if key in found else value.strip()
    return MappingProxyType(found)


def _unchunked(body: bytes) -> bytes:
    try:
        return ChunkedReader(io.BytesIO(body)).read(len(body) + 1)
    except OSError as error:
        raise BlockError(f"broken chunks: {error}") from error


def _decoded(body: bytes, headers: Mapping[str, str]) -> bytes:
    """A body without its content codings. Some archives keep the header and store the body decoded."""
    names = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    for name in reversed([name for name in names if name not in ("", "identity")]):
        if _is_coded(name, body):
            body = _opened(name, body)
    return body


def _is_coded(name: str, body: bytes) -> bool:
    if name in ("gzip", "x-gzip"):
        return body.startswith(b"\x1f\x8b")
    return bool(body) and body.lstrip()[:1] != b"<"


def _opened(name: str, body: bytes) -> bytes:
    source = io.BytesIO(body)
    try:
        if name in ("gzip", "x-gzip"):
            content = GzipReader(source).read(MOST_CONTENT + 1)
        elif name == "br":
            content = BrotliReader(source).read(MOST_CONTENT + 1)
        elif name == "zstd":
            content = ZstdReader(source).read(MOST_CONTENT + 1)
        elif name == "deflate":
            content = _deflated(body)
        else:
            raise BlockError(f"unknown content coding {name[:40]!r}")
    except (OSError, zlib.error) as error:
        raise BlockError(f"broken {name}: {error}") from error
    if len(content) > MOST_CONTENT:
        raise BlockError(f"more than {MOST_CONTENT} bytes after inflating")
    return content


def _deflated(body: bytes) -> bytes:
    """zlib data, or the bare deflate that some servers send in its place."""
    try:
        return zlib.decompressobj().decompress(body, MOST_CONTENT + 1)
    except zlib.error:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(body, MOST_CONTENT + 1)
