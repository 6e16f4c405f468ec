"""What the archives, sitemaps and feeds of a source name for the days of a backfill."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from extractors.discover import find_listed
from extractors.listed import EntryReading, FetchedBytes, Validators
from extractors.source import Entry, Source
from extractors.urls import article_id
from flows.collect import Asked, answer_of
from flows.job import Job
from flows.plan import MOST_TRIES, Seen
from flows.windows import DAY, Window
from warehouse.archive import CaptureWriter
from warehouse.store import Store
from warehouse.tables import Fetch
from warehouse.warc_scan import DamageError

PASSING = ("server_error", "rate_limited", "timeout", "connection_error", "truncated")
"""Outcomes after which a page is asked for again."""

FRESH = timedelta(hours=12)
"""Age up to which a sitemap that an interrupted backfill has read is not asked for again."""


class Remembered:
    """Discovery's view of the network, which asks for nothing that an earlier backfill has captured."""

    def __init__(self, job: Job, source: Source, sink: CaptureWriter, since: datetime) -> None:
        """``since``: captures from then on are as good as a new one."""
        self._store, self._captures = job.store, job.captures
        self._source, self._since = source, since
        self._asked = Asked(source, job.fetcher, sink)

    @property
    def rows(self) -> list[Fetch]:
        """The requests that were sent."""
        return self._asked.rows

    def fetch(self, url: str, validators: Validators) -> FetchedBytes | None:
        """As the fetcher would, or out of the captures."""
        found = self._store.rows(
            """SELECT warc_file, warc_offset FROM fetches WHERE source = ? AND url = ? AND outcome = 'ok'
            AND status = 200 AND requested_at >= ? AND run_id LIKE 'backfill-%' AND warc_file IS NOT NULL
            ORDER BY requested_at DESC LIMIT 1""",
            [self._source.name, url, self._since],
        )
        for file, offset in found:
            try:
                return answer_of(self._captures.get(file, offset))
            except DamageError:
                break
        return self._asked.fetch(url, validators)


def has_archive(source: Source) -> bool:
    return any(entry.kind == "archive" for entry in source.discover)


def has_dates(source: Source) -> bool:
    """Whether entries may tell the days of articles."""
    return any(entry.kind == "sitemap" for entry in source.discover)


def with_entries(source: Source, entries: Iterable[Entry]) -> Source:
    """The source with only these places to look."""
    return source.model_copy(update={"discover": tuple(entries)})


def find_dated(source: Source, asked: Remembered, first: date) -> list[EntryReading]:
    """What sitemaps and feeds name, whatever ingest has seen of them."""
    entries = [entry for entry in source.discover if entry.kind in ("rss", "sitemap")]
    if not entries:
        return []
    return list(find_listed(with_entries(source, entries), asked.fetch, {}, deep=True, since=first))


def by_day(source: Source, readings: Sequence[EntryReading]) -> dict[date, list[Seen]]:
    """The dated addresses of readings by the day that they are from."""
    found: dict[date, dict[str, Seen]] = {}
    for listed in (item for reading in readings for item in reading.listed):
        at = listed.published_at or listed.stamp
        if at is not None:
            day = at.astimezone(source.zone).date()
            found.setdefault(day, {}).setdefault(listed.url, Seen(url=listed.url, stamp=listed.stamp))
    return {day: list(items.values()) for day, items in found.items()}


def find_archived(window: Window, asked: Remembered) -> list[EntryReading]:
    """What the archive of the day names."""
    entries = [entry for entry in window.source.discover if entry.kind == "archive"]
    if not entries:
        return []
    return list(find_listed(with_entries(window.source, entries), asked.fetch, {}, day=window.day))


MOST_PAGES = 500
"""Pages of a listing that are walked back."""


def listings_of(source: Source) -> list[Entry]:
    return [entry for entry in source.discover if entry.kind == "listing"]


def walk_listing(source: Source, entry: Entry, asked: Remembered) -> Iterator[EntryReading]:
    """A listing page by page, each with what those before it did not name, until one names nothing new."""
    named: set[str] = set()
    for page in range(entry.start, entry.start + (MOST_PAGES if "{page}" in entry.address else 1)):
        one = entry.model_copy(update={"start": page, "pages": 1})
        for reading in find_listed(with_entries(source, [one]), asked.fetch, {}, deep=True):
            fresh = tuple(item for item in reading.listed if item.url not in named)
            if not reading.ok or not fresh:
                return
            named |= {item.url for item in fresh}
            yield replace(reading, listed=fresh)


def asked_before(store: Store, source: Source, urls: Sequence[str]) -> set[str]:
    """Addresses that gave something lasting: an article, or a word that asking again would not change."""
    ids = {article_id(url, source): url for url in urls}
    known = store.rows(
        "SELECT article_id FROM state.heads WHERE article_id IN (SELECT unnest($ids))", {"ids": list(ids)}
    )
    asked = store.rows(
        """SELECT url FROM fetches WHERE source = $source AND url IN (SELECT unnest($urls)) GROUP BY url
        HAVING bool_or(outcome NOT IN (SELECT unnest($passing))) OR count(*) >= $most""",
        {"source": source.name, "urls": list(urls), "passing": list(PASSING), "most": MOST_TRIES},
    )
    listed = store.rows(
        """SELECT url FROM state.urls WHERE source = $source AND article_id IS NOT NULL
        AND url IN (SELECT unnest($urls))""",
        {"source": source.name, "urls": list(urls)},
    )
    return {ids[row[0]] for row in known} | {row[0] for row in (*asked, *listed)}


def settled_since(window: Window) -> datetime:
    """From when on an archive page of a day is not going to change."""
    return window.ends_at + DAY
