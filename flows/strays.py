"""Capture files and the warehouse: which files are loaded, which are being loaded, which were left behind."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from flows.batch import Batch
from flows.gate import BatchStopped
from flows.held import as_released, find_held, fingerprint, release
from flows.job import Job
from flows.liveness import Busy, held, locks_folder, this_process
from flows.load import load_batches
from flows.replay import Replay, written_at
from warehouse.captures import Captures
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import FeedState, HeldFile, Run
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)

_SLACK = timedelta(seconds=2)


@record
class Ledger:
    """What the warehouse knows of capture files at a moment."""

    loaded: frozenset[str]
    running: tuple[Run, ...]

    def in_flight(self, captures: Captures, file: str) -> bool:
        """Whether a run that goes on has written the file, and is yet to commit it."""
        if file in self.loaded or not self._may_be_running(file):
            return False
        runs = {run.run_id for run in self.running}
        return any(each.fetch and each.fetch.run_id in runs for each in captures.exchanges(file))

    def _may_be_running(self, file: str) -> bool:
        begun: datetime = written_at(file)
        return any(begun >= run.started_at - _SLACK for run in self.running)


def ledger_of(store: Store, but: str) -> Ledger:
    """The files that the warehouse holds requests of, and the runs that go on, ``but`` one."""
    files = store.rows("SELECT DISTINCT warc_file FROM fetches WHERE warc_file IS NOT NULL")
    running = store.records(Run, "state = 'running' AND run_id <> ?", [but])
    held = {row.warc_file for row in store.records(HeldFile)}
    return Ledger(loaded=frozenset(row[0] for row in files) | held, running=tuple(running))


def missing_files(captures: Captures, ledger: Ledger) -> list[str]:
    """Files that the warehouse refers to and the store does not hold."""
    return sorted(ledger.loaded.difference(captures.names()))


def settled_files(
    captures: Captures, ledger: Ledger, source: str, but: Collection[str] = ()
) -> Iterator[str]:
    """Capture files of a source that no running run is yet to commit."""
    for file in captures.names(source):
        if file not in but and not ledger.in_flight(captures, file):
            yield file


def load_strays(job: Job) -> None:
    """Loads what killed runs have captured and not committed, so that nobody has to fetch it again."""
    try:
        with held(locks_folder(job.settings.home), "strays", this_process()):
            for part in job.captures.parts():
                job.captures.salvage(part)
            for name, files in _strays(job).items():
                _load_files(job, name, files)
    except Busy:
        return  # another run is at it


def _strays(job: Job) -> dict[str, list[str]]:
    """Files that were begun during a run that was killed or failed, and which the warehouse does not hold."""
    broken = job.store.records(Run, "state IN ('crashed', 'failed') AND kind IN ('ingest', 'backfill')")
    if not broken:
        return {}
    ledger = ledger_of(job.store, job.run.run_id)
    found: dict[str, list[str]] = {}
    for file in job.captures.names():
        if file in ledger.loaded or not _begun_during(broken, file):
            continue
        if not ledger.in_flight(job.captures, file):
            found.setdefault(Path(file).parts[1], []).append(file)
    return {name: files for name, files in found.items() if name in job.sources}


def _begun_during(runs: Iterable[Run], file: str) -> bool:
    at = written_at(file)
    return any(run.started_at - _SLACK <= at <= (run.finished_at or at) for run in runs)


def _load_files(job: Job, name: str, files: Sequence[str]) -> None:
    source = job.sources[name]
    states = {row.entry: row for row in job.store.records(FeedState, "source = ?", [name])}
    replay = Replay(job.captures, source, states)
    for file in files:
        batches = [_not_older(batch, states) for batch in replay.batches(file)]
        if not batches or _is_loaded(job.store, batches[0]):
            continue
        try:
            totals = load_batches(job.store, batches, job.titles, job.decisions)
        except BatchStopped as stop:
            log.warning("%s: %s was left by a killed run, and is held back: %s", name, file, stop)
            continue
        job.run.add(replace(totals, fetched=0))
        log.info("%s: %s was left by a killed run, and is loaded now", name, file)


def load_held(job: Job, *, unchanged_too: bool = False) -> None:
    """Loads what the quality gate held back, now that the source file or the program has changed.

    ``unchanged_too``: also where nothing has, as far as can be told.
    """
    for row in find_held(job.store, job.sources, unchanged_too=unchanged_too):
        source = job.sources[row.source]
        if row.warc_file not in set(job.captures.names(row.source)):
            continue  # captured on another machine
        replay = Replay(job.captures, source)
        batches = [as_released(batch, row) for batch in replay.batches(row.warc_file)]
        try:
            totals = load_batches(
                job.store, batches, job.titles, job.decisions, gate="refuse", first=_releasing(row, batches)
            )
        except BatchStopped as stop:
            log.warning("%s: %s is still held back: %s", source.name, row.warc_file, stop)
            _note_try(job, row)
            continue
        job.run.add(replace(totals, fetched=0))
        log.info("%s: %s was held back, and is loaded now", source.name, row.warc_file)


def _releasing(row: HeldFile, batches: Sequence[Batch]) -> Callable[[Transaction], None]:
    return lambda tx: release(tx, row, batches)


def _note_try(job: Job, row: HeldFile) -> None:
    """Keeps the next runs from trying again before something has changed."""
    tried = replace(row, fingerprint=fingerprint(job.sources[row.source]))
    job.store.write(job.run.run_id, f"{row.source}: still held back", lambda tx: tx.merge([tried]))


def _not_older(batch: Batch, states: Mapping[str, FeedState]) -> Batch:
    """The batch without states of feeds that were polled since."""
    feeds = (row for row in batch.feeds if states.get(row.entry, row).polled_at <= row.polled_at)
    return replace(batch, feeds=tuple(feeds))


def _is_loaded(store: Store, batch: Batch) -> bool:
    """Whether the warehouse has the requests of a file that got no response, and so is not named there."""
    if not batch.fetches or any(row.warc_file for row in batch.fetches):
        return False
    first = batch.fetches[0]
    return bool(store.rows(
        "SELECT 1 FROM fetches WHERE run_id = ? AND url = ? AND requested_at = ?",
        [first.run_id, first.url, first.requested_at],
    ))  # fmt: skip
