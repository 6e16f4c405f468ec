"""What a run holds: itself, flows and sources, by leases that it renews while it lives."""

import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flows.clock import now
from flows.liveness import Busy, is_dead, locks_folder, this_process
from warehouse.connect import StoreError
from warehouse.lease import Lease, LeaseLost, Leases
from warehouse.store import Store
from warehouse.tables import Run
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)

RENEWALS = 4
"""Renewals within the time after which a silent run loses what it holds."""

WAIT_SECONDS = 60.0
"""How long a run waits for a source that another one is at, which gives way within a batch or a window."""

_POLL_SECONDS = 0.25


class Holdings:
    """The leases of one run. Threads may share it."""

    def __init__(self, store: Store, home: Path, run_id: str, seconds: float) -> None:
        self._store, self._home, self._run_id = store, home, run_id
        self._leases = Leases(store.lake, run_id, this_process(), seconds)
        self._ended, self._lost = threading.Event(), threading.Event()
        self._renewed_at = _uptime()
        self._heart = threading.Thread(target=self._beat, name=f"leases of {run_id}", daemon=True)

    @property
    def _itself(self) -> str:
        return f"run {self._run_id}"

    @contextmanager
    def living(self) -> Iterator[None]:
        """Keeps the leases of the run alive for the length of the context; the store commits only so long."""
        self._leases.take(self._itself)
        self._heart.start()
        self._store.fence = self.check
        try:
            yield
        finally:
            self._ended.set()
            self._heart.join()
            self._store.fence = None
            self._leave()

    @contextmanager
    def hold(self, name: str, *, wait_seconds: float = 0.0, rest_seconds: float = 0.0) -> Iterator[None]:
        """Holds ``name`` for the length of the context; then nobody else gets it for ``rest_seconds``.

        What a dead run held is taken over. Raises Busy when a living one keeps it for ``wait_seconds``.
        """
        self._take(name, wait_seconds)
        try:
            yield
        finally:
            self._leases.give(name, rest_seconds)

    def give_way(self, name: str, *, rest_seconds: float = 0.0) -> None:
        """Lets another run that waits for ``name`` have it first. Raises Busy when it does not come back."""
        if self._leases.is_wanted(name):
            self._leases.give(name, rest_seconds)
            self._take(name, wait_seconds=3600.0)

    def check(self) -> None:
        """Raises LeaseLost when this run was taken for dead."""
        if self._lost.is_set() or not self._leases.has(self._itself):
            self._lost.set()
            raise LeaseLost(
                f"{self._run_id} gave no sign of life for so long that it was taken for dead, and another "
                "run may have its place: it stops. What it has captured is loaded by the next run"
            )

    def still_living(self) -> None:
        """The same from memory while the last renewal is fresh: for every request. Raises LeaseLost."""
        if self._lost.is_set() or _uptime() - self._renewed_at > self._leases.seconds:
            self.check()

    def bury(self, tx: Transaction, run_ids: Collection[str] | None = None) -> None:
        """Closes the rows of dead runs and frees what they held: of ``run_ids``, or of all that are open.

        Under the writers' lock, which a write transaction has: no commit of the dead can be under way.
        """
        alive = {lease.run_id for lease in self._leases.held() if not self._is_dead(lease)}
        gone = [run for run in tx.records(Run, "state = 'running'") if run.run_id not in alive]
        chosen = [run for run in gone if run_ids is None or run.run_id in run_ids]
        tx.merge([replace(run, state="crashed", finished_at=now()) for run in chosen])
        self._leases.take_away([*(run.run_id for run in chosen), *(set(run_ids or ()) - alive)])

    def _take(self, name: str, wait_seconds: float) -> None:
        deadline, told = time.monotonic() + wait_seconds, False
        while other := self._leases.take(name, wish=wait_seconds > 0):
            if self._is_dead(other):
                log.warning("%s was held by %s, which is dead: taken over", name, other.run_id)
                self._bury(other.run_id)
            elif time.monotonic() >= deadline:
                raise Busy(_said(other))
            else:
                if not told and other.run_id:
                    log.info("waiting: %s", _said(other))
                told = True
                time.sleep(_POLL_SECONDS)

    def _bury(self, run_id: str) -> None:
        self._store.write(self._run_id, f"{run_id} is dead", lambda tx: self.bury(tx, [run_id]))

    def _is_dead(self, lease: Lease) -> bool:
        """Silent for too long; or gone from this machine, which can be told at once."""
        if not lease.run_id:
            return False
        machine = this_process().partition(":")[0]
        here = lease.holder.partition(":")[0] == machine
        return lease.left_seconds <= 0 or (here and is_dead(locks_folder(self._home), lease.run_id))

    def _beat(self) -> None:
        while not self._ended.wait(self._leases.seconds / RENEWALS):
            try:
                if not self._leases.renew(self._itself):
                    self._lost.set()
                    return
                self._renewed_at = _uptime()
            except StoreError as error:
                log.warning("the leases of this run were not renewed, the next try is soon: %s", error)

    def _leave(self) -> None:
        try:
            self._leases.forget(self._itself)
            self._leases.take_away([self._run_id])
            self._leases.close()
        except StoreError as error:
            log.warning("the leases of this run were not given back and will expire: %s", error)


def _uptime() -> float:
    """Seconds that go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _said(lease: Lease) -> str:
    if not lease.run_id:
        return f"{lease.name} is about to be taken by a run that waited longer"
    return (
        f"{lease.name} is held by {lease.run_id} on {lease.holder} since {lease.taken_at:%Y-%m-%d %H:%M:%S} "
        f"UTC; without a sign of life it falls free in {max(0.0, lease.left_seconds):.0f} s"
    )
