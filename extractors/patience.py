"""How long to wait for a host that fails, and when to leave it alone."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from extractors.bounds import Bounds

PASSING = frozenset(
    {"server_error", "rate_limited", "timeout", "connection_error", "truncated", "bad_encoding"}
)
"""Outcomes that another try may mend."""

REFUSALS = 10
"""After so many refused addresses in a row (401, 403, challenge) a host is left alone for the run."""

FEW_TRIES_AFTER = 4
"""After so many failed addresses in a row each gets one try."""

SILENCES = 10
"""After so many addresses in a row without any answer a host is left alone for ``PAUSE_SECONDS``. A host that
is down costs 26 requests (4 times 5, 6 times 1); if 30 % of the addresses fail by chance it is one pause
in 170,000 addresses."""

FAILURES = 25
"""The same for addresses that are answered, but badly."""

PAUSE_SECONDS = 300.0


def retry_after_seconds(value: str | None, now: datetime) -> float | None:
    """Reads a ``Retry-After``: seconds or an HTTP date. ``None`` if there is none that can be read."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value.strip()[:9])
    try:
        at = parsedate_to_datetime(value)
        return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def backoff_seconds(tried: int, bounds: Bounds, chance: Callable[[], float] = random.random) -> float:
    """Wait after ``tried`` tries: doubling, between half and all of it, so that tries spread."""
    most: float = min(bounds.backoff_seconds * 2 ** (tried - 1), bounds.backoff_most_seconds)
    return most * (0.5 + chance() / 2)


class Standing:
    """How each host has answered of late in this run, address by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row: dict[str, Counter[str]] = {}
        self._until: dict[str, float] = {}

    def note(self, host: str, outcome: str, status: int | None) -> None:
        """Notes how an address of a host ended, after all its tries."""
        happened = set(_kinds(outcome, status))
        with self._lock:
            before = self._in_a_row.get(host, Counter())
            now = Counter({kind: before[kind] + 1 for kind in happened})
            self._in_a_row[host] = now
            if now["silent"] >= SILENCES or now["failed"] >= FAILURES:
                self._until[host] = self._clock() + PAUSE_SECONDS

    def pause(self, host: str, seconds: float) -> None:
        """Leaves a host alone for as long as it asked to be."""
        with self._lock:
            self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)

    def left_alone(self, host: str) -> str | None:
        """Why nothing is sent to a host now; ``None`` if something may be."""
        with self._lock:
            if self._row(host)["refused"] >= REFUSALS:
                return f"{host} refused {REFUSALS} addresses in a row"
            if self._clock() < self._until.get(host, float("-inf")):
                return f"{host} failed too often in a row or asked to be left alone"
            return None

    def tries(self, host: str, most: int) -> int:
        """How many requests one address of a host may cost."""
        with self._lock:
            return 1 if self._row(host)["failed"] >= FEW_TRIES_AFTER else most

    def _row(self, host: str) -> Counter[str]:
        return self._in_a_row.get(host, Counter())


def _kinds(outcome: str, status: int | None) -> Iterator[str]:
    if outcome == "challenge" or status in (401, 403):
        yield "refused"
    if outcome in PASSING:
        yield "failed"
        if status is None:
            yield "silent"
