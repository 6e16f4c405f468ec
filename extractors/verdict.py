"""Decides what an exchange brought: a page to read, or the word for what it was instead."""

from collections.abc import Mapping

from extractors.answer import KEPT_BYTES, is_binary
from extractors.bounds import Bounds
from extractors.capture import Capture, Exchange, lower_headers
from extractors.classify import refusal
from extractors.inflate import CodingError, CutError, InflatedError, beginning, inflated
from warehouse.record import record

_WALLS = (401, 403, 429, 503)
"""Statuses that challenge pages come with, beside 200."""


@record
class Verdict:
    """Outcome, words, and the capture if the outcome is ``ok``."""

    outcome: str
    error: str | None = None
    capture: Capture | None = None


def judged(exchange: Exchange, asked: str, accept: str, bounds: Bounds) -> Verdict:
    """Reads an exchange as what ``accept`` names: ``html``, ``xml`` or ``any``. Never raises.

    ``asked``: the address that led here by redirects, or the exchange's own.
    """
    same = Verdict(outcome=exchange.outcome, error=exchange.error)
    headers = lower_headers(exchange.headers)
    if exchange.status in _WALLS and accept == "html":
        content = beginning(exchange.body, _codings(headers), most=KEPT_BYTES, bounds=bounds)
        found = refusal(_capture(exchange, asked, headers, content))
        return Verdict(outcome=found, error=same.error) if found == "challenge" else same
    if exchange.outcome != "ok":
        return same
    return _opened(exchange, asked, accept, headers, bounds)


def _opened(
    exchange: Exchange, asked: str, accept: str, headers: Mapping[str, str], bounds: Bounds
) -> Verdict:
    most = bounds.page_bytes if accept == "html" else bounds.feed_bytes
    try:
        content = inflated(
            exchange.body, _codings(headers), most=most, bounds=bounds, gunzip=accept == "xml"
        )  # fmt: skip
    except CodingError as error:
        return Verdict(outcome="bad_encoding", error=str(error))
    except CutError as error:
        return Verdict(outcome="truncated", error=str(error))
    except InflatedError as error:
        return Verdict(outcome="too_large", error=str(error))
    if accept != "any" and is_binary(content):
        return Verdict(outcome="bad_type", error=f"the body begins with {content[:8]!r}")
    capture = _capture(exchange, asked, headers, content)
    if accept == "html" and (found := refusal(capture)):
        return Verdict(outcome=found)
    return Verdict(outcome="ok", capture=capture)


def _capture(exchange: Exchange, asked: str, headers: Mapping[str, str], content: bytes) -> Capture:
    return Capture(
        url=asked, final_url=exchange.url, status=exchange.status or 0, headers=headers, content=content,
        captured_at=exchange.requested_at,
    )  # fmt: skip


def _codings(headers: Mapping[str, str]) -> str:
    return headers.get("content-encoding", "")
