"""The backfill flow: one task per source, and in it one task and one transaction per day."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from extractors.listed import EntryReading
from extractors.source import Source
from flows.batch import Batch
from flows.fill import fetch_unknown, load_with
from flows.ingest import RETRIES, Ingest, Summary, begin, settings_of_flow
from flows.liveness import Busy, held, this_process
from flows.load import prepare
from flows.plan import Seen
from flows.registry import chosen_sources
from flows.runs import locks_folder, now, started
from flows.settings import Settings
from flows.strays import load_strays
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
    runner: Any = ThreadPoolTaskRunner(max_workers=settings.workers)
    return backfill_flow.with_options(task_runner=runner)(first, end, list(names), again)


@flow(name="backfill")
def backfill_flow(
    since: date, until: date, names: list[str] | None = None, again: bool = False
) -> Summary:
    """Fills the days from ``since`` up to, not including, ``until``. Stopped and run again, it goes on."""
    begun, settings = time.monotonic(), settings_of_flow()
    sources = chosen_sources(settings, names or ())
    with (
        Store.open(settings.catalog_url, settings.store_url, memory_limit=settings.memory_limit) as store,
        started(store, settings, "backfill") as active,
    ):
        ingest = Ingest(settings, sources, store, active)
        prepare(store, active.run_id, ingest.decisions)
        load_strays(ingest)
        with ingest.fetcher:
            _run_sources(ingest, Range(first=since, end=until, again=again))
    return Summary(
        run_id=active.run_id, totals=active.totals, failures=tuple(active.failures),
        seconds=time.monotonic() - begun,
    )  # fmt: skip


def _run_sources(ingest: Ingest, span: Range) -> None:
    futures = {
        fill_source.with_options(tags=[name]).submit(ingest, name, span): name for name in ingest.sources
    }
    for future in as_completed(list(futures)):
        found = future.result(raise_on_failure=False)
        if isinstance(found, BaseException):
            ingest.run.failures.append(f"{futures[future]}: {found}")
        elif found:
            ingest.run.failures.append(found)


@task(task_run_name="fill {name}", cache_policy=NO_CACHE)
def fill_source(ingest: Ingest, name: str, span: Range) -> str | None:
    """One source, the oldest day first; gives what failed, in words."""
    try:
        with held(locks_folder(ingest.settings.home), f"backfill-{name}", this_process()):
            return _fill_source(ingest, ingest.sources[name], span)
    except Busy as busy:
        log.warning("%s: skipped, %s", name, busy)
        return None


def _fill_source(ingest: Ingest, source: Source, span: Range) -> str | None:
    windows = open_windows(ingest.store, source, span)
    if not windows:
        log.info("%s: every day was looked at before", source.name)
        return None
    dated: Dated = {}
    if any(entry.kind in ("rss", "sitemap") for entry in source.discover):
        dated = survey_source.with_options(tags=[source.name])(ingest, source.name, windows[0].day)
    if not has_archive(source) and not (has_dates(source) and dated):
        return walk_source.with_options(tags=[source.name])(ingest, source.name, windows, dated, span)
    failed = []
    with ingest.progress.counting(source.name, len(windows)) as step:
        for window in windows:
            fill = fill_window.with_options(tags=[source.name])
            failed += fill(ingest, source.name, window.day, dated, span)
            step(window)
    return f"{source.name}: {len(failed)} days could not be read: {failed[0]}" if failed else None


def open_windows(store: Store, source: Source, span: Range) -> list[Window]:
    """The days that were not looked at since they ended, oldest first."""
    windows = windows_of(source, span.first, span.end, now())
    if span.again:
        return windows
    done = {row.day: row for row in store.records(FilledWindow, "source = ?", [source.name])}
    return [window for window in windows if not is_done(window, done.get(window.day))]


@task(task_run_name="survey of {name}", cache_policy=NO_CACHE, **RETRIES)
def survey_source(ingest: Ingest, name: str, first: date) -> Dated:
    """Reads sitemaps and feeds once for all days, and commits the requests."""
    source, at = ingest.sources[name], now()
    with ingest.writer(source) as sink:
        asked = Remembered(ingest, source, sink, at - FRESH)
        readings = find_dated(source, asked, first)
    load_with(ingest, Batch(
        run_id=ingest.run.run_id, source=source, polled_at=at, fetches=tuple(asked.rows), incremental=False
    ))  # fmt: skip
    return by_day(source, readings)


@task(task_run_name="{day} of {name}", cache_policy=NO_CACHE, **RETRIES)
def fill_window(ingest: Ingest, name: str, day: date, dated: Dated, span: Range) -> list[str]:
    """Looks at one day and commits what it brought, or that it brought nothing; gives what failed."""
    source, at = ingest.sources[name], now()
    window = Window(source=source, day=day)
    with ingest.writer(source) as sink:
        asked = Remembered(ingest, source, sink, settled_since(window))
        entries = find_archived(window, asked)
        seen = _named(entries, dated.get(day, ()))
        brought = fetch_unknown(ingest, source, seen, span.again, sink)
    failed = [entry for entry in entries if not entry.ok and not _is_gone(entry)]
    row = FilledWindow(
        source=name, day=day, outcome=_outcome(bool(failed), brought.left, len(seen)), listed=len(seen),
        articles=brought.articles, run_id=ingest.run.run_id, looked_at=at,
    )  # fmt: skip
    batch = Batch(
        run_id=ingest.run.run_id, source=source, polled_at=at, readings=brought.readings,
        fetches=(*asked.rows, *brought.fetches), seen=tuple(seen), incremental=False, day=day,
    )  # fmt: skip
    load_with(ingest, batch, row)
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
    ingest: Ingest, name: str, windows: Sequence[Window], dated: Dated, span: Range
) -> str | None:
    """Fills days of a source that has no archive; gives what failed."""
    return WalkBack(ingest, ingest.sources[name], windows, span.again).walk(dated)
