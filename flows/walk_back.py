"""Fills past days from listings that know no dates: walks them back until they are past the days."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from extractors.listed import EntryReading
from extractors.source import Source
from extractors.urls import article_id
from flows.batch import Batch
from flows.clock import now
from flows.fill import fetch_unknown
from flows.job import Job
from flows.plan import Seen
from flows.survey import Remembered, listings_of, walk_listing
from flows.windows import Window
from warehouse.articles import articles_among
from warehouse.tables import CoverageCount, FilledWindow
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)


class WalkBack:
    """One walk over the listings of a source. The day of a page is known once the page is read."""

    def __init__(self, job: Job, source: Source, windows: Sequence[Window], again: bool) -> None:
        self._job, self._source, self._windows, self._again = job, source, windows, again
        self._start, self._end = windows[0].starts_at, windows[-1].ends_at
        self._listed: Counter[date] = Counter()
        self._articles: Counter[date] = Counter()
        self._begun_at = now()
        self._left = 0
        self._counted: set[str] = set()

    def walk(self, dated: Mapping[date, Sequence[Seen]]) -> str | None:
        """Reads what feeds date to these days, then the listings; commits the days. Gives what failed."""
        for window in self._windows:
            self._read(dated.get(window.day, ()))
        readable = [self._walk_entry(place) for place in range(len(listings_of(self._source)))]
        if readable and not any(readable):
            return f"{self._source.name}: no listing could be read"
        self._commit_windows()
        return None

    def _walk_entry(self, place: int) -> bool:
        """Walks one listing; gives whether it could be read."""
        pages = 0
        with self._job.writer(self._source) as sink:
            asked = Remembered(self._job, self._source, sink, now())
            for page in walk_listing(self._source, listings_of(self._source)[place], asked):
                pages += 1
                self._job.give_way(self._source)
                if self._is_past(page):
                    break
        self._job.load(self._batch(fetches=tuple(asked.rows)))
        return pages > 0

    def _is_past(self, page: EntryReading) -> bool:
        """Reads a page of a listing as far as it may be of the days; tells whether all of it is older."""
        seen = [Seen(url=item.url, stamp=None) for item in page.listed]
        last = list(self._read(seen[-1:]).values())
        if last and last[0] >= self._end:
            return False  # the newest come first: the whole page is too new
        dates = [*last, *self._read(seen[:-1]).values()]
        return bool(dates) and max(dates) < self._start

    def _read(self, seen: Sequence[Seen]) -> dict[str, datetime]:
        """Fetches what is not known of these pages and commits it; gives the publication of each."""
        if not seen:
            return {}
        published = self._known([item.url for item in seen])
        with self._job.writer(self._source) as sink:
            brought = fetch_unknown(self._job, self._source, seen, self._again, sink)
        if brought.fetches:
            self._job.load(self._batch(readings=brought.readings, fetches=brought.fetches))
        self._left += brought.left
        for reading in brought.readings:
            if reading.article and reading.article.published_at:
                published[reading.url] = reading.article.published_at
                self._articles[self._day(reading.article.published_at)] += 1
        self._listed.update(self._day(at) for url, at in published.items() if url not in self._counted)
        self._counted |= published.keys()
        return published

    def _known(self, urls: Sequence[str]) -> dict[str, datetime]:
        ids = {article_id(url, self._source): url for url in urls}
        rows = self._job.store.rows(
            f"""SELECT article_id, published_at FROM {articles_among("(SELECT unnest($ids))")}
            WHERE published_at IS NOT NULL""",
            {"ids": list(ids)},
        )
        return {ids[name]: at for name, at in rows}

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._source.zone).date()

    def _batch(self, **parts: tuple[object, ...]) -> Batch:
        return Batch(
            run_id=self._job.run.run_id, source=self._source, polled_at=now(), incremental=False, **parts  # type: ignore[arg-type]
        )  # fmt: skip

    def _commit_windows(self) -> None:
        rows = [self._row(window) for window in self._windows]
        counts = [
            CoverageCount(
                run_id=row.run_id, source=row.source, day=row.day, outcome="listed", pages=row.listed
            )
            for row in rows
        ]

        def put(tx: Transaction) -> None:
            tx.merge(rows)
            tx.append(counts)

        self._job.store.write(rows[0].run_id, f"{self._source.name}: {len(rows)} days walked back", put)
        log.info("%s: %d days walked back, %d pages", self._source.name, len(rows), self._listed.total())

    def _row(self, window: Window) -> FilledWindow:
        listed = self._listed[window.day]
        outcome = "partial" if self._left else "articles" if listed else "empty"
        return FilledWindow(
            source=self._source.name, day=window.day, outcome=outcome, listed=listed,
            articles=self._articles[window.day], run_id=self._job.run.run_id, looked_at=self._begun_at,
        )  # fmt: skip
