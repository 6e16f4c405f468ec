"""The maintain flow: what killed runs left is loaded or cleared, files are joined, old snapshots expire."""

import logging
import shutil
import time
from datetime import timedelta
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.ingest import Ingest, Summary, begin, settings_of_flow
from flows.liveness import Busy, held, is_held, this_process
from flows.load import prepare
from flows.registry import chosen_sources
from flows.runs import locks_folder, started
from flows.settings import Settings
from flows.strays import load_strays
from warehouse.maintain import Maintained, maintain
from warehouse.record import record
from warehouse.store import Store

log = logging.getLogger(__name__)


@record
class MaintainSummary(Summary):
    """How maintenance went."""

    done: Maintained

    def text(self) -> str:
        done = self.done
        return (
            f"{self.run_id}: files {done.files_before} -> {done.files_after}, "
            f"snapshots {done.snapshots_before} -> {done.snapshots_after}, "
            f"{done.removed_files} files and {done.orphans} orphans removed, {self.seconds:.1f} s"
        )


def run(settings: Settings, keep_days: int) -> MaintainSummary:
    """Runs the flow and sums it up."""
    begin(settings)
    return maintain_flow(keep_days)


@flow(name="maintain")
def maintain_flow(keep_days: int = 30) -> MaintainSummary:
    """Keeps the warehouse small and quick; earlier states can be asked for ``keep_days`` days."""
    begun, settings = time.monotonic(), settings_of_flow()
    with (
        Store.open(settings.catalog_url, settings.store_url, memory_limit=settings.memory_limit) as store,
        started(store, settings, "maintain") as active,
    ):
        ingest = Ingest(settings, chosen_sources(settings, ()), store, active)
        with ingest.fetcher:
            prepare(store, active.run_id, ingest.decisions)
            load_left_over(ingest)
        tidy(settings)
        done = compact(store, keep_days)
    return MaintainSummary(
        run_id=active.run_id, totals=active.totals, failures=tuple(active.failures),
        seconds=time.monotonic() - begun, done=done,
    )  # fmt: skip


@task(task_run_name="load what killed runs left", cache_policy=NO_CACHE)
def load_left_over(ingest: Ingest) -> None:
    """Publishes and loads capture files whose writers died."""
    load_strays(ingest)


@task(task_run_name="compact", cache_policy=NO_CACHE)
def compact(store: Store, keep_days: int) -> Maintained:
    """Joins files, expires snapshots, removes files; row counts are compared before and after."""
    return maintain(store, keep=timedelta(days=keep_days), report=lambda words: log.info("%s", words))


@task(task_run_name="tidy the home", cache_policy=NO_CACHE)
def tidy(settings: Settings) -> None:
    """Removes lock files of runs that ended, and the workshop of a rebuild that was killed."""
    folder = locks_folder(settings.home)
    for path in folder.glob("*-????????T??????-*.lock"):
        if not is_held(folder, path.stem):
            path.unlink(missing_ok=True)
    _clear_workshop(settings.home, folder)


def _clear_workshop(home: Path, locks: Path) -> None:
    try:
        with held(locks, "rebuild", this_process()):
            shutil.rmtree(home / "rebuild", ignore_errors=True)
    except Busy:
        return  # a rebuild is at work there
