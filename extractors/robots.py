"""What a host's robots.txt allows, asks for and names."""

import math
import threading
import time
from collections.abc import Callable

from protego import Protego

from warehouse.record import record

PRODUCT = "hoptac"
"""The name that robots.txt may call this program by."""

FRESH_SECONDS = 3600.0
"""How long a reading holds; RFC 9309 allows a day at most."""

RETRY_SECONDS = 300.0
"""How long a host without readable robots.txt is left alone before it is asked again."""


@record
class Robots:
    """The rules of one host for this program."""

    rules: Protego | None = None
    """None: there are none, or they could not be read."""
    closed: str | None = None
    """Why nothing may be fetched, whatever the rules say."""

    def refusal(self, url: str) -> str | None:
        """Why an address must not be fetched; ``None`` if it may."""
        if self.closed:
            return self.closed
        if self.rules is None or self.rules.can_fetch(url, PRODUCT):
            return None
        return "robots.txt forbids it"

    @property
    def delay(self) -> float:
        """Seconds between requests that Crawl-delay or Request-rate ask for; 0 if neither does."""
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(PRODUCT)
        asked = (self.rules.crawl_delay(PRODUCT), rate.seconds / rate.requests if rate else None)
        return max((float(one) for one in asked if one and math.isfinite(one)), default=0.0)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Sitemaps that the file names."""
        return tuple(dict.fromkeys(self.rules.sitemaps)) if self.rules else ()


def read_robots(content: bytes, *, longest_delay: float = math.inf) -> Robots:
    """Reads a robots.txt. A Crawl-delay beyond ``longest_delay`` seconds closes the host."""
    robots = Robots(rules=Protego.parse(content.decode("utf-8", "replace")))
    if robots.delay > longest_delay:
        return Robots(closed=f"robots.txt asks for {robots.delay:g} s between requests")
    return robots


def robots_of(outcome: str, status: int | None, content: bytes, *, longest_delay: float) -> Robots:
    """The rules that follow from how the fetch of a robots.txt ended (RFC 9309, 2.3.1).

    No file (4xx, a redirect that leads nowhere): all is allowed. A host that does not answer, or answers 5xx
    or 429: nothing is, for now.
    """
    if outcome in ("ok", "too_large"):
        return read_robots(content, longest_delay=longest_delay)
    if outcome in ("redirect_refused", "too_many_redirects", "bad_type", "bad_encoding", "robots"):
        return Robots()
    if status is not None and 400 <= status < 500 and status != 429:
        return Robots()
    return Robots(closed=f"robots.txt could not be read: {outcome}")


class RobotsCache:
    """Robots by host, each fetched by one thread while the others wait for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._found: dict[str, tuple[float, Robots]] = {}

    def get(self, host: str, fetch: Callable[[], Robots]) -> Robots:
        """The rules of a host (``scheme://name:port``), fetched if they are not known or no longer fresh."""
        with self._lock:
            lock = self._locks.setdefault(host, threading.Lock())
        with lock:
            known = self._found.get(host)
            if known and self._clock() < known[0]:
                return known[1]
            robots = fetch()
            fresh = RETRY_SECONDS if robots.closed and robots.rules is None else FRESH_SECONDS
            self._found[host] = (self._clock() + fresh, robots)
            return robots
