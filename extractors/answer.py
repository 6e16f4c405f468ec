"""Sends one request and reads its answer, whatever comes of it."""

import http.client
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError, IncompleteRead, InvalidChunkLength, NewConnectionError
from urllib3.exceptions import TimeoutError as PoolTimeoutError

from extractors.bounds import Bounds
from extractors.capture import Exchange, media_type
from extractors.guard import AddressError, Place
from extractors.transport import Budget, OverrunError, Transport, find_pieces
from warehouse.record import record

_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
REDIRECTS = (301, 302, 303, 307, 308)
KEPT_BYTES = 512 * 1024
"""How much is kept of a body that is no page: enough to see what went wrong."""

ACCEPT = {
    "html": "text/html,application/xhtml+xml,*/*;q=0.1",
    "xml": "application/rss+xml,application/atom+xml,application/xml,text/xml,*/*;q=0.1",
    "any": "*/*",
}
_NO_PAGE = frozenset({"text/css", "text/javascript", "text/csv", "text/calendar", "text/event-stream"})
_PACKED = frozenset(
    {"application/gzip", "application/x-gzip", "application/octet-stream", "binary/octet-stream"}
)
_MAGIC = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00", b"\x7fELF",
          b"Rar!", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"ID3", b"OggS", b"wOF")  # fmt: skip


@record
class Ask:
    """One request to be sent."""

    url: str
    place: Place
    accept: str
    headers: Mapping[str, str]
    wire_bytes: int
    in_part: bool = False
    """Whether the beginning of a body that is too large is of use."""


@record
class Answer:
    """What came of one request."""

    exchange: Exchange
    target: str | None = None
    """Where a redirect leads."""
    retry_after: str | None = None


class Reader:
    """Reads answers within bounds."""

    def __init__(self, transport: Transport, bounds: Bounds, now: Callable[[], datetime]) -> None:
        self._transport = transport
        self._bounds = bounds
        self._now = now

    def read(
        self,
        ask: Ask,
        *,
        on_connected: Callable[[], None],
        judge: Callable[[str], tuple[str, str] | None],
    ) -> Answer:
        """Sends a request. Never raises for anything that the other side does.

        ``on_connected`` is called when a new connection stands. ``judge`` is asked about the target of a
        redirect: outcome and words to refuse it, ``None`` to follow.
        """
        clock = _Clock(self._now())
        budget = Budget(self._bounds, ask.wire_bytes, on_connected)
        try:
            response = self._transport.send(ask.place, ask.url, ask.headers, budget)
        except _FAILURES as error:
            return Answer(exchange=clock.exchange(ask.url, *failure(error), address=budget.address))
        try:
            return self._answer(ask, response, budget, clock, judge)
        finally:
            response.close()

    def _answer(
        self,
        ask: Ask,
        response: requests.Response,
        budget: Budget,
        clock: "_Clock",
        judge: Callable[[str], tuple[str, str] | None],
    ) -> Answer:
        status = response.status_code
        outcome, error = outcome_of(status, bool(_CONDITIONS & ask.headers.keys()))
        target = _target(ask.url, response) if status in REDIRECTS else None
        body = _Body()
        if target:
            outcome, error = judge(target) or ("ok", None)
        elif outcome == "ok" and not _is_wanted(response, ask.accept):
            outcome, error = "bad_type", f"Content-Type {response.headers.get('Content-Type', '')[:80]!r}"
        elif status == 200:
            outcome, error = body.read(response, ask.wire_bytes, in_part=ask.in_part) or (outcome, error)
        else:
            body.read(response, min(ask.wire_bytes, KEPT_BYTES), in_part=True)
        exchange = clock.exchange(
            ask.url, outcome, error, address=budget.address, status=status, reason=response.reason or "",
            headers=tuple(response.raw.headers.items()), body=body.content(outcome), wire_bytes=body.size,
            truncated=body.truncated,
        )  # fmt: skip
        return Answer(exchange=exchange, target=target, retry_after=response.headers.get("Retry-After"))


class _Body:
    """The bytes of a body as far as they came."""

    def __init__(self) -> None:
        self.size = 0
        self.truncated: str | None = None
        self._pieces: list[bytes] = []

    def read(self, response: requests.Response, most: int, *, in_part: bool) -> tuple[str, str] | None:
        """Reads a body; gives outcome and words if it is not whole."""
        try:
            if not in_part:
                self._check_length(response, most)
            for piece in find_pieces(response):
                self._add(piece, most)
        except _FAILURES as error:
            outcome, words = failure(error)
            self.truncated = {"too_large": "length", "timeout": "time"}.get(outcome, "disconnect")
            # An answer has begun: a connection that breaks now has cut it short.
            return ("truncated" if outcome == "connection_error" else outcome), words
        return None

    def content(self, outcome: str) -> bytes:
        """The body; of what is too large only the first part, or junk would fill the archive."""
        whole = b"".join(self._pieces)
        return whole[:KEPT_BYTES] if outcome == "too_large" else whole

    def _check_length(self, response: requests.Response, most: int) -> None:
        stated = response.headers.get("Content-Length", "")
        if stated.isdecimal() and int(stated[:18]) > most:
            raise OverrunError("too_large", f"Content-Length {stated[:18]}, more than {most}")

    def _add(self, piece: bytes, most: int) -> None:
        self.size += len(piece)
        self._pieces.append(piece)
        if self.size > most:
            raise OverrunError("too_large", f"body of more than {most} bytes")


class _Clock:
    """When a request started and how long it has taken."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._started = time.monotonic()

    def exchange(self, url: str, outcome: str, error: str | None, **found: Any) -> Exchange:
        elapsed = round((time.monotonic() - self._started) * 1000)
        return Exchange(
            url=url, requested_at=self._at, elapsed_ms=elapsed, outcome=outcome, error=error, **found
        )


def refused(url: str, outcome: str, error: str, at: datetime) -> Exchange:
    """The record of an address that was refused before sending."""
    return _Clock(at).exchange(url, outcome, error)


def outcome_of(status: int, conditional: bool) -> tuple[str, str | None]:
    """Outcome and words for a status; redirects without target are the server's mistake."""
    if 200 <= status < 300:
        return "ok", None
    if status == 304 and conditional:
        return "unchanged", None
    if status in (404, 410):
        return "not_found", f"HTTP {status}"
    if status == 429:
        return "rate_limited", "HTTP 429"
    return ("client_error" if 400 <= status < 500 else "server_error"), f"HTTP {status}"


def is_binary(content: bytes) -> bool:
    """Whether bytes are of a kind that is never a page or a feed, whatever their Content-Type says."""
    return content.startswith(_MAGIC)


def failure(error: BaseException) -> tuple[str, str]:
    """Outcome and words for what went wrong while connecting, sending or reading."""
    chain = list(_causes(error))
    for one in chain:
        if isinstance(one, OverrunError):
            return one.outcome, str(one)
        if isinstance(one, AddressError):
            return "blocked_address", str(one)
        if isinstance(one, IncompleteRead | InvalidChunkLength | http.client.IncompleteRead):
            return "truncated", "the body ends before its stated length"
        if isinstance(one, http.client.LineTooLong) or "got more than" in str(one)[:40]:
            return "too_large", f"headers: {str(one)[:100]}"
    if found := next((one for one in chain if isinstance(one, NewConnectionError)), None):
        return "connection_error", str(found).partition(": ")[2][:200]
    if any(isinstance(one, TimeoutError | requests.Timeout | PoolTimeoutError) for one in chain):
        return "timeout", "no answer in time"
    if broken := next((one for one in chain if isinstance(one, ssl.SSLError)), None):
        return "connection_error", f"TLS: {str(broken)[:200]}"
    if isinstance(error, requests.exceptions.InvalidURL | UnicodeError):
        return "blocked_address", "not a well-formed address"
    last = next((one for one in reversed(chain) if isinstance(one, OSError)), chain[-1])
    return "connection_error", f"{type(last).__name__}: {str(last)[:200]}"


_FAILURES = (
    OverrunError, AddressError, requests.RequestException, HTTPError, http.client.HTTPException, OSError,
    ValueError,
)  # fmt: skip


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it was made from, outermost first."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting += [found for found in inner if isinstance(found, BaseException)]


def _target(url: str, response: requests.Response) -> str | None:
    """The absolute address that a redirect names, without fragment."""
    location = response.headers.get("Location", "").strip()
    if not location:
        return None
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")  # header bytes arrive as Latin-1
    try:
        return urljoin(url, location).partition("#")[0]
    except ValueError:
        return location


def _is_wanted(response: requests.Response, accept: str) -> bool:
    """Whether a Content-Type may be what was asked for; none at all may be anything."""
    stated = media_type({"content-type": response.headers.get("Content-Type", "")})
    if accept == "any" or not stated:
        return True
    if accept == "xml" and stated in _PACKED:
        return True
    is_markup = "html" in stated or (stated.endswith("xml") and "svg" not in stated)
    return is_markup or (stated.startswith("text/") and stated not in _NO_PAGE)
