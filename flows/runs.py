"""A run of a flow: its row, its lock, and the rows of runs that were killed."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime

from flows.clock import now
from flows.holdings import Holdings
from flows.home import ensure_home
from flows.liveness import forget, held, locks_folder, this_process
from flows.settings import Settings
from warehouse.record import record
from warehouse.search import index_articles
from warehouse.store import Store
from warehouse.tables import Run
from warehouse.transaction import Transaction


@record
class Totals:
    """What a run or a batch did, added up."""

    fetched: int = 0
    new_articles: int = 0
    new_versions: int = 0
    failed: int = 0
    articles: int = 0
    rejects: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            **{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)}
        )


def new_run_id(kind: str, started_at: datetime) -> str:
    return f"{kind}-{started_at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


class ActiveRun:
    """A run that goes on; ``end`` says how it went."""

    def __init__(self, row: Run, holdings: Holdings) -> None:
        self.row, self.holdings = row, holdings
        self.totals = Totals()
        self.failures: list[str] = []
        self._lock = threading.Lock()

    @property
    def run_id(self) -> str:
        return self.row.run_id

    def add(self, totals: Totals) -> None:
        with self._lock:
            self.totals += totals

    def finished(self, state: str) -> Run:
        totals = self.totals
        return replace(
            self.row, finished_at=now(), state=state, fetched=totals.fetched,
            new_articles=totals.new_articles, new_versions=totals.new_versions, failed=totals.failed,
            detail="; ".join(self.failures) or None,
        )  # fmt: skip


@contextmanager
def started(store: Store, settings: Settings, kind: str) -> Iterator[ActiveRun]:
    """Opens a run, closes those that were killed, and closes this one with what became of it."""
    ensure_home(settings)
    row, locks = _row(kind), locks_folder(settings.home)
    holdings = Holdings(store, settings.home, row.run_id, settings.lease_seconds)
    run = ActiveRun(row, holdings)
    with held(locks, row.run_id, this_process()), holdings.living():
        _open(store, run)
        try:
            yield run
            _index(store, run)
        except BaseException as error:
            run.failures.append(f"{type(error).__name__}: {error}")
            _close(store, run.finished("failed"))
            raise
        _close(store, run.finished("failed" if run.failures else "completed"))
    forget(locks, row.run_id)


def _index(store: Store, run: ActiveRun) -> None:
    """Lets ``search`` find what the run brought; maintenance also catches up on runs that were killed."""
    if run.totals.new_articles or run.totals.new_versions or run.row.kind in ("maintain", "rebuild"):
        index_articles(store, run.run_id)


def _row(kind: str) -> Run:
    at = now()
    return Run(
        run_id=new_run_id(kind, at), kind=kind, started_at=at, finished_at=None, state="running",
        fetched=0, new_articles=0, new_versions=0, failed=0, holder=this_process(), detail=None,
    )  # fmt: skip


def _open(store: Store, run: ActiveRun) -> None:
    def open_run(tx: Transaction) -> None:
        run.holdings.bury(tx)
        tx.append([run.row])

    store.write(run.run_id, "run starts", open_run)


def _close(store: Store, row: Run) -> None:
    store.write(row.run_id, "run ends", lambda tx: tx.merge([row]))
