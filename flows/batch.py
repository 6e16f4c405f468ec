"""A batch: what one source brought in one window, and the rows that follow from it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from extractors.source import Source
from flows.plan import Seen
from flows.reading import Reading
from flows.runs import Totals
from warehouse.record import record
from warehouse.tables import (
    CoverageCount,
    FeedState,
    Fetch,
    KnownUrl,
    PollCount,
    QualityCheck,
    Reject,
)

BLOCKED = frozenset(
    ["robots", "blocked_address", "blocked", "challenge", "consent", "login", "redirect_refused"]
)
"""Outcomes where the site, or our own guard, said no."""


@record
class PolledEntry:
    """A feed, sitemap or listing of the source file, and whether it could be read."""

    entry: str
    readable: bool


@record
class Batch:
    """Everything that one transaction loads."""

    run_id: str
    source: Source
    polled_at: datetime
    readings: tuple[Reading, ...] = ()
    fetches: tuple[Fetch, ...] = ()
    seen: tuple[Seen, ...] = ()
    polled: tuple[PolledEntry, ...] = ()
    """What was looked at, if this is a poll."""
    skew_seconds: int | None = None
    """How far the site's clock is before ours, if a poll tells."""
    feeds: tuple[FeedState, ...] = ()
    checks: tuple[QualityCheck, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Addresses that feeds and sitemaps name and ``url_pattern`` does not know: never asked for."""
    incremental: bool = True
    """Whether discovery state moves on; a backfill leaves it alone."""
    day: date | None = None
    """Day that a backfill fills; the ledger counts there, also that nothing was listed."""
    file: str | None = None
    """Capture file that it was read from; None for what was just fetched."""
    reread: bool = False
    """Whether the captures were counted before, so that the ledger has them."""

    @property
    def name(self) -> str:
        return self.source.name


PASSED_OVER = "url_pattern"
"""Reject reason of addresses that were named but never asked for."""


def rejected_rows(batch: Batch) -> list[Reject]:
    """Pages without article, and addresses that were not taken for articles.

    A page that was rejected for the same reason when it was last looked at is no news: the loader drops it.
    """
    return [*_rejected_pages(batch), *_passed_over(batch)]


def _rejected_pages(batch: Batch) -> list[Reject]:
    return [
        Reject(
            run_id=batch.run_id, source=batch.name, url=reading.url, reason=reading.reject_reason,
            detail=reading.detail, captured_at=reading.read_at,
        )
        for reading in batch.readings
        if reading.reject_reason
    ]  # fmt: skip


def _passed_over(batch: Batch) -> list[Reject]:
    return [
        Reject(
            run_id=batch.run_id, source=batch.name, url=url, reason=PASSED_OVER,
            detail="named by a feed or sitemap, no article by url_pattern; not asked for",
            captured_at=batch.polled_at,
        )
        for url in batch.passed_over
    ]  # fmt: skip


def coverage_rows(batch: Batch) -> list[CoverageCount]:
    """How many pages ended how, by the day in the source's time zone."""
    counts: Counter[tuple[date, str]] = Counter()
    if batch.reread:
        return []
    if batch.day or any(entry.readable for entry in batch.polled):
        counts[_day(batch, batch.polled_at), "listed"] += len(batch.seen)
    elif batch.polled:
        counts[_day(batch, batch.polled_at), "failed"] += len(batch.polled)
    for reading in batch.readings:
        for outcome in _ledger_words(reading):
            counts[_day(batch, reading.read_at), outcome] += 1
    return [
        CoverageCount(run_id=batch.run_id, source=batch.name, day=day, outcome=outcome, pages=pages)
        for (day, outcome), pages in sorted(counts.items())
    ]


def poll_rows(batch: Batch, known: Collection[str]) -> list[PollCount]:
    """The row of a poll; ``known`` holds the addresses that a listing named before."""
    if not batch.polled or batch.reread:
        return []
    at = batch.polled_at.astimezone(batch.source.zone)
    readable = sum(entry.readable for entry in batch.polled)
    return [
        PollCount(
            run_id=batch.run_id, source=batch.name, day=at.date(), polled_at=batch.polled_at,
            minute=at.hour * 60 + at.minute, readable=readable, unreadable=len(batch.polled) - readable,
            listed=len(batch.seen), new=sum(item.url not in known for item in batch.seen),
            skew_seconds=batch.skew_seconds,
        )
    ]  # fmt: skip


def _ledger_words(reading: Reading) -> tuple[str, ...]:
    if reading.outcome == "article":
        return ("fetched", "article", "relevant") if reading.mentions else ("fetched", "article")
    if reading.reject_reason:
        return ("fetched", reading.outcome)
    if reading.outcome == "unchanged":
        return ("unchanged",)
    return ("blocked",) if reading.outcome in BLOCKED else ("failed",)


def _day(batch: Batch, at: datetime) -> date:
    return batch.day or at.astimezone(batch.source.zone).date()


def url_rows(batch: Batch, known: Mapping[str, KnownUrl], article_ids: Mapping[str, str]) -> list[KnownUrl]:
    """The new state of every address that was listed or read. ``article_ids`` maps addresses to articles."""
    rows = {item.url: _listed(batch, item, known.get(item.url)) for item in batch.seen}
    for reading in batch.readings:
        row = rows.get(reading.url) or known.get(reading.url) or _unlisted(batch, reading)
        if row.fetched_at is None or row.fetched_at <= reading.read_at:
            rows[reading.url] = _read(row, reading, article_ids.get(reading.url))
    passed = [
        replace(_fresh(batch, url, None), outcome=f"reject:{PASSED_OVER}", fetched_at=batch.polled_at)
        for url in batch.passed_over
        if url not in known
    ]
    return [*rows.values(), *passed]


def _listed(batch: Batch, item: Seen, state: KnownUrl | None) -> KnownUrl:
    if state is None:
        return _fresh(batch, item.url, item.stamp)
    stamps = [stamp for stamp in (item.stamp, state.listed_stamp) if stamp]
    return replace(state, last_listed_at=batch.polled_at, listed_stamp=max(stamps, default=None))


def _unlisted(batch: Batch, reading: Reading) -> KnownUrl:
    return _fresh(batch, reading.url, None)


def _fresh(batch: Batch, url: str, stamp: datetime | None) -> KnownUrl:
    return KnownUrl(
        url=url, source=batch.name, article_id=None, first_listed_at=batch.polled_at,
        last_listed_at=batch.polled_at, listed_stamp=stamp, published_at=None, fetched_at=None, outcome=None,
        tries=0, etag=None, last_modified=None,
    )  # fmt: skip


def _read(row: KnownUrl, reading: Reading, article_id: str | None) -> KnownUrl:
    row = replace(row, fetched_at=reading.read_at)
    if reading.outcome == "unchanged":
        return replace(row, tries=0)
    if reading.article is None and reading.reject_reason is None:
        return replace(row, outcome=reading.outcome, tries=row.tries + 1)
    return replace(
        row, outcome=reading.outcome, tries=0, etag=reading.etag, last_modified=reading.last_modified,
        article_id=article_id or row.article_id,
        published_at=reading.article.published_at if reading.article else row.published_at,
    )  # fmt: skip


def totals_of(fetches: Iterable[Fetch], readings: Iterable[Reading]) -> Totals:
    """What can be counted before loading; new articles and versions are the loader's to say."""
    outcomes = Counter(_ledger_words(reading)[-1] for reading in readings)
    rejects = sum(count for word, count in outcomes.items() if word.startswith("reject:"))
    return Totals(
        fetched=sum(row.outcome not in ("robots", "blocked_address") for row in fetches),
        failed=outcomes["failed"] + rejects,
        articles=outcomes["article"] + outcomes["relevant"],
        rejects=rejects,
    )
