"""Leases: which run holds what, told to every machine that shares the catalog.

A lease has a name, a holder and an expiry that its holder puts off while it works. It lies in a plain table
beside DuckLake's: for a file catalog in a SQLite file of its own (a commit of DuckLake fails when another
connection writes to its catalog meanwhile), for PostgreSQL in the same database and by that server's clock.
The method is that of leases with fencing (Gray and Cheriton 1989; Kleppmann 2016): an expired lease is taken
away under the writers' lock only, and a commit looks under that lock whether its run still has one.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from warehouse.connect import Lake, StoreError, execute_masked, first_line, load_extension, unsigned_allowed
from warehouse.record import record

CREATE = """CREATE TABLE IF NOT EXISTS hoptac_leases (
    name TEXT PRIMARY KEY, run_id TEXT NOT NULL, holder TEXT NOT NULL, taken_at DOUBLE PRECISION NOT NULL,
    expires_at DOUBLE PRECISION NOT NULL, free_at DOUBLE PRECISION NOT NULL,
    wanted_by TEXT NOT NULL, wanted_until DOUBLE PRECISION NOT NULL)"""
WISH_SECONDS = 5.0
"""How long one that was refused is served before others, unless it asks again."""


@record
class Lease:
    """A lease that is held. ``left_seconds`` is the time to its expiry by the catalog's clock."""

    name: str
    run_id: str
    holder: str
    taken_at: datetime
    left_seconds: float


class LeaseLost(Exception):
    """The run was taken for dead, and another has its place: it must not commit."""


class Leases:
    """The leases of one warehouse, as one run sees them. Threads may share it."""

    def __init__(self, lake: Lake, run_id: str, holder: str, seconds: float) -> None:
        self.run_id, self.holder, self.seconds = run_id, holder, seconds
        self._table: _LeaseTable = _OnPostgres(lake) if lake.on_postgres else _OnFile(lake)

    def close(self) -> None:
        self._table.close()

    def take(self, name: str, *, wish: bool = False) -> Lease | None:
        """Takes a lease that nobody has; gives None then, else that which stands in the way.

        A ``wish`` is kept for some seconds: the next to get the lease is the first that wished for it.
        """
        me, now = _quoted(self.run_id), self._table.now
        values = f"{me}, {_quoted(self.holder)}, {now}, {now} + {self.seconds}, 0, '', 0"
        free = f"""hoptac_leases.run_id = '' AND hoptac_leases.free_at <= {now}
            AND (hoptac_leases.wanted_by IN ('', {me}) OR hoptac_leases.wanted_until < {now})"""
        found = self._table.run(
            [f"""INSERT INTO hoptac_leases VALUES ({_quoted(name)}, {values})
                ON CONFLICT (name) DO UPDATE SET run_id = excluded.run_id, holder = excluded.holder,
                    taken_at = excluded.taken_at, expires_at = excluded.expires_at, wanted_by = ''
                WHERE hoptac_leases.run_id = {me} OR ({free})""",
             f"""UPDATE hoptac_leases SET wanted_by = {me}, wanted_until = {now} + {WISH_SECONDS}
                WHERE {wish} AND name = {_quoted(name)} AND run_id <> {me}
                AND (wanted_by IN ('', {me}) OR wanted_until < {now})"""],
            f"{self._select} WHERE name = {_quoted(name)}",
        )  # fmt: skip
        lease = _lease(found[0])
        return None if lease.run_id == self.run_id else lease

    def give(self, name: str, rest_seconds: float = 0.0) -> None:
        """Lets a lease go; nobody else gets it before ``rest_seconds`` have passed."""
        self._table.run([
            f"""UPDATE hoptac_leases SET run_id = '', free_at = {self._table.now} + {rest_seconds}
            WHERE name = {_quoted(name)} AND run_id = {_quoted(self.run_id)}"""
        ])  # fmt: skip

    def is_wanted(self, name: str) -> bool:
        """Whether another run has asked for a lease that this one holds."""
        found = self._table.run([], f"""SELECT 1 FROM hoptac_leases WHERE name = {_quoted(name)}
            AND run_id = {_quoted(self.run_id)} AND wanted_by <> '' AND wanted_until >= {self._table.now}""")
        return bool(found)

    def renew(self, name: str) -> bool:
        """Puts off the expiry of all that the run holds; tells whether it still has the lease ``name``."""
        mine = f"WHERE run_id = {_quoted(self.run_id)}"
        return bool(self._table.run(
            [f"UPDATE hoptac_leases SET expires_at = {self._table.now} + {self.seconds} {mine}"],
            f"SELECT 1 FROM hoptac_leases {mine} AND name = {_quoted(name)}",
        ))  # fmt: skip

    def has(self, name: str) -> bool:
        """Whether the run has the lease. Expired is not lost: lost is what was taken away."""
        return bool(self._table.run([], f"""SELECT 1 FROM hoptac_leases
            WHERE run_id = {_quoted(self.run_id)} AND name = {_quoted(name)}"""))

    def held(self) -> list[Lease]:
        """All leases that runs hold, expired ones included."""
        rows = self._table.run([], f"{self._select} WHERE run_id <> '' ORDER BY name")
        return [_lease(row) for row in rows]

    def take_away(self, run_ids: Sequence[str]) -> None:
        """Frees what dead runs hold. Call it under the writers' lock: no commit of theirs goes on then."""
        if not run_ids:
            return
        dead = ", ".join(_quoted(run_id) for run_id in run_ids)
        self._table.run([f"UPDATE hoptac_leases SET run_id = '', free_at = 0 WHERE run_id IN ({dead})"])

    def forget(self, name: str) -> None:
        """Removes a name that is not going to be used again."""
        self._table.run([f"DELETE FROM hoptac_leases WHERE name = {_quoted(name)}"])

    @property
    def _select(self) -> str:
        return f"SELECT name, run_id, holder, taken_at, expires_at - {self._table.now} FROM hoptac_leases"


def _lease(row: Sequence[Any]) -> Lease:
    name, run_id, holder, taken_at, left = row
    return Lease(
        name=name, run_id=run_id, holder=holder, taken_at=datetime.fromtimestamp(taken_at, UTC),
        left_seconds=float(left),
    )  # fmt: skip


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''").replace("\0", "") + "'"


# --- where the table is -----------------------------------------------------------------------


def _unreachable(why: str) -> StoreError:
    return StoreError(f"the leases of the catalog cannot be reached: {why}")


class _LeaseTable(Protocol):
    now: str
    """SQL of the present in seconds since 1970."""

    def run(self, statements: Sequence[str], query: str | None = None) -> list[tuple[Any, ...]]:
        """Runs statements and a query in one transaction; gives the rows of the query."""
        ...

    def close(self) -> None: ...


class _OnFile:
    """A SQLite file beside the catalog. It never waits for the disk: a power cut ends all holders."""

    now = "(julianday('now') - 2440587.5) * 86400.0"

    def __init__(self, lake: Lake) -> None:
        self._lock = threading.Lock()
        path = lease_file(lake)
        try:
            self._connection = sqlite3.connect(
                path, timeout=60, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(CREATE)
        except sqlite3.Error as error:
            raise StoreError(f"{path}: {error}; while no run goes on, it may be deleted") from error

    def run(self, statements: Sequence[str], query: str | None = None) -> list[tuple[Any, ...]]:
        with self._lock, self._transaction():
            for statement in statements:
                self._connection.execute(statement)
            return self._connection.execute(query).fetchall() if query else []

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise _unreachable(str(error)) from error

    def close(self) -> None:
        self._connection.close()


def lease_file(lake: Lake) -> Path:
    """Where the leases of a file catalog are."""
    return lake.catalog_file.with_name(lake.catalog_file.name + ".leases")


class _OnPostgres:
    """A table in the catalog's database, on a connection of its own: the store's is busy for minutes."""

    now = "extract(epoch FROM clock_timestamp())::double precision"

    def __init__(self, lake: Lake) -> None:
        self._lake, self._lock = lake, threading.Lock()
        self._connection: Any = None
        self.run([CREATE])

    def run(self, statements: Sequence[str], query: str | None = None) -> list[tuple[Any, ...]]:
        import duckdb

        with self._lock:
            try:
                return self._run(statements, query)
            except duckdb.Error as error:
                self._disconnect()  # a connection that was cut never works again
                raise _unreachable(first_line(error)) from error

    def _run(self, statements: Sequence[str], query: str | None) -> list[tuple[Any, ...]]:
        connection = self._connected()
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(f"CALL postgres_execute('leases', {_quoted(statement)})")
        rows = []
        if query:
            rows = connection.execute(f"FROM postgres_query('leases', {_quoted(query)})").fetchall()
        connection.execute("COMMIT")
        return rows

    def _connected(self) -> Any:
        import duckdb

        if self._connection is None:
            self._connection = duckdb.connect(config={
                "memory_limit": "64MB", "threads": 1,
                "allow_unsigned_extensions": unsigned_allowed(self._lake),
            })  # fmt: skip
            load_extension(self._connection, "postgres_scanner")
            execute_masked(
                self._connection,
                f"ATTACH {_quoted(self._lake.libpq)} AS leases "
                "(TYPE postgres, ISOLATION_LEVEL 'READ COMMITTED')",
            )
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def close(self) -> None:
        with self._lock:
            self._disconnect()
