"""Keeps the warehouse small and quick: compaction, snapshot expiry, removal of files that nobody needs.

Runs under the writers' lock, beside readers: files that a reader may still have open are removed a grace period
after they went out of use. Each step is a transaction of DuckLake's; row counts and keys are compared around it.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from warehouse.connect import LAKE, StoreError
from warehouse.record import TABLES, Table, record
from warehouse.store import Store

if TYPE_CHECKING:
    import duckdb

Clock = Callable[[], datetime]
Report = Callable[[str], None]
# A data file in which more than this share of rows is deleted is written anew.
DELETED_SHARE = 0.2


@record
class Maintained:
    """Files and snapshots before and after, and what was removed."""

    files_before: int
    files_after: int
    snapshots_before: int
    snapshots_after: int
    removed_files: int
    orphans: int


class MaintenanceError(StoreError):
    """A step changed rows; the message names the table. The snapshots before it are still there."""


def maintain(
    store: Store,
    *,
    keep: timedelta = timedelta(days=30),
    grace: timedelta = timedelta(hours=1),
    orphan_age: timedelta = timedelta(days=1),
    now: Clock = lambda: datetime.now(UTC),
    report: Report = lambda _: None,
) -> Maintained:
    """Compacts, expires snapshots older than ``keep``, and removes files out of use for ``grace``.

    ``orphan_age`` is how old a file that no snapshot knows must be: younger ones may belong to a commit under way
    on another machine. Raises MaintenanceError when a step changed the rows of a table.
    """
    with store.locked("maintain") as connection:
        files, snapshots = _files(connection), _snapshots(connection)
        for words, step in _compaction():
            report(words)
            _verified(connection, step)
        report("expire snapshots")
        _verified(connection, f"CALL ducklake_expire_snapshots('{LAKE}', older_than => {_moment(now() - keep)})")
        report("remove files")
        removed = _verified(
            connection, f"CALL ducklake_cleanup_old_files('{LAKE}', older_than => {_moment(now() - grace)})"
        )
        orphans = _verified(
            connection, f"CALL ducklake_delete_orphaned_files('{LAKE}', older_than => {_moment(now() - orphan_age)})"
        )
        return Maintained(
            files_before=files, files_after=_files(connection), snapshots_before=snapshots,
            snapshots_after=_snapshots(connection), removed_files=removed, orphans=orphans,
        )  # fmt: skip


def _compaction() -> Iterator[tuple[str, str]]:
    yield "write out small inserts", f"CALL ducklake_flush_inlined_data('{LAKE}')"
    yield "drop deleted rows", f"CALL ducklake_rewrite_data_files('{LAKE}', delete_threshold => {DELETED_SHARE})"
    yield "join small files", f"CALL ducklake_merge_adjacent_files('{LAKE}')"


def _verified(connection: "duckdb.DuckDBPyConnection", step: str) -> int:
    """Runs a step in a transaction that is committed only if every table holds the same rows as before."""
    connection.execute("BEGIN")
    try:
        before = _contents(connection)
        done = connection.execute(step).fetchall()
        _must_equal(before, _contents(connection))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return len(done)


def _must_equal(before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]) -> None:
    for name, contents in before.items():
        if after[name] != contents:
            raise MaintenanceError(f"{name}: {contents[0]} rows before and {after[name][0]} after; nothing was changed")


def _contents(connection: "duckdb.DuckDBPyConnection") -> dict[str, tuple[int, int]]:
    """Rows and a hash of the keys of each table; of all columns where it has no key."""
    return {name: _content(connection, table) for name, table in TABLES.items()}


def _content(connection: "duckdb.DuckDBPyConnection", table: Table) -> tuple[int, int]:
    columns = ", ".join(f'"{column}"' for column in table.key or table.columns())
    found = connection.execute(
        f"SELECT count(*), coalesce(bit_xor(hash({columns})), 0) FROM {LAKE}.{table.schema}.{table.name}"
    ).fetchone()
    assert found
    return int(found[0]), int(found[1])


def _files(connection: "duckdb.DuckDBPyConnection") -> int:
    """Data and delete files of the newest snapshot."""
    found = connection.execute(
        f"SELECT coalesce(sum(file_count + delete_file_count), 0) FROM ducklake_table_info('{LAKE}')"
    ).fetchone()
    return int(found[0]) if found else 0


def _snapshots(connection: "duckdb.DuckDBPyConnection") -> int:
    found = connection.execute(f"SELECT count(*) FROM ducklake_snapshots('{LAKE}')").fetchone()
    return int(found[0]) if found else 0


def _moment(at: datetime) -> str:
    return f"TIMESTAMPTZ '{at.astimezone(UTC).isoformat()}'"
