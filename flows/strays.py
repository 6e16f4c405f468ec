"""Capture files and the warehouse: which files are loaded, which are being loaded, which were left behind."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flows.replay import written_at
from warehouse.archive import find_capture_files, find_exchanges
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import Run

_SLACK = timedelta(seconds=2)


@record
class Ledger:
    """What the warehouse knows of capture files at a moment."""

    loaded: frozenset[str]
    running: tuple[Run, ...]

    def in_flight(self, root: Path, file: str) -> bool:
        """Whether a run that goes on has written the file, and is yet to commit it."""
        if file in self.loaded or not self._may_be_running(file):
            return False
        runs = {run.run_id for run in self.running}
        return any(
            each.fetch and each.fetch.run_id in runs for each in find_exchanges(root / file, root=root)
        )

    def _may_be_running(self, file: str) -> bool:
        begun: datetime = written_at(file)
        return any(begun >= run.started_at - _SLACK for run in self.running)


def ledger_of(store: Store, but: str) -> Ledger:
    """The files that the warehouse holds requests of, and the runs that go on, ``but`` one."""
    files = store.rows("SELECT DISTINCT warc_file FROM fetches WHERE warc_file IS NOT NULL")
    running = store.records(Run, "state = 'running' AND run_id <> ?", [but])
    return Ledger(loaded=frozenset(row[0] for row in files), running=tuple(running))


def missing_files(root: Path, ledger: Ledger) -> list[str]:
    """Files that the warehouse refers to and the store does not hold."""
    return sorted(file for file in ledger.loaded if not (root / file).is_file())


def settled_files(root: Path, ledger: Ledger, source: str, but: Collection[str] = ()) -> Iterator[str]:
    """Capture files of a source that no running run is yet to commit."""
    for file in find_capture_files(root, source):
        if file not in but and not ledger.in_flight(root, file):
            yield file
