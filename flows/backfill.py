"""The backfill flow: one task per source, and in it one task and one transaction per day."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from extractors.listed import EntryReading
from extractors.source import Source
from flows.batch import Batch
from flows.clock import now
from flows.fill import fetch_unknown
from flows.gate import BatchStopped
from flows.job import RETRIES, Job, Summary, begin, open_job
from flows.liveness import Busy
from flows.plan import Seen
from flows.settings import Settings
from flows.stopping import Stopped
from flows.strays import load_held, load_strays
from flows.survey import (
    FRESH,
    Remembered,
    by_day,
    find_archived,
    find_dated,
    has_archive,
    has_dates,
    settled_since,
)
from flows.walk_back import WalkBack
from flows.windows import Window, is_done, windows_of
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import FilledWindow

log = logging.getLogger(__name__)

Dated = Mapping[date, Sequence[Seen]]


@record
class Range:
    """What a backfill was asked to fill: days from ``first`` up to, not including, ``end``."""

    first: date
    end: date
    again: bool = False
    """Whether days and pages that were looked at before are looked at again."""


def run(settings: Settings, names: Sequence[str], first: date, end: date, again: bool = False) -> Summary:
    """Runs the flow and sums it up. Raises StoreError and the like when it cannot even start."""
    begin(settings)
    return backfill_flow(first, end, list(names), again)


@flow(name="backfill")
def backfill_flow(
    since: date, until: date, names: list[str] | None = None, again: bool = False
) -> Summary:
    """Fills the days from ``since`` up to, not including, ``until``. Stopped and run again, it goes on."""
    with open_job("backfill", names or ()) as job:
        load_strays(job)
        load_held(job)
        job.for_each_source(fill_source, Range(first=since, end=until, again=again))
    return job.summary()


@task(task_run_name="fill {name}", cache_policy=NO_CACHE)
def fill_source(job: Job, name: str, span: Range) -> str | None:
    """One source, the oldest day first; gives what failed, in words."""
    try:
        with job.run.holdings.hold(f"backfill {name}"), job.visiting(job.sources[name]):
            return _fill_source(job, job.sources[name], span)
    except Busy as busy:
        log.warning("%s: skipped, %s", name, busy)
        return None
    except Stopped as stopped:
        return f"{name}: {stopped}"


def _fill_source(job: Job, source: Source, span: Range) -> str | None:
    windows = open_windows(job.store, source, span)
    if not windows:
        log.info("%s: every day was looked at before", source.name)
        return None
    dated: Dated = {}
    if any(entry.kind in ("rss", "sitemap") for entry in source.discover):
        dated = survey_source.with_options(tags=[source.name])(job, source.name, windows[0].day)
    if not has_archive(source) and not (has_dates(source) and dated):
        return walk_source.with_options(tags=[source.name])(job, source.name, windows, dated, span)
    failed = []
    at_once = source.polite.concurrency + 1
    with job.progress.counting(source.name, len(windows)) as step:
        for first in range(0, len(windows), at_once):
            failed += _fill_at_once(job, windows[first : first + at_once], dated, span, step)
            job.may_go_on()
            job.give_way(source)
    return f"{source.name}: {len(failed)} days could not be read or loaded: {failed[0]}" if failed else None


def _fill_at_once(
    job: Job, windows: Sequence[Window], dated: Dated, span: Range, step: Callable[[object], None]
) -> list[str]:
    """Fills days at the same time: one is loaded while pages of the next are fetched, at one pace."""
    fill = fill_window.with_options(tags=[windows[0].source.name])

    def fill_one(window: Window) -> list[str]:
        failed = fill(job, window.source.name, window.day, dated, span)
        step(window)
        return failed

    with ThreadPoolExecutor(len(windows)) as pool:
        # Prefect finds the run that a task belongs to in the context.
        days = [pool.submit(copy_context().run, fill_one, window) for window in windows]
    return [failure for day in days for failure in day.result()]


def open_windows(store: Store, source: Source, span: Range) -> list[Window]:
    """The days that were not looked at since they ended, oldest first."""
    windows = windows_of(source, span.first, span.end, now())
    if span.again:
        return windows
    done = {row.day: row for row in store.records(FilledWindow, "source = ?", [source.name])}
    return [window for window in windows if not is_done(window, done.get(window.day))]


@task(task_run_name="survey of {name}", cache_policy=NO_CACHE, **RETRIES)
def survey_source(job: Job, name: str, first: date) -> Dated:
    """Reads sitemaps and feeds once for all days, and commits the requests."""
    source, at = job.sources[name], now()
    with job.writer(source) as sink:
        asked = Remembered(job, source, sink, at - FRESH)
        readings = find_dated(source, asked, first)
    job.load(Batch(
        run_id=job.run.run_id, source=source, polled_at=at, fetches=tuple(asked.rows), incremental=False
    ))  # fmt: skip
    return by_day(source, readings)


@task(task_run_name="{day} of {name}", cache_policy=NO_CACHE, **RETRIES)
def fill_window(job: Job, name: str, day: date, dated: Dated, span: Range) -> list[str]:
    """Looks at one day and commits what it brought, or that it brought nothing; gives what failed."""
    source, at = job.sources[name], now()
    window = Window(source=source, day=day)
    with job.writer(source) as sink:
        asked = Remembered(job, source, sink, settled_since(window))
        entries = find_archived(window, asked)
        seen = _named(entries, dated.get(day, ()))
        brought = fetch_unknown(job, source, seen, span.again, sink)
    failed = [entry for entry in entries if not entry.ok and not _is_gone(entry)]
    row = FilledWindow(
        source=name, day=day, outcome=_outcome(bool(failed), brought.left, len(seen)), listed=len(seen),
        articles=brought.articles, run_id=job.run.run_id, looked_at=at,
    )  # fmt: skip
    batch = Batch(
        run_id=job.run.run_id, source=source, polled_at=at, readings=brought.readings,
        fetches=(*asked.rows, *brought.fetches), seen=tuple(seen), incremental=False, day=day,
    )  # fmt: skip
    try:
        job.load(batch, row)
    except BatchStopped as stop:
        return [f"{day}: {len(brought.readings)} pages are held back: {stop}"]
    counts = len(seen), len(brought.readings), brought.articles
    log.info("%s %s: %d listed, %d fetched, %d articles", name, day, *counts)
    return [f"{day}: {entry.error or 'unreadable'}" for entry in failed]


def _outcome(failed: bool, left: int, listed: int) -> str:
    if failed:
        return "failed"
    return "partial" if left else "articles" if listed else "empty"


def _is_gone(entry: EntryReading) -> bool:
    """Archives answer 404 for days without news."""
    return (entry.error or "").startswith(("not_found", "404"))


def _named(entries: Sequence[EntryReading], dated: Sequence[Seen]) -> list[Seen]:
    found = {item.url: Seen(url=item.url, stamp=item.stamp) for entry in entries for item in entry.listed}
    return list({**{item.url: item for item in dated}, **found}.values())


@task(task_run_name="walk back over {name}", cache_policy=NO_CACHE)
def walk_source(
    job: Job, name: str, windows: Sequence[Window], dated: Dated, span: Range
) -> str | None:
    """Fills days of a source that has no archive; gives what failed."""
    return WalkBack(job, job.sources[name], windows, span.again).walk(dated)
