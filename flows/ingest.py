"""The ingest flow: one task per source, and in it one task per batch of pages."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from extractors.source import Source, load_registry
from flows.batch import Batch
from flows.collect import Poll, fetch_pages, first_batch, poll, with_pages
from flows.decisions import load_decisions
from flows.engine import show_own_logs
from flows.fetching import make_fetcher
from flows.liveness import Busy, held, this_process
from flows.load import load_batch, prepare
from flows.plan import Want
from flows.progress import Progress
from flows.registry import chosen_sources
from flows.runs import ActiveRun, Totals, locks_folder, started
from flows.settings import Settings, load_settings
from flows.strays import load_strays
from transforms.resolution import Decisions
from warehouse.archive import CaptureWriter
from warehouse.connect import StoreError
from warehouse.lock import LockTimeout
from warehouse.record import record
from warehouse.store import Store

log = logging.getLogger(__name__)

BATCH_SECONDS = 900.0
"""Longest time for the pages of one batch; what is left over is new again in the next batch or run."""


_PASSING = (OSError, StoreError, LockTimeout)


def worth_another_try(_task: object, _run: object, state: State) -> bool:
    """Retries what may pass, such as a full disk or a busy catalog; a bug is raised at once."""
    return isinstance(state.result(raise_on_failure=False), _PASSING)


RETRIES: dict[str, Any] = {
    "retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": worth_another_try,
}  # fmt: skip


@record
class Summary:
    """How a run went, for the terminal and the exit code."""

    run_id: str
    totals: Totals
    failures: tuple[str, ...]
    seconds: float

    @property
    def exit_code(self) -> int:
        return 1 if self.failures else 0

    def text(self) -> str:
        done = self.totals
        line = (
            f"{self.run_id}: {done.fetched} requests, {done.new_articles} new articles, "
            f"{done.new_versions} new versions, {done.rejects} pages without article, {done.failed} failed, "
            f"{self.seconds:.1f} s"
        )
        return "\n".join([line, *(f"failed: {failure}" for failure in self.failures)])


class Ingest:
    """What the tasks of one run share. Prefect hands it on as it is, since it is no collection."""

    def __init__(self, settings: Settings, sources: dict[str, Source], store: Store, run: ActiveRun) -> None:
        self.settings, self.sources, self.store, self.run = settings, sources, store, run
        self.decisions: Decisions = load_decisions(settings.home)
        self.progress = Progress()
        self.titles = {name: source.title for name, source in load_registry(settings.sources).items()}
        self.fetcher = make_fetcher(settings, run.run_id)

    def writer(self, source: Source) -> CaptureWriter:
        return CaptureWriter(capture_root(self.settings), source.name, self.run.run_id)

    def load(self, batch: Batch) -> Totals:
        totals = load_batch(self.store, batch, self.titles, self.decisions)
        self.run.add(totals)
        return totals


def capture_root(settings: Settings) -> Path:
    """Where captures are kept: below the store; below the home while the store is not a folder."""
    return settings.home if settings.store_url.startswith("s3://") else Path(settings.store_url)


_given_settings: ContextVar[Settings | None] = ContextVar("settings", default=None)
"""Settings of the command. No parameter of the flow: parameters are shown, and these may hold passwords."""


def settings_of_flow() -> Settings:
    """The settings of the command; where a scheduler runs the flow, those of the environment."""
    return _given_settings.get() or load_settings()


def begin(settings: Settings) -> None:
    """What a command does before it runs a flow."""
    show_own_logs()
    _given_settings.set(settings)


def run(settings: Settings, names: Sequence[str]) -> Summary:
    """Runs the flow and sums it up. Raises StoreError and the like when it cannot start."""
    begin(settings)
    runner: Any = ThreadPoolTaskRunner(max_workers=settings.workers)
    return ingest_flow.with_options(task_runner=runner)(list(names))


@flow(name="ingest")
def ingest_flow(names: list[str] | None = None) -> Summary:
    """One incremental run over the named sources, or all; the failure of one stops no other."""
    begun = time.monotonic()
    settings = settings_of_flow()
    sources = chosen_sources(settings, names or ())
    with (
        Store.open(settings.catalog_url, settings.store_url, memory_limit=settings.memory_limit) as store,
        started(store, settings, "ingest") as active,
    ):
        ingest = Ingest(settings, sources, store, active)
        prepare(store, active.run_id, ingest.decisions)
        load_strays(ingest)
        with ingest.fetcher:
            _run_sources(ingest)
    _tell(active)
    failures, seconds = tuple(active.failures), time.monotonic() - begun
    return Summary(run_id=active.run_id, totals=active.totals, failures=failures, seconds=seconds)


def _run_sources(ingest: Ingest) -> None:
    futures = {ingest_source.with_options(tags=[name]).submit(ingest, name): name for name in ingest.sources}
    for future in as_completed(list(futures)):
        found = future.result(raise_on_failure=False)
        if isinstance(found, BaseException):
            ingest.run.failures.append(f"{futures[future]}: {found}")
        elif found:
            ingest.run.failures.append(found)


@task(task_run_name="{name}", cache_policy=NO_CACHE)
def ingest_source(ingest: Ingest, name: str) -> str | None:
    """One source from its listings to the last batch; gives what failed, in words."""
    try:
        with held(locks_folder(ingest.settings.home), f"source-{name}", this_process()):
            return _run_source(ingest, ingest.sources[name])
    except Busy as busy:
        log.warning("%s: skipped, %s", name, busy)
        return None


def _run_source(ingest: Ingest, source: Source) -> str | None:
    polled = poll_source.with_options(tags=[source.name])(ingest, source.name)
    if polled.failed:
        reasons = {entry.error or "unreadable" for entry in polled.unreadable}
        return f"{source.name}: no feed, sitemap or listing could be read ({'; '.join(sorted(reasons))})"
    for wants in _batches(polled.wanted, ingest.settings.batch_pages):
        load_pages.with_options(tags=[source.name])(ingest, source.name, polled, wants)
    return None


def _batches(wanted: Sequence[Want], pages: int) -> Iterator[Sequence[Want]]:
    return (wanted[start : start + pages] for start in range(0, len(wanted), pages))


@task(task_run_name="poll {name}", cache_policy=NO_CACHE, **RETRIES)
def poll_source(ingest: Ingest, name: str) -> Poll:
    """Reads the listings of a source and commits what they brought."""
    source = ingest.sources[name]
    with ingest.writer(source) as sink:
        polled = poll(source, ingest.store, ingest.fetcher, sink)
    log.info("%s: %d listed, %d wanted", name, len(polled.seen), len(polled.wanted))
    ingest.load(first_batch(polled, source, ingest.run.run_id))
    return polled


@task(task_run_name="pages of {name}", cache_policy=NO_CACHE, **RETRIES)
def load_pages(ingest: Ingest, name: str, polled: Poll, wants: Sequence[Want]) -> Totals:
    """Fetches, captures, reads and commits one batch of pages."""
    source = ingest.sources[name]
    batch = Batch(run_id=ingest.run.run_id, source=source, polled_at=polled.polled_at)
    with ingest.progress.counting(name, len(wants)) as step, ingest.writer(source) as sink:
        deadline = time.monotonic() + BATCH_SECONDS + len(wants) * source.polite.delay
        readings, rows = fetch_pages(source, wants, ingest.fetcher, sink, step, deadline)
    totals = ingest.load(with_pages(batch, readings, rows))
    log.info(
        "%s: %d pages, %d new articles, %d new versions",
        name,
        len(readings),
        totals.new_articles,
        totals.new_versions,
    )
    return totals


def _tell(run: ActiveRun) -> None:
    """Keeps the numbers of the run where Prefect shows them."""
    numbers = [{"what": name, "count": count} for name, count in asdict(run.totals).items()]
    create_table_artifact(key="ingest-numbers", table=numbers, description=run.run_id)
