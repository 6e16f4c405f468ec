"""Turns exchanges into WARC records: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"""

import io
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from warehouse.tables import Exchange

LEVEL = 5
"""zlib level of captures. Bodies that came compressed cost little at any level."""

LOG = "urn:hoptac:log"
"""Target of the record that repeats the heads of a file."""

_QUICK = 1
_UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_BREAKS = re.compile(r"[\r\n\x00]+")


def packed(record: Any) -> bytes:
    """A record as one gzip member."""
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version="WARC/1.1").write_record(record)
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return squeeze.compress(plain.getbuffer()) + squeeze.flush()


def repacked(headers: Mapping[str, str], block: bytes, run_id: str) -> bytes:
    """A record that another program made as one gzip member, with the run that took it in its headers."""
    named = {
        name: value for name, value in headers.items() if not name.startswith(("hoptac-", "content-length"))
    }
    named["Hoptac-Import"] = run_id
    lines = "".join(f"{_usual(name)}: {_line(value)}\r\n" for name, value in named.items())
    head = f"WARC/1.1\r\n{lines}Content-Length: {len(block)}\r\n\r\n".encode("utf-8", "surrogateescape")
    squeeze = zlib.compressobj(_QUICK, zlib.DEFLATED, zlib.MAX_WBITS + 16)
    pieces = [squeeze.compress(part) for part in (head, block, b"\r\n\r\n")]
    return b"".join([*pieces, squeeze.flush()])


def _usual(name: str) -> str:
    """A header name as the standard spells it; some readers know no other spelling."""
    parts = name.lower().split("-")
    return "-".join(part.upper() if part in ("warc", "uri", "id", "ip") else part.title() for part in parts)


def warcinfo(filename: str, fields: dict[str, str]) -> Any:
    """The record that opens a file and says who wrote it."""
    return _builder().create_warcinfo_record(filename, fields)


def exchanged(exchange: Exchange, run_id: str, source: str) -> Any:
    """The record of an exchange: a response, a revisit for 304, or metadata if nothing was answered.

    Its ``Hoptac-`` headers are what a row of ``fetches`` has beside the response itself.
    """
    named = {
        "WARC-Date": f"{exchange.requested_at:%Y-%m-%dT%H:%M:%S.%fZ}",
        "WARC-IP-Address": exchange.address,
        "WARC-Truncated": exchange.truncated,
        "Hoptac-Run": run_id,
        "Hoptac-Source": source,
        "Hoptac-Outcome": exchange.outcome,
        "Hoptac-Error": exchange.error,
        "Hoptac-Elapsed-Ms": str(exchange.elapsed_ms),
        "Hoptac-Wire-Bytes": str(exchange.wire_bytes),
        "Hoptac-Asked-URI": exchange.asked_url if exchange.asked_url != exchange.url else None,
        "Hoptac-Purpose": exchange.purpose,
    }
    headers = {name: _line(value) for name, value in named.items() if value is not None}
    if exchange.status is None:
        return _metadata(exchange.url, headers)
    if exchange.status == 304:
        headers["WARC-Profile"] = _UNCHANGED
        return _builder().create_warc_record(
            _line(exchange.url), "revisit", payload=io.BytesIO(), length=0, http_headers=_http(exchange),
            warc_headers_dict=headers,
        )  # fmt: skip
    return _builder().create_warc_record(
        _line(exchange.url), "response", payload=io.BytesIO(exchange.body), length=len(exchange.body),
        http_headers=_http(exchange), warc_headers_dict=headers,
    )  # fmt: skip


def amended(record_id: str, url: str, outcome: str, error: str | None) -> Any:
    """Metadata that correct the outcome of an earlier response."""
    headers = {"WARC-Refers-To": record_id, "Hoptac-Outcome": outcome}
    if error:
        headers["Hoptac-Error"] = _line(error)
    return _metadata(url, headers)


def head(record: Any, offset: int) -> bytes:
    """The line of ``log`` for a record that was written at an offset: all but the answer itself, as JSON."""
    named = {name.lower(): value for name, value in record.rec_headers.headers}
    http = record.http_headers
    answer = f"{http.protocol} {http.statusline}" if http else ""
    told = {"offset": offset, "headers": named, "answer": answer}
    return json.dumps(told).encode()


def log(heads: Iterable[bytes]) -> Any:
    """The record that repeats the heads of all others of a file, one a line.

    A record that is damaged is known by it: what was asked for when, and what came of it.
    """
    lines = b"\n".join(heads)
    return _builder().create_warc_record(
        LOG, "metadata", payload=io.BytesIO(lines), length=len(lines),
        warc_content_type="application/x-ndjson", warc_headers_dict={"Hoptac-Log": "heads"},
    )  # fmt: skip


def record_id(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _metadata(url: str, headers: dict[str, str]) -> Any:
    return _builder().create_warc_record(
        _line(url), "metadata", payload=io.BytesIO(), length=0, warc_content_type="application/warc-fields",
        warc_headers_dict=headers,
    )  # fmt: skip


def _http(exchange: Exchange) -> StatusAndHeaders:
    """Status line and headers as sent; ``Transfer-Encoding`` is renamed, as the body is kept without it."""
    pairs = [(_renamed(_line(name)), _line(value)) for name, value in exchange.headers]
    return StatusAndHeaders(f"{exchange.status} {_line(exchange.reason)}", pairs, protocol="HTTP/1.1")


def _renamed(name: str) -> str:
    return f"X-Archive-{name}" if name.lower() == "transfer-encoding" else name


def _line(text: str) -> str:
    """Text that cannot break out of its header line."""
    return _BREAKS.sub(" ", text)


def _builder() -> RecordBuilder:
    return RecordBuilder(warc_version="WARC/1.1")
