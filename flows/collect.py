"""Collects from one source: what its listings name, and what the pages that are wanted say."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from extractors.discover import find_listed
from extractors.fetch import Fetched, Fetcher
from extractors.listed import EntryReading, FetchedBytes, Validators
from extractors.source import Source
from flows.batch import Batch, PolledEntry
from flows.cadence import new_share, next_interval
from flows.clock import now
from flows.known import Known
from flows.plan import Seen, Want, find_wanted
from flows.reading import Reading, read_capture
from flows.stopping import Stopped
from warehouse.archive import CaptureWriter
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import Capture, FeedState, Fetch, KnownUrl, PollInterval, QualityCheck

BATCH_SECONDS = 900.0
"""Longest time for the pages of one batch; what is left over is new again in the next batch or run."""


@record
class Poll:
    """What the listings of a source name, and what of it is wanted."""

    polled_at: datetime
    entries: tuple[EntryReading, ...]
    seen: tuple[Seen, ...]
    wanted: tuple[Want, ...]
    fetches: tuple[Fetch, ...]
    new_share: float = 0.0
    skew_seconds: int | None = None
    """How far the site's clock is before ours, by the answer that says the least; None if none says so."""

    @property
    def unreadable(self) -> list[EntryReading]:
        return [entry for entry in self.entries if not entry.ok]

    @property
    def failed(self) -> bool:
        """No entry could be read: nothing can be said of the source."""
        return not any(entry.readable for entry in self.looked_at)

    @property
    def looked_at(self) -> tuple[PolledEntry, ...]:
        """The entries of the source file; what a sitemap index leads to belongs to it."""
        readable: dict[str, bool] = {}
        for entry in self.entries:
            if entry.entry == entry.of or entry.kind == "listing":
                readable[entry.of] = readable.get(entry.of, False) or entry.ok
        return tuple(PolledEntry(entry=name, readable=ok) for name, ok in readable.items())


def poll(source: Source, before: Known, store: Store, fetcher: Fetcher, sink: CaptureWriter) -> Poll:
    """Reads the listings of a source, and decides which addresses to ask for."""
    at = now()
    asked = Asked(source, fetcher, sink)
    entries = tuple(find_listed(source, asked.fetch, before.feeds, known=_walked(store, source)))
    seen = seen_in(entries)
    known = _known(store, source, [item.url for item in seen])
    share = new_share(entries, known)
    seen += _still_listed(store, source, entries, before.feeds, known)
    pending = [
        Seen(url=row.url, stamp=row.listed_stamp) for row in before.pending.values() if row.url not in known
    ]
    wanted = find_wanted([*seen, *pending], {**before.pending, **known}, source, at, before.well)
    return Poll(
        polled_at=at, entries=entries, seen=tuple(seen), wanted=tuple(wanted), fetches=tuple(asked.rows),
        new_share=share, skew_seconds=min(asked.skews, key=abs, default=None),
    )  # fmt: skip


def _walked(store: Store, source: Source) -> Callable[[str], bool]:
    """Tells addresses that are known already, so that the walk over a listing can end."""
    if not any(entry.kind == "listing" for entry in source.discover):
        return lambda _: False
    rows = store.rows("SELECT url FROM state.urls WHERE source = ? AND fetched_at IS NOT NULL", [source.name])
    return {row[0] for row in rows}.__contains__


class Asked:
    """Discovery's view of the fetcher, keeping the rows of the requests."""

    def __init__(self, source: Source, fetcher: Fetcher, sink: CaptureWriter) -> None:
        self.rows: list[Fetch] = []
        self.skews: list[int] = []
        self._source, self._fetcher, self._sink = source, fetcher, sink

    def fetch(self, url: str, validators: Validators) -> FetchedBytes | None:
        got = self._fetcher.fetch(
            url, self._source, etag=validators.etag, last_modified=validators.last_modified,
            accept="any", sink=self._sink,
        )  # fmt: skip
        self.rows += got.rows
        if got.capture is None:
            unchanged = got.outcome == "unchanged"
            return FetchedBytes(
                url=url, unchanged=unchanged, error=None if unchanged else got.error or got.outcome
            )
        self.skews += [skew] if (skew := clock_skew(got.capture)) is not None else []
        return answer_of(got.capture)


def clock_skew(capture: Capture) -> int | None:
    """Seconds by which the site's clock is before ours, by ``Date`` and ``Age`` of an answer."""
    age = capture.headers.get("age", "0")
    try:
        stated = parsedate_to_datetime(capture.headers.get("date", ""))
        return round((stated - capture.captured_at).total_seconds()) + int(age[:9])
    except (ValueError, TypeError):  # no date, none that can be read, or one without a zone
        return None


def answer_of(capture: Capture) -> FetchedBytes:
    """A captured document as discovery takes it."""
    headers = capture.headers
    return FetchedBytes(
        url=capture.final_url, content=capture.content, content_type=headers.get("content-type"),
        validators=Validators(etag=headers.get("etag"), last_modified=headers.get("last-modified")),
    )  # fmt: skip


def seen_in(entries: Sequence[EntryReading]) -> list[Seen]:
    """Every listed address once, with the newest stamp that any entry gives it."""
    stamps: dict[str, datetime | None] = {}
    for listed in itertools.chain.from_iterable(entry.listed for entry in entries):
        given = [stamp for stamp in (stamps.get(listed.url), listed.stamp) if stamp]
        stamps[listed.url] = max(given, default=None)
    return [Seen(url=url, stamp=stamp) for url, stamp in stamps.items()]


def _known(store: Store, source: Source, urls: Sequence[str]) -> dict[str, KnownUrl]:
    """State of the addresses; a long-lived source has far more than one poll lists."""
    if not urls:
        return {}
    rows = store.records(KnownUrl, "source = $source AND url IN (SELECT unnest($urls))",
                         {"source": source.name, "urls": list(urls)})  # fmt: skip
    return {row.url: row for row in rows}


def _still_listed(
    store: Store, source: Source, entries: Sequence[EntryReading],
    states: Mapping[str, FeedState], known: dict[str, KnownUrl],
) -> list[Seen]:  # fmt: skip
    """Young addresses of unchanged entries: these list now what they listed at their last reading."""
    polls = [states[entry.entry].polled_at for entry in entries if entry.unchanged and entry.entry in states]
    if not polls:
        return []
    rows = store.records(KnownUrl, "source = ? AND last_listed_at >= ?", [source.name, min(polls)])
    fresh = {row.url: row for row in rows if row.url not in known}
    known |= fresh
    return [Seen(url=url, stamp=None) for url in fresh]


def first_batch(polled: Poll, source: Source, run_id: str) -> Batch:
    """What the poll itself brought: the state of listings and addresses, the requests, what was noticed."""
    states = [
        _feed_state(source, entry, polled.polled_at)
        for entry in polled.entries
        if entry.ok and not entry.unchanged
    ]
    return Batch(
        run_id=run_id, source=source, polled_at=polled.polled_at, fetches=polled.fetches, seen=polled.seen,
        polled=polled.looked_at, skew_seconds=polled.skew_seconds, feeds=tuple(states),
        checks=tuple(_checks(polled, source, run_id)), passed_over=_passed_over(polled),
    )  # fmt: skip


def interval_row(before: PollInterval | None, source: Source, polled: Poll, run_id: str) -> PollInterval:
    """When the source is to be polled again; ``before`` is what its last poll said."""
    lasted = timedelta(seconds=before.interval_seconds) if before else None
    return PollInterval(
        source=source.name, polled_at=polled.polled_at, run_id=run_id, listed=len(polled.seen),
        new_share=polled.new_share,
        interval_seconds=next_interval(lasted, polled.new_share, source.poll).total_seconds(),
    )  # fmt: skip


def _passed_over(polled: Poll) -> tuple[str, ...]:
    listed = {item.url for item in polled.seen}
    named = dict.fromkeys(url for entry in polled.entries for url in entry.passed_over)
    return tuple(url for url in named if url not in listed)


def _feed_state(source: Source, entry: EntryReading, at: datetime) -> FeedState:
    return FeedState(
        source=source.name, entry=entry.entry, etag=entry.validators.etag,
        last_modified=entry.validators.last_modified, content_hash=entry.content_hash,
        newest_at=entry.newest_at, listed_stamp=entry.stamp, polled_at=at,
    )  # fmt: skip


def _checks(polled: Poll, source: Source, run_id: str) -> Iterator[QualityCheck]:
    """What was noticed on the listings; only what is wrong, since all that is right would fill the table."""
    for entry in polled.entries:
        for name, value, expected in _faults(entry):
            yield QualityCheck(
                run_id=run_id, name=name, subject=f"{source.name} {entry.entry}", passed=False, value=value,
                expected=expected, checked_at=polled.polled_at,
            )  # fmt: skip


def _faults(entry: EntryReading) -> Iterator[tuple[str, str | None, str]]:
    if not entry.ok:
        yield "entry_readable", entry.error, "a feed, sitemap or listing"
    if entry.lost:
        yield "feed_complete", f"oldest item {entry.oldest_at}", "not newer than the last poll's newest item"
    if entry.truncated:
        yield "entry_whole", entry.truncated, "within bounds"


def fetch_pages(
    source: Source, wanted: Sequence[Want], fetcher: Fetcher, sink: CaptureWriter,
    progress: Callable[[Reading], None], deadline: float,
) -> tuple[list[Reading], list[Fetch]]:  # fmt: skip
    """Asks for each address and reads what comes; stops on request or at ``deadline`` (monotonic seconds).

    A page that another address has just led to is not asked for again.
    """
    readings: list[Reading] = []
    rows: list[Fetch] = []
    led_to: dict[str, Capture] = {}
    for want in wanted:
        if time.monotonic() > deadline:
            break
        if capture := led_to.get(want.url):
            readings.append(read_capture(capture, source, want.url))
            progress(readings[-1])
            continue
        try:
            got = fetcher.fetch(want.url, source, etag=want.etag, last_modified=want.last_modified, sink=sink)
        except Stopped:
            break  # what has come so far is loaded
        rows += got.rows
        if got.outcome == "blocked":
            continue  # the host is left alone for this run; nothing was asked, so nothing is known
        at = got.rows[-1].requested_at if got.rows else now()
        readings.append(_reading(source, want, at, got))
        if got.capture and got.capture.final_url != want.url:
            led_to[got.capture.final_url] = got.capture
        progress(readings[-1])
    return readings, rows


def _reading(source: Source, want: Want, at: datetime, got: Fetched) -> Reading:
    if got.capture is None:
        return Reading(url=want.url, read_at=at, outcome=got.outcome, detail=got.error)
    return read_capture(got.capture, source, want.url)


def with_pages(batch: Batch, readings: Sequence[Reading], rows: Sequence[Fetch]) -> Batch:
    return replace(batch, readings=tuple(readings), fetches=(*batch.fetches, *rows))
