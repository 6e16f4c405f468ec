"""Keeps the warehouse small and quick: compaction, snapshot expiry, removal of files that nobody needs.

Runs under the writers' lock, beside readers: files that a reader may still have open are removed a grace
period after they went out of use. Each step is a transaction, committed only if every table still holds as
many rows with the same keys.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from warehouse.connect import CATALOG, LAKE, StoreError
from warehouse.record import TABLES, Table, record
from warehouse.store import Store

if TYPE_CHECKING:
    import duckdb

Clock = Callable[[], datetime]
Report = Callable[[str], None]
_Contents = dict[str, tuple[int, int]]
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

    ``orphan_age`` is how old a file that no snapshot knows must be: younger ones may belong to a commit under
    way on another machine. Raises MaintenanceError when a step changed the rows of a table.
    """
    with store.locked("maintain") as connection:
        files, snapshots = _files(connection), _snapshots(connection)
        contents = _contents(connection)
        for words, step in (*_COMPACTION, ("expire snapshots", _expiry(connection, now() - keep))):
            report(words)
            _verified(connection, step, contents)
        report("remove files")
        removed = _verified(connection, _removal(connection, now() - grace), contents)
        orphans = _verified(connection, _orphan_removal(now() - orphan_age), contents)
        return Maintained(
            files_before=files, files_after=_files(connection), snapshots_before=snapshots,
            snapshots_after=_snapshots(connection), removed_files=removed, orphans=orphans,
        )  # fmt: skip


_COMPACTION = (
    ("write out small inserts", f"CALL ducklake_flush_inlined_data('{LAKE}')"),
    ("drop deleted rows", f"CALL ducklake_rewrite_data_files('{LAKE}', delete_threshold => {DELETED_SHARE})"),
    ("join small files", f"CALL ducklake_merge_adjacent_files('{LAKE}')"),
)


def _expiry(connection: "duckdb.DuckDBPyConnection", before: datetime) -> str | None:
    """Expires by number: ``older_than`` compares text on SQLite catalogs, where a day is the finest step."""
    found = connection.execute(
        f"""SELECT snapshot_id FROM ducklake_snapshots('{LAKE}') WHERE snapshot_time < {_moment(before)}
        AND snapshot_id < (SELECT max(snapshot_id) FROM ducklake_snapshots('{LAKE}')) ORDER BY 1"""
    ).fetchall()
    versions = ", ".join(str(row[0]) for row in found)
    return f"CALL ducklake_expire_snapshots('{LAKE}', versions => [{versions}])" if versions else None


def _removal(connection: "duckdb.DuckDBPyConnection", before: datetime) -> str | None:
    """All files out of use when even the last went out before; else those of the days before that day."""
    found = connection.execute(
        f"""SELECT max(schedule_start::TIMESTAMPTZ)
        FROM {CATALOG}.ducklake_files_scheduled_for_deletion"""
    ).fetchone()
    if not found or found[0] is None:
        return None
    if found[0] <= before:
        return f"CALL ducklake_cleanup_old_files('{LAKE}', cleanup_all => true)"
    day_before = before.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    return f"CALL ducklake_cleanup_old_files('{LAKE}', older_than => {_moment(day_before)})"


def _orphan_removal(before: datetime) -> str:
    return f"CALL ducklake_delete_orphaned_files('{LAKE}', older_than => {_moment(before)})"


def _verified(connection: "duckdb.DuckDBPyConnection", step: str | None, contents: _Contents) -> int:
    """Runs a step in a transaction that is committed only if the tables hold what they held."""
    if step is None:
        return 0
    connection.execute("BEGIN")
    try:
        done = connection.execute(step).fetchall()
        for name, before in contents.items():
            _must_equal(name, before, _content(connection, TABLES[name]))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return len(done)


def _must_equal(name: str, before: tuple[int, int], after: tuple[int, int]) -> None:
    if before != after:
        raise MaintenanceError(
            f"{name}: {before[0]} rows before and {after[0]} after; the step was taken back"
        )


def _contents(connection: "duckdb.DuckDBPyConnection") -> _Contents:
    """Rows and a hash of the keys of each table that is not empty; of all columns where it has no key."""
    found = {name: _content(connection, table) for name, table in TABLES.items()}
    return {name: content for name, content in found.items() if content[0]}


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
