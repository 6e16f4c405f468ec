"""The maintain flow: what killed runs left is loaded or cleared, files are joined, old snapshots expire."""

import logging
import shutil
from datetime import timedelta
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.audit import audit
from flows.clock import now
from flows.holdings import WAIT_SECONDS
from flows.job import Job, Summary, begin, open_job
from flows.knowledge import relearn
from flows.lake import captures_of
from flows.liveness import Busy, held, is_held, locks_folder, this_process
from flows.range_reading import clear_left
from flows.retention import drop_listings
from flows.settings import Settings
from flows.strays import load_held, load_strays
from warehouse.connect import StoreError
from warehouse.damage import find_damaged_files
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
        line = (
            f"{self.run_id}: files {done.files_before} -> {done.files_after}, "
            f"snapshots {done.snapshots_before} -> {done.snapshots_after}, "
            f"{done.removed_files} files and {done.orphans} orphans removed, {self.seconds:.1f} s"
        )
        return "\n".join([line, *(f"failed: {failure}" for failure in self.failures)])


def run(settings: Settings, keep_days: int) -> MaintainSummary:
    """Runs the flow and sums it up."""
    begin(settings)
    return maintain_flow(keep_days)


@flow(name="maintain")
def maintain_flow(keep_days: int = 30) -> MaintainSummary:
    """Keeps the warehouse small and quick; earlier states can be asked for ``keep_days`` days."""
    with (
        open_job("maintain", before=check_files) as job,
        job.run.holdings.hold("maintain", wait_seconds=WAIT_SECONDS),
    ):
        load_left_over(job)
        tidy(job.settings)
        study(job)
        drop_old_listings(job)
        done = compact(job.store, keep_days)
        check_tables(job)
    return MaintainSummary(**job.numbers(), done=done)


@task(task_run_name="check data files", cache_policy=NO_CACHE)
def check_files(store: Store) -> None:
    """Reads every data file whole. Raises StoreError where some are damaged: nothing is built on these."""
    found = list(find_damaged_files(store))
    for file in found:
        log.error("damaged: %s", file)
    damaged = [file for file in found if file.current]
    if damaged:
        raise StoreError(
            f"{len(damaged)} data files are damaged, the first {damaged[0]}; "
            "`hoptac rebuild` makes their tables again from the captures"
        )


@task(task_run_name="load what killed runs left", cache_policy=NO_CACHE)
def load_left_over(job: Job) -> None:
    """Publishes and loads capture files whose writers died."""
    load_strays(job)
    load_held(job, unchanged_too=True)


@task(task_run_name="learn the pages of sources without rules", cache_policy=NO_CACHE)
def study(job: Job) -> None:
    """What repeats on the pages of a source, and where its text stands, helps to read the next."""
    for name in relearn(job.settings, job.captures, job.sources.values(), now().date()):
        log.info("%s: pages learned", name)


@task(task_run_name="remove captures of old listings", cache_policy=NO_CACHE)
def drop_old_listings(job: Job) -> None:
    """What polls brought beside pages goes when it is as old as the settings say; by default nothing does."""
    if days := job.settings.keep_listings_days:
        log.info("%d captures of listings older than %d days removed", drop_listings(job, now(), days), days)


@task(task_run_name="compact", cache_policy=NO_CACHE)
def compact(store: Store, keep_days: int) -> Maintained:
    """Joins files, expires snapshots, removes files; row counts are compared before and after."""
    return maintain(store, keep=timedelta(days=keep_days), report=lambda words: log.info("%s", words))


@task(task_run_name="check tables and sources", cache_policy=NO_CACHE)
def check_tables(job: Job) -> None:
    """Makes the checks of whole tables; a broken key or reference is a bug, and fails the run."""
    for check in audit(job.store, job.sources, job.run.run_id):
        told = f"{check.name} {check.subject}: {check.value}, expected {check.expected}"
        log.warning("%s", told)
        if not check.name.startswith("expected_"):
            job.run.failures.append(told)


@task(task_run_name="tidy the home", cache_policy=NO_CACHE)
def tidy(settings: Settings) -> None:
    """Removes lock files of runs that ended, and the workshop of a rebuild that was killed."""
    folder = locks_folder(settings.home)
    for path in folder.glob("*-????????T??????-*.lock"):
        if not is_held(folder, path.stem):
            path.unlink(missing_ok=True)
    _clear_workshop(settings.home, folder)
    clear_left(captures_of(settings).root)


def _clear_workshop(home: Path, locks: Path) -> None:
    try:
        with held(locks, "rebuild", this_process()):
            shutil.rmtree(home / "rebuild", ignore_errors=True)
    except Busy:
        return  # a rebuild is at work there
