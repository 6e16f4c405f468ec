"""Group commit: what sources have ready at the same time becomes visible in one transaction.

A transaction of a few pages costs about as much as one of a few hundred: half a processor second, since some
twenty tables are written. Whoever comes to load takes with it what others have brought meanwhile, so that
many small sources cost what one does; a source that is alone waits for nobody.
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from flows.gate import BatchStopped
from flows.load import Load, load_together, pass_gate
from flows.runs import Totals
from transforms.resolution import Decisions
from warehouse.lock import LockTimeout
from warehouse.store import Store, passes

log = logging.getLogger(__name__)

MOST_PAGES = 400
"""Pages in one transaction: more make it hardly cheaper, and it has to fit into memory."""


class GroupCommit:
    """Loads what the threads of one run bring."""

    def __init__(self, store: Store, titles: dict[str, str], decisions: Decisions) -> None:
        self._store, self._titles, self._decisions = store, titles, decisions
        self._turn, self._queue_lock = threading.Lock(), threading.Lock()
        self._queue: list[tuple[Load, Future[Totals]]] = []

    def load(self, load: Load) -> Totals:
        """Commits batches and says what they brought. Raises BatchStopped."""
        done = self.submit(load)
        self.settle(done)
        return done.result()

    def submit(self, load: Load) -> "Future[Totals]":
        """Has batches committed by whoever settles next; what the quality gate stops is held back at once."""
        done = Future[Totals]()
        try:
            pass_gate(self._store, load)
        except BatchStopped as stop:
            done.set_exception(stop)
            return done
        with self._queue_lock:
            self._queue.append((load, done))
        return done

    def settle(self, done: "Future[Totals]") -> None:
        """Goes on committing until ``done`` is."""
        with self._turn:
            while not done.done():
                self._commit(self._next_group())

    def _next_group(self) -> list[tuple[Load, "Future[Totals]"]]:
        with self._queue_lock:
            group = [self._queue.pop(0)]
            pages = group[0][0].pages
            while self._queue and (pages := pages + self._queue[0][0].pages) <= MOST_PAGES:
                group.append(self._queue.pop(0))
        return group

    def _commit(self, group: Sequence[tuple[Load, "Future[Totals]"]]) -> None:
        """Commits a group; when what one brought fails, each alone, so that none suffers for another."""
        try:
            totals = load_together(self._store, [load for load, _ in group], self._titles, self._decisions)
        except BaseException as error:  # noqa: BLE001 - whoever waits must be told
            if len(group) == 1 or _is_of_the_warehouse(error):
                for _, done in group:
                    done.set_exception(error)
                return
            log.warning("%d loads failed together, each is done alone: %s", len(group), error)
            for each in group:
                self._commit([each])
            return
        for (_, done), found in zip(group, totals, strict=True):
            done.set_result(found)


def _is_of_the_warehouse(error: BaseException) -> bool:
    """Whether the catalog or the disk is the reason, for which each load alone would wait as long again."""
    return isinstance(error, OSError | LockTimeout) or passes(error.__cause__ or error)
