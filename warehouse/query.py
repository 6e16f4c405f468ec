"""Answers SQL on a warehouse, read-only for certain, of the newest snapshot or of an earlier one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warehouse.connect import LAKE, Lake, StoreError, connect, first_line
from warehouse.migrations import check_version
from warehouse.record import record
from warehouse.schema import quote
from warehouse.sql_guard import QueryError, RefusedQuery, check

if TYPE_CHECKING:
    import duckdb

__all__ = ["Answer", "Console", "QueryError", "RefusedQuery", "read_at"]

ROWS_AT_ONCE = 1000


@record
class Answer:
    """Columns of a result and the connection that its rows are still to be read from, once."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    result: "duckdb.DuckDBPyConnection"

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, a thousand at a time."""
        while found := self.result.fetchmany(ROWS_AT_ONCE):
            yield from found


class Console:
    """A locked connection to a warehouse: it reads, and can do nothing else.

    ``at`` is a snapshot number or a time (ISO 8601, UTC unless it says otherwise).
    """

    def __init__(self, lake: Lake, *, at: str | None = None, seconds: float = 300.0):
        self._seconds = seconds
        try:
            self._connection = connect(lake, read_only=True, at=read_at(at))
        except StoreError as error:
            if at is not None and "snapshot" in str(error).lower():
                raise QueryError(
                    f"there is no snapshot at {at}: snapshots that are kept are in ducklake_snapshots('lake')"
                ) from error
            raise
        check_version(lake, lambda sql: self._connection.execute(sql).fetchall())
        _lock(self._connection, lake)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "Console":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def ask(self, sql: str) -> Iterator[Answer]:
        """Answers one statement; the answer is good inside the ``with`` block, under the time limit.

        Raises RefusedQuery for what does more than read, QueryError for what cannot be answered.
        """
        import duckdb

        cursor = self._connection.cursor()
        cursor.execute(f"USE {LAKE}")
        expired = threading.Event()
        timer = threading.Timer(self._seconds, _interrupt, (cursor, expired))
        timer.daemon = True
        timer.start()
        try:
            check(cursor, sql, known=lambda: _relations(cursor))
            result = cursor.execute(sql)
            described = result.description or []
            yield Answer(
                columns=tuple(str(column[0]) for column in described),
                types=tuple(str(column[1]) for column in described),
                result=result,
            )
        except duckdb.PermissionException as error:
            raise RefusedQuery(first_line(error)) from error
        except duckdb.Error as error:
            raise QueryError(self._told(error, expired.is_set())) from error
        finally:
            timer.cancel()
            cursor.close()

    def _told(self, error: Exception, expired: bool) -> str:
        if expired:
            return f"the query took longer than {self._seconds:g} s: narrow it, or raise HOPTAC_QUERY_SECONDS"
        if "Out of Memory" in str(error) or "out of memory" in str(error):
            return "the query needs more memory than allowed: narrow it, or raise HOPTAC_MEMORY_LIMIT"
        return first_line(error) + _candidates(str(error))


def _interrupt(cursor: "duckdb.DuckDBPyConnection", expired: threading.Event) -> None:
    expired.set()
    cursor.interrupt()


def read_at(at: str | None) -> str | None:
    """The ATTACH option for a moment: ``SNAPSHOT_VERSION n`` or ``SNAPSHOT_TIME 't'``. Raises QueryError."""
    if at is None:
        return None
    if at.isdigit():
        return f"SNAPSHOT_VERSION {int(at)}"
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise QueryError(
            f"--at {at}: give a snapshot number or a time such as 2026-01-31T12:00:00Z"
        ) from error
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"SNAPSHOT_TIME {quote(aware.astimezone(UTC).isoformat())}"


def _lock(connection: "duckdb.DuckDBPyConnection", lake: Lake) -> None:
    """From here on: no files but the lake's own, no extensions, no change of settings."""
    connection.execute(f"SET allowed_directories = [{quote(lake.data_path)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _relations(cursor: "duckdb.DuckDBPyConnection") -> list[str]:
    found = cursor.execute(
        f"""SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = '{LAKE}'
        UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = '{LAKE}'"""
    ).fetchall()
    return [name if schema == "main" else f"{schema}.{name}" for schema, name in found]


def _candidates(message: str) -> str:
    """DuckDB's own suggestions for a misspelt column, brought to one line."""
    for line in message.splitlines()[1:]:
        if line.startswith(("Candidate", "Did you mean")):
            return "; " + line[0].lower() + line[1:].strip()
    return ""
