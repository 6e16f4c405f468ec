"""The store: opens the warehouse, runs write transactions one at a time, and reads beside them."""

import random
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from warehouse.connect import LAKE, Lake, StoreError, connect, execute_masked, first_line
from warehouse.lock import advisory_lock, file_lock
from warehouse.lost_commit import was_made
from warehouse.migrations import bring_up_to_date
from warehouse.transaction import Parameters, Transaction

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

T = TypeVar("T")
R = TypeVar("R")

PATIENCE_SECONDS = 60.0
"""How long a write goes on trying from its first failure: longer than a server takes to start again."""
LONGEST_PAUSE_SECONDS = 10.0
# What DuckDB and DuckLake say when another writer, or a server that is away, is the reason.
# A full disk or a wrong row is not here: trying again would not help.
_PASSING = (
    "database is locked", "Transaction conflict", "transaction conflict",
    "Failed to commit DuckLake transaction",
    "server closed the connection", "Connection refused", "connection to server", "terminating connection",
    "could not connect", "no connection to the server", "HTTP Error", "HTTP 50",
    "Could not establish connection", "Could not connect to server",
    "IO Error: Connection error", "the database system is", "leases of the catalog cannot be reached",
)  # fmt: skip

# A machine that lost its power says nothing: the server finds out, and frees the lock, within two minutes.
_KEEP_ALIVE = (
    "options='-c tcp_keepalives_idle=60 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=6'"
)


class Store:
    """One warehouse. Threads may share it: writes take turns, every reader has its own connection.

    ``write`` is how to change it; ``rows``, ``arrow`` and ``records`` read the newest committed snapshot.
    """

    def __init__(
        self, lake: Lake, connection: "duckdb.DuckDBPyConnection", *, read_only: bool, wait_seconds: float
    ):
        self.lake = lake
        self.read_only = read_only
        self._wait_seconds = wait_seconds
        self._connection = connection
        self._turn = threading.RLock()
        self.fence: Callable[[], None] | None = None
        """Called before each commit, under the writers' lock; what it raises takes the transaction back."""

    @classmethod
    def open(
        cls,
        catalog: str | Path,
        store: str | Path,
        *,
        read_only: bool = False,
        memory_limit: str = "256MB",
        threads: int = 2,
        wait_seconds: float = 600.0,
    ) -> "Store":
        """Opens a warehouse; a writer makes it, or brings it up to date, when that is needed.

        ``catalog`` is a file or ``postgres:WORDS``, ``store`` a folder or ``s3://bucket/prefix``; data files
        are in ``store/lake``. ``wait_seconds`` is how long a writer waits for another one.
        Raises CatalogError, NewerCatalog, StoreError or LockTimeout, each with one clear line.
        """
        lake = Lake(catalog=str(catalog), store=str(store), memory_limit=memory_limit, threads=threads)
        opened = cls(lake, connect(lake, read_only=read_only), read_only=read_only, wait_seconds=wait_seconds)
        try:
            bring_up_to_date(opened)
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Lets go of the catalog; committed data is safe whether or not this is called."""
        self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- writing ---

    def write(self, run_id: str, message: str, work: Callable[[Transaction], T]) -> T:
        """Runs ``work`` in a transaction and commits it; runs it again when the catalog was busy or away.

        ``work`` may run several times, so it must change nothing but the transaction. Where the answer to a
        commit was lost, the snapshot that it may have made is looked for before ``work`` runs again.
        """
        mark, until = uuid.uuid4().hex, float("inf")
        done: list[T] = []
        for attempt in count():
            try:
                with self.transaction(run_id, message, mark) as tx:
                    if not (done and was_made(tx, mark)):
                        done = [work(tx)]
                return done[0]
            except Exception as error:
                until = min(until, time.monotonic() + PATIENCE_SECONDS)
                if time.monotonic() > until or not passes(error):
                    raise _told(error, self.lake) from error
                time.sleep(min(LONGEST_PAUSE_SECONDS, 0.1 * 3**attempt) * random.uniform(0.5, 1.0))
                self._reconnect()
        raise AssertionError("unreachable")

    @contextmanager
    def transaction(self, run_id: str, message: str, mark: str = "") -> Iterator[Transaction]:
        """One write transaction: all of it becomes visible at the end of the block, or none.

        Waits for other writers. The snapshot that it makes carries ``run_id``, ``message`` and ``mark``.
        Prefer ``write``, which also tries again.
        """
        with self._turn, self._lock(run_id):
            self._connection.execute("BEGIN")
            tx = Transaction(self._connection)
            try:
                yield tx
                tx.describe(run_id, message, mark)
                if self.fence:
                    self.fence()
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def locked(self, who: str) -> Iterator["duckdb.DuckDBPyConnection"]:
        """The connection under the writers' lock, outside a transaction: for maintenance."""
        with self._turn, self._lock(who):
            yield self._connection

    def _lock(self, who: str) -> AbstractContextManager[None]:
        if self.lake.on_postgres:
            cursor = self._lock_connection()
            return advisory_lock(cursor, "hoptac_lock", who, self._wait_seconds)
        path = self.lake.catalog_file.with_name(self.lake.catalog_file.name + ".lock")
        return file_lock(path, who, self._wait_seconds)

    def _lock_connection(self) -> "duckdb.DuckDBPyConnection":
        cursor = self._connection.cursor()
        words = f"{self.lake.libpq} {_KEEP_ALIVE}" if "options" not in self.lake.libpq else self.lake.libpq
        quoted = words.replace("'", "''")
        execute_masked(cursor, f"ATTACH IF NOT EXISTS '{quoted}' AS hoptac_lock (TYPE postgres, READ_ONLY)")
        return cursor

    def _roll_back(self) -> None:
        import duckdb

        try:
            self._connection.execute("ROLLBACK")
        except duckdb.Error:
            # A failed COMMIT has ended the transaction already.
            return

    def _reconnect(self) -> None:
        """A server that went away leaves connections that never work again; a file does not.

        Whoever reads in other threads meanwhile reads by this connection.
        """
        if not self.lake.on_postgres:
            return
        with self._turn:
            self._connection.close()
            try:
                self._connection = connect(self.lake, read_only=self.read_only)
            except StoreError:
                # Still away: the next attempt fails on the closed connection and comes back here.
                return

    # --- reading ---

    @contextmanager
    def reader(self) -> Iterator["duckdb.DuckDBPyConnection"]:
        """A connection of its own that sees the newest snapshot; for one thread."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(f"USE {LAKE}")
            yield cursor
        finally:
            cursor.close()

    def rows(self, sql: str, parameters: Parameters = None) -> list[tuple[Any, ...]]:
        """Rows of a query on the newest snapshot; ``parameters`` for ? (a list) or $name (a dict)."""
        with self.reader() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def arrow(self, sql: str, parameters: Parameters = None) -> "pa.Table":
        """The same as an Arrow table."""
        with self.reader() as cursor:
            return cursor.execute(sql, parameters).to_arrow_table()

    def records(self, record_type: type[R], where: str = "true", parameters: Parameters = None) -> list[R]:
        """Rows of the table of ``record_type`` as records."""
        with self.reader() as cursor:
            return Transaction(cursor).records(record_type, where, parameters)

    def snapshot_id(self) -> int:
        """The newest committed snapshot."""
        return int(self.rows(f"SELECT max(snapshot_id) FROM ducklake_snapshots('{LAKE}')")[0][0])


def passes(error: BaseException) -> bool:
    """Whether another writer, or a server that is away, is the reason, so that trying again may help."""
    return any(words in str(error) for words in _PASSING) or "Connection already closed" in str(error)


def _told(error: Exception, lake: Lake) -> Exception:
    import duckdb

    if not isinstance(error, duckdb.Error):
        return error
    full = next((folder for folder in lake.folders if _is_full(folder)), None)
    why = f"no room is left in {full}; make room and run again" if full else first_line(error)
    return StoreError(f"the warehouse was not changed: {why}")


_ROOM = 1_000_000  # bytes; less does not hold a commit


def _is_full(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free < _ROOM
