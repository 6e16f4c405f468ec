"""Fetches addresses: guarded, paced, within bounds, as robots.txt allows, every request on record."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from urllib3.util import parse_url

from extractors.answer import ACCEPT, Answer, Ask, Reader, refused
from extractors.bounds import Bounds
from extractors.capture import Capture, Exchange, Sink, Stored, lower_headers
from extractors.errand import Accept, Errand, Step
from extractors.guard import AddressError, Guard, Place
from extractors.inflate import beginning
from extractors.pace import Pace
from extractors.patience import PASSING, Standing, backoff_seconds, retry_after_seconds
from extractors.robots import PRODUCT, Robots, RobotsCache, robots_of
from extractors.site import SiteRules
from extractors.transport import Transport
from extractors.verdict import Verdict, judged
from warehouse.record import record
from warehouse.tables import Fetch

_PURPOSES: Mapping[Accept, str] = {"html": "page", "xml": "feed", "any": "other"}


@record
class Fetched:
    """What came of fetching one address.

    ``outcome`` is that of the last row. If nothing was sent because the host is left alone, it is ``blocked``
    and the last row, if any, belongs to an earlier request.
    """

    capture: Capture | None
    outcome: str
    rows: tuple[Fetch, ...]
    error: str | None = None


def identity(contact: str = "") -> str:
    """The User-Agent: program, version, and where a site's owner can reach the operator."""
    with suppress(PackageNotFoundError):
        return f"{PRODUCT}/{version(PRODUCT)}" + (f" (+{contact})" if contact else "")
    return PRODUCT


class Fetcher:
    """Fetches for one run. May be used by many threads at once.

    ``pace_folder``: where the pace of all processes is kept; without it the pace is this fetcher's own.
    ``resolve``: host names that are served from an address of the operator's, see ``GuardedAdapter``.
    ``sink``: keeps every exchange; can be given per call, too.
    ``permit``: called before each request; what it raises stops the fetching.
    """

    def __init__(
        self,
        *,
        run_id: str,
        user_agent: str | None = None,
        allow_hosts: Iterable[str] = (),
        bounds: Bounds = Bounds(),  # noqa: B008 - frozen
        sink: Sink | None = None,
        pace_folder: Path | None = None,
        resolve: Mapping[str, tuple[str, int]] | None = None,
        ca_file: str | None = None,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
        permit: Callable[[], None] = lambda: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._permit = permit
        self._run_id = run_id
        self._user_agent = user_agent or identity()
        self._bounds = bounds
        self._sink = sink
        self._guard = Guard(allow_hosts)
        self._pace = pace or Pace(pace_folder)
        self._transport = Transport(self._guard, resolve=resolve, ca_file=ca_file)
        self._reader = Reader(self._transport, bounds, now)
        self._robots = RobotsCache()
        self._standing = Standing()
        self._sleep = sleep
        self._now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes connections and pace files."""
        self._transport.close()
        self._pace.close()

    def fetch(
        self,
        url: str,
        site: SiteRules,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: Accept = "html",
        purpose: str | None = None,
        sink: Sink | None = None,
    ) -> Fetched:
        """Fetches an address, redirects included. Never raises for what the other side does.

        With ``etag`` or ``last_modified`` the server is asked whether anything changed; if not, the outcome
        is ``unchanged`` and there is no capture. A capture is given for outcome ``ok`` only. ``accept`` says
        what the address should hold; with ``xml``, gzipped files are unpacked. ``purpose`` goes to the sink:
        ``page`` for html and ``feed`` for xml unless it is given. Raises what ``sink`` raises.
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        purpose = purpose or _PURPOSES[accept]
        given = {name: value for name, value in validators.items() if value}
        errand = Errand(url, site, accept, purpose, given, sink or self._sink)
        step = self._run(errand)
        return Fetched(capture=step.capture, outcome=step.outcome, rows=tuple(errand.rows), error=step.error)

    def robots(
        self, url: str, site: SiteRules, *, sink: Sink | None = None
    ) -> tuple[Robots, tuple[Fetch, ...]]:
        """The rules for the host of an address, and a row per request that reading them took."""
        errand = Errand(url, site, "any", "other", {}, sink or self._sink)
        try:
            place = self._place(url, site)
        except AddressError as error:
            return Robots(closed=str(error)), ()
        return self._robots_for(errand, place), tuple(errand.rows)

    def _run(self, errand: Errand) -> Step:
        step = self._step(errand, errand.asked)
        while step.target:  # _judge lets only so many pass
            step = self._step(errand, step.target)
        return step

    def _step(self, errand: Errand, url: str) -> Step:
        """One hop: leave to go there, then as many tries as it takes."""
        errand.visited.append(url)
        try:
            place = self._place(url, errand.site)
        except AddressError as error:
            return self._refuse(errand, url, "blocked_address", str(error))
        if why := self._standing.left_alone(place.name):
            return Step(outcome="blocked", error=why)
        robots = self._robots_for(errand, place)
        if why := robots.refusal(url):
            return self._refuse(errand, url, "robots", why)
        return self._try(errand, place, url, max(errand.site.polite.delay, robots.delay))

    def _try(self, errand: Errand, place: Place, url: str, delay: float) -> Step:
        tries = self._standing.tries(place.name, self._bounds.tries)
        for tried in range(1, tries + 1):
            answer = self._send(errand, place, url, delay)
            step = self._settle(errand, answer)
            wait = self._wait(place.name, answer, tried) if step.outcome in PASSING else None
            if wait is None or tried == tries:
                break
            self._sleep(wait)
        self._standing.note(place.name, step.outcome, answer.exchange.status)
        return step

    def _wait(self, host: str, answer: Answer, tried: int) -> float | None:
        """Seconds to wait before another try; ``None`` if the host asks for more than is waited for.

        A ``Retry-After`` holds back every request to the host, not this one alone.
        """
        asked = retry_after_seconds(answer.retry_after, self._now())
        if asked is None or answer.exchange.status not in (429, 503):
            return backoff_seconds(tried, self._bounds)
        if asked > self._bounds.retry_after_seconds:
            self._standing.pause(host, asked)
            return None
        self._pace.rest(host, asked)
        return 0.0

    def _send(self, errand: Errand, place: Place, url: str, delay: float) -> Answer:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": ACCEPT[errand.accept],
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip, deflate, br, zstd",
            **errand.validators,
        }
        most = self._bounds.robots_bytes if errand.for_robots else self._bounds.wire_bytes
        ask = Ask(
            url=url, place=place, accept=errand.accept, headers=headers, wire_bytes=most,
            in_part=errand.for_robots,
        )  # fmt: skip
        with self._pace.turn(place.name, delay, errand.site.polite.concurrency) as restart:
            self._permit()
            return self._reader.read(ask, on_connected=restart, judge=lambda to: self._judge(errand, to))

    def _judge(self, errand: Errand, target: str) -> tuple[str, str] | None:
        """Whether a redirect may be followed: ``None``, or outcome and words."""
        if len(errand.visited) > self._bounds.redirects or target in errand.visited:
            return "too_many_redirects", f"{target} (after {len(errand.visited) - 1} redirects)"
        try:
            place = self._place(target, errand.site)
        except AddressError as error:
            return "redirect_refused", f"{target[:500]} ({error})"
        if errand.site.same_site(target) or place.name == self._place(errand.asked, errand.site).name:
            return None
        return "redirect_refused", f"{target[:500]} (another site)"

    def _settle(self, errand: Errand, answer: Answer) -> Step:
        """Keeps an exchange, reads it, notes its row."""
        exchange = answer.exchange
        stored = errand.put(exchange)
        follow = answer.target is not None and exchange.outcome == "ok"
        if follow or errand.for_robots:
            verdict = Verdict(outcome=exchange.outcome, error=exchange.error)
        else:
            verdict = judged(exchange, errand.asked, errand.accept, self._bounds)
        if stored and errand.sink and verdict.outcome != exchange.outcome:
            errand.sink.amend(stored, verdict.outcome, verdict.error)
        errand.rows.append(self._row(errand.site, exchange, verdict, stored))
        return Step(
            outcome=verdict.outcome,
            error=verdict.error,
            capture=_placed(verdict.capture, stored),
            target=answer.target if follow else None,
            exchange=exchange,
        )

    def _refuse(self, errand: Errand, url: str, outcome: str, error: str) -> Step:
        exchange = refused(url, outcome, error, self._now())
        errand.put(exchange)
        verdict = Verdict(outcome=outcome, error=error)
        errand.rows.append(self._row(errand.site, exchange, verdict, None))
        return Step(outcome=outcome, error=error)

    def _row(self, site: SiteRules, exchange: Exchange, verdict: Verdict, stored: Stored | None) -> Fetch:
        return Fetch(
            run_id=self._run_id, source=site.name, url=exchange.url, requested_at=exchange.requested_at,
            status=exchange.status, outcome=verdict.outcome, elapsed_ms=exchange.elapsed_ms,
            bytes=exchange.wire_bytes, error=verdict.error,
            warc_file=stored[0] if stored else None, warc_offset=stored[1] if stored else None,
        )  # fmt: skip

    def _place(self, url: str, site: SiteRules) -> Place:
        if len(url) > self._bounds.url_length:
            raise AddressError(f"an address of {len(url)} characters")
        return self._guard.place(url, (*site.ports, *_port(site.homepage)))

    def _robots_for(self, errand: Errand, place: Place) -> Robots:
        if errand.for_robots or not errand.site.polite.respect_robots:
            return Robots()
        host = f"{place.scheme}://{place.host_header}"
        return self._robots.get(host, lambda: self._fetch_robots(errand, f"{host}/robots.txt"))

    def _fetch_robots(self, errand: Errand, url: str) -> Robots:
        asking = Errand(url, errand.site, "any", "robots", {}, errand.sink, rows=errand.rows)
        step = self._run(asking)
        content = b""
        status = step.exchange.status if step.exchange else None
        if step.exchange:
            codings = lower_headers(step.exchange.headers).get("content-encoding", "")
            content = beginning(
                step.exchange.body, codings, most=self._bounds.robots_bytes, bounds=self._bounds
            )  # fmt: skip
        return robots_of(step.outcome, status, content, longest_delay=self._bounds.crawl_delay_seconds)


def _placed(capture: Capture | None, stored: Stored | None) -> Capture | None:
    if capture is None or stored is None:
        return capture
    return replace(capture, warc_file=stored[0], warc_offset=stored[1])


@lru_cache(maxsize=1024)
def _port(url: str) -> tuple[int, ...]:
    port = parse_url(url).port
    return () if port is None else (port,)
