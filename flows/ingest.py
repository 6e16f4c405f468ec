"""The ingest flow: one task per source, and in it one task per batch of pages."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from extractors.source import Source
from flows.alarms import watch_sources
from flows.batch import Batch
from flows.cadence import not_due
from flows.clock import now
from flows.collect import (
    BATCH_SECONDS,
    Poll,
    fetch_pages,
    first_batch,
    interval_row,
    poll,
    with_pages,
)
from flows.gate import BatchStopped
from flows.job import RETRIES, Job, Summary, begin, open_job
from flows.known import find_known, last_polls
from flows.liveness import Busy
from flows.messages import Receivers
from flows.plan import Want
from flows.runs import ActiveRun
from flows.settings import Settings
from flows.stopping import Stopped
from flows.strays import load_held, load_strays
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)


def run(settings: Settings, names: Sequence[str], only_due: bool = False) -> Summary:
    """Runs the flow and sums it up. Raises StoreError and the like when it cannot start."""
    begin(settings)
    return ingest_flow(list(names), only_due)


@flow(name="ingest")
def ingest_flow(names: list[str] | None = None, only_due: bool = False) -> Summary:
    """One incremental run over the named sources, or all; the failure of one stops no other.

    ``only_due`` passes over sources that bring little new and were polled not long ago.
    """
    with open_job("ingest", names or ()) as job:
        load_strays(job)
        load_held(job)
        if only_due:
            _pass_over(job)
        job.for_each_source(ingest_source)
        watch_sources(job.store, job.run.run_id, now(), Receivers(addresses=job.settings.alarms))
    _tell(job.run)
    return job.summary()


def _pass_over(job: Job) -> None:
    with job.store.reader() as connection:
        polls = last_polls(Transaction(connection), list(job.sources))
    later = not_due(job.sources, polls, now())
    for name, at in later.items():
        log.info("%s: not polled, its next poll is due at %s UTC", name, f"{at:%H:%M}")
        del job.sources[name]


@task(task_run_name="{name}", cache_policy=NO_CACHE)
def ingest_source(job: Job, name: str) -> str | None:
    """One source from its listings to the last batch; gives what failed, in words."""
    try:
        with job.run.holdings.hold(f"ingest {name}"), job.visiting(job.sources[name]):
            return _run_source(job, job.sources[name])
    except Busy as busy:
        log.warning("%s: skipped, %s", name, busy)
        return None
    except Stopped as stopped:
        return f"{name}: {stopped}"


def _run_source(job: Job, source: Source) -> str | None:
    polled = poll_source.with_options(tags=[source.name])(job, source.name)
    if polled.failed:
        reasons = {entry.error or "unreadable" for entry in polled.unreadable}
        return f"{source.name}: no feed, sitemap or listing could be read ({'; '.join(sorted(reasons))})"
    for wants in _batches(polled.wanted, job.settings.batch_pages):
        if failed := load_pages.with_options(tags=[source.name])(job, source.name, polled, wants):
            return str(failed)
        job.may_go_on()
        job.give_way(source)
    return None


def _batches(wanted: Sequence[Want], pages: int) -> Iterator[Sequence[Want]]:
    return (wanted[start : start + pages] for start in range(0, len(wanted), pages))


@task(task_run_name="poll {name}", cache_policy=NO_CACHE, **RETRIES)
def poll_source(job: Job, name: str) -> Poll:
    """Reads the listings of a source and commits what they brought."""
    source = job.sources[name]
    known = find_known(job.store, [source])[name]
    with job.writer(source) as sink:
        polled = poll(source, known, job.store, job.fetcher, sink)
    log.info("%s: %d listed, %d wanted", name, len(polled.seen), len(polled.wanted))
    row = interval_row(known.last, source, polled, job.run.run_id)
    job.load(first_batch(polled, source, job.run.run_id), row)
    return polled


@task(task_run_name="pages of {name}", cache_policy=NO_CACHE, **RETRIES)
def load_pages(job: Job, name: str, polled: Poll, wants: Sequence[Want]) -> str | None:
    """Fetches, captures, reads and commits one batch of pages; gives what failed, in words."""
    source = job.sources[name]
    batch = Batch(run_id=job.run.run_id, source=source, polled_at=polled.polled_at)
    with job.progress.counting(name, len(wants)) as step, job.writer(source) as sink:
        deadline = time.monotonic() + BATCH_SECONDS + len(wants) * source.polite.delay
        readings, rows = fetch_pages(source, wants, job.fetcher, sink, step, deadline)
    try:
        totals = job.load(with_pages(batch, readings, rows))
    except BatchStopped as stop:
        return f"{name}: {len(readings)} pages are held back: {stop}"
    log.info(
        "%s: %d pages, %d new articles, %d new versions",
        name,
        len(readings),
        totals.new_articles,
        totals.new_versions,
    )
    return None


def _tell(run: ActiveRun) -> None:
    """Keeps the numbers of the run where Prefect shows them."""
    numbers = [{"what": name, "count": count} for name, count in asdict(run.totals).items()]
    create_table_artifact(key="ingest-numbers", table=numbers, description=run.run_id)
