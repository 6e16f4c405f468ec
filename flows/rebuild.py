"""The rebuild flow: makes the warehouse again from the captures beside the live one, then swaps."""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from extractors.source import Source
from flows.batch import Batch
from flows.gate import BatchStopped
from flows.heal import heal
from flows.job import Job, Summary, begin, open_job
from flows.keepsakes import keep
from flows.liveness import Busy, held, locks_folder, this_process
from flows.load import Gate, load_batches, prepare
from flows.replay import PAGES, Replay, written_at
from flows.runs import Totals
from flows.settings import Settings
from flows.strays import ledger_of, missing_files, settled_files
from flows.windows import day_starts
from warehouse.captures import Captures
from warehouse.damage import find_damaged_files, set_aside
from warehouse.store import Store
from warehouse.swap import KEPT, compare, put_rows
from warehouse.transaction import Transaction
from warehouse.warc_read import log_damage
from warehouse.warc_scan import Damage

log = logging.getLogger(__name__)

BATCHES = 100
"""Most batches in one transaction: polls that found nothing are many and small."""


class RunFailed(Exception):
    """A rebuild that cannot be done; the message says why."""


class Rebuild:
    """What the tasks of one rebuild share."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.live, self.run, self.sources = job.store, job.run, job.sources
        self.captures = job.captures
        self.done: set[str] = set()
        self.accept_loss = False
        self.lost: list[Damage] = []
        """Damaged records of captures of which the live tables tell nothing."""

    def load(self, store: Store, batches: Sequence[Batch], **how: Any) -> Totals:
        gate: Gate = "open" if self.accept_loss else "refuse"
        try:
            totals = load_batches(store, batches, self.job.titles, self.job.decisions, gate=gate, **how)
        except BatchStopped as stop:
            raise RunFailed(
                f"{batches[-1].name}: {stop}; nothing was changed: mend the reader, or use --accept-loss"
            ) from stop
        return replace(totals, fetched=0)


@flow(name="rebuild")
def rebuild_flow(accept_loss: bool = False) -> Summary:
    """Reads every capture again into a new warehouse, and puts it in the place of the live one."""
    with _opened() as rebuild:
        rebuild.accept_loss = accept_loss
        _check_captures(rebuild, accept_loss)
        with _workshop(rebuild.job.settings) as folder, _side_store(folder, rebuild.job.settings) as made:
            prepare(made, rebuild.run.run_id, rebuild.job.decisions)
            for name in _captured(rebuild.captures):
                rebuild_source.with_options(tags=[name])(rebuild, made, name)
            _check_lost(rebuild, accept_loss)
            _put_in_place(rebuild, made)
    return rebuild.job.summary()


@flow(name="reread")
def reread_flow(name: str, since: date) -> Summary:
    """Reads the captures of one source since a day again, into the live warehouse."""
    with _opened() as rebuild:
        reread_source.with_options(tags=[name])(rebuild, name, since)
    return rebuild.job.summary()


def run(settings: Settings, accept_loss: bool) -> Summary:
    """Runs the flow over everything."""
    begin(settings)
    return rebuild_flow(accept_loss)


def run_one(settings: Settings, name: str, since: date) -> Summary:
    """Runs the flow over one source."""
    begin(settings)
    return reread_flow(name, since)


@contextmanager
def _opened() -> Iterator[Rebuild]:
    """The live warehouse and an open run. One rebuild at a time."""
    try:
        with (
            open_job("rebuild", before=_set_damage_aside) as job,
            job.run.holdings.hold("rebuild"),
            _workplace(job.settings.home),
        ):
            yield Rebuild(job)
    except Busy as busy:
        raise RunFailed(f"another rebuild goes on: {busy}") from busy


def _workplace(home: Path) -> AbstractContextManager[None]:
    """Keeps `hoptac maintain` from clearing the workshop."""
    return held(locks_folder(home), "rebuild", this_process())


def _set_damage_aside(live: Store) -> None:
    """Takes damaged files out of their tables, since a rebuild reads the live warehouse, too."""
    damaged = list(find_damaged_files(live))
    for file in damaged:
        log.warning("damaged, set aside: %s", file)
    for table, rows in set_aside(live, "rebuild", damaged).items():
        lost = "what it lost is in no capture" if table in KEPT else "the captures give the others"
        log.warning("%s: %d rows are whole; %s", table, rows, lost)


# --- all of it --------------------------------------------------------------------------------


def _check_captures(rebuild: Rebuild, accept_loss: bool) -> None:
    """Raises RunFailed where the new warehouse would hold less for want of captures or source files."""
    missing = missing_files(rebuild.captures, ledger_of(rebuild.live, rebuild.run.run_id))
    unknown = [name for name in _captured(rebuild.captures) if name not in rebuild.sources]
    words = []
    if missing:
        words.append(f"{len(missing)} capture files are gone, the first {missing[0]}")
    if unknown:
        words.append(f"captures of {', '.join(unknown)} have no source file (HOPTAC_SOURCES names them)")
    if words and not accept_loss:
        raise RunFailed(f"{'; '.join(words)}: what they gave would be lost; go on with --accept-loss")


def _check_lost(rebuild: Rebuild, accept_loss: bool) -> None:
    """Raises RunFailed where records are damaged and the live tables do not tell what they gave."""
    if rebuild.lost and not accept_loss:
        first = rebuild.lost[0]
        raise RunFailed(
            f"{len(rebuild.lost)} records of captures are damaged, and the tables do not hold what they "
            f"gave, the first in {first.file} at {first.offset}; nothing was changed: go on without them "
            "with --accept-loss, and the next ingest asks again for the pages that a listing named"
        )


def _captured(captures: Captures) -> list[str]:
    """Sources with captures."""
    return sorted({Path(file).parts[1] for file in captures.names()})


@contextmanager
def _workshop(settings: Settings) -> Iterator[Path]:
    """An empty folder for the new warehouse, cleared of what a killed rebuild has left."""
    folder = settings.home / "rebuild"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _side_store(folder: Path, settings: Settings) -> Store:
    return Store.open(folder / "catalog.sqlite", folder, memory_limit=settings.memory_limit)


@task(task_run_name="rebuild {name}", cache_policy=NO_CACHE)
def rebuild_source(rebuild: Rebuild, made: Store, name: str) -> None:
    """Reads all captures of a source, in order of time."""
    _read_files(rebuild, made, name)


def _read_files(rebuild: Rebuild, made: Store, name: str) -> None:
    source = rebuild.sources.get(name)
    if source is None:
        log.warning("%s: no source file, captures left out", name)
        return
    ledger = ledger_of(rebuild.live, rebuild.run.run_id)
    files = list(settled_files(rebuild.captures, ledger, name, rebuild.done))
    damages: list[Damage] = []

    def note(damage: Damage) -> None:
        log_damage(damage)
        damages.extend([] if damage.whole else [damage])

    with rebuild.job.progress.counting(name, len(files)) as step:
        replay = Replay(rebuild.captures, source, on_damage=note)
        for group in _groups(replay, files, step, rebuild.job.may_go_on):
            rebuild.run.add(rebuild.load(made, group))
    if damages:
        _keep(rebuild, made, source, damages)
    rebuild.done |= set(files)
    log.info("%s: %d capture files read", name, len(files))


def _keep(rebuild: Rebuild, made: Store, source: Source, damages: Sequence[Damage]) -> None:
    """Takes over from the live tables what damaged captures gave."""
    kept = keep(rebuild.live, rebuild.captures.root, source, damages)
    if kept.batches:
        rebuild.run.add(rebuild.load(made, kept.batches))
    rebuild.lost += kept.lost
    pages = sum(len(batch.readings) for batch in kept.batches)
    log.warning(
        "%s: %d records of captures are damaged: %d pages kept from the tables, %d records lost",
        source.name, len(damages), pages, len(kept.lost),
    )  # fmt: skip


def _groups(
    replay: Replay, files: Sequence[str], step: Any, may_go_on: Callable[[], None]
) -> Iterator[list[Batch]]:
    """The batches of files, as many together as one transaction should hold."""
    group: list[Batch] = []
    for file in files:
        for batch in replay.batches(file):
            may_go_on()
            group.append(batch)
            if len(group) >= BATCHES or sum(len(each.readings) for each in group) >= PAGES:
                yield group
                group = []
        step(file)
    if group:
        yield group


def _put_in_place(rebuild: Rebuild, made: Store) -> None:
    """Reads what came meanwhile, while no other run can commit, and swaps."""

    def swap(tx: Transaction) -> None:
        for name in _captured(rebuild.captures):
            _read_files(rebuild, made, name)
        _check_loss(tx, rebuild, made)
        put_rows(tx, made)

    before = compare(rebuild.live, made)
    rebuild.live.write(rebuild.run.run_id, "rebuilt from the captures", swap)
    for change in before:
        if change.before or change.after:
            log.info("%s: %d rows, before %d", change.table, change.after, change.before)


GREATEST_LOSS = 0.01
"""Share of the articles that a rebuild may leave out unasked: mended rules reject a page here and there."""


def _check_loss(tx: Transaction, rebuild: Rebuild, made: Store) -> None:
    """Raises RunFailed where captures give far fewer articles than they did before."""
    counted = "SELECT count(*) FROM state.heads"
    live, new = tx.rows(counted)[0][0], made.rows(counted)[0][0]
    if not rebuild.accept_loss and new < live * (1 - GREATEST_LOSS):
        raise RunFailed(
            f"{live - new} of {live} articles would be lost, since their captures give none any more: "
            "mend the rules, or go on with --accept-loss"
        )


# --- one source -------------------------------------------------------------------------------


@task(task_run_name="reread {name}", cache_policy=NO_CACHE)
def reread_source(rebuild: Rebuild, name: str, since: date) -> None:
    """Reads the captures of a source since a day, and heals what its rules got wrong before."""
    source = rebuild.sources[name]
    start, _ = day_starts(source, since)
    ledger = ledger_of(rebuild.live, rebuild.run.run_id)
    files = [file for file in settled_files(rebuild.captures, ledger, name) if written_at(file) >= start]
    with rebuild.job.progress.counting(name, len(files)) as step:
        for group in _groups(Replay(rebuild.captures, source), files, step, rebuild.job.may_go_on):
            _reread(rebuild, source, group)
    log.info("%s: %d capture files read again", name, len(files))


def _reread(rebuild: Rebuild, source: Source, group: Sequence[Batch]) -> None:
    """Loads readings of captures that were loaded before; the log of requests stays as it is."""
    again = [
        replace(batch, fetches=(), seen=(), polled=(), feeds=(), reread=True)
        for batch in group
        if batch.readings
    ]  # fmt: skip
    if not again:
        return

    def first(tx: Transaction) -> None:
        heal(tx, source, again, rebuild.run.run_id, rebuild.job.titles, rebuild.job.decisions)

    rebuild.run.add(rebuild.load(rebuild.live, again, first=first, anew=True))
