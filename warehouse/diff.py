"""What was added, changed and withdrawn between two snapshots, table by table."""

from typing import TYPE_CHECKING

from warehouse.connect import LAKE, Lake, connect
from warehouse.query import QueryError, read_at
from warehouse.record import TABLES, VIEWS, Table, record

if TYPE_CHECKING:
    import duckdb

# Columns that change whenever an article is seen again: no news for a reader of the difference.
_SEEN = frozenset({"last_seen_at"})


@record
class Difference:
    """Rows of one table that one snapshot has and the other has not, and rows that differ, by key."""

    table: str
    added: int
    changed: int
    withdrawn: int
    examples: tuple[tuple[str, str], ...]  # (added, changed, withdrawn or merged: what became of it; key)


def diff(lake: Lake, before: str, after: str, *, examples: int = 5) -> list[Difference]:
    """Compares the public tables with a key, and the programs, at two snapshots (numbers or times).

    Programs whose id became another's are counted as withdrawn, and named as merged among the examples.
    Raises QueryError when one of the snapshots is not kept.
    """
    tables = [
        table
        for table in (*VIEWS.values(), *TABLES.values())
        if table.key and (table.schema == "main" or table.name == "programs")
    ]
    with connect(lake, read_only=True) as connection:
        moments = [_moment(connection, at) for at in (before, after)]
        return [_compare(connection, table, moments, examples) for table in tables if table.name != "runs"]


def _moment(connection: "duckdb.DuckDBPyConnection", at: str) -> int:
    """The number of the snapshot that stood at ``at``."""
    option = read_at(at) or ""
    which = (
        f"snapshot_id = {int(at)}"
        if at.isdigit()
        else f"snapshot_time <= {option.removeprefix('SNAPSHOT_TIME ')}"
    )
    found = connection.execute(
        f"SELECT max(snapshot_id) FROM ducklake_snapshots('{LAKE}') WHERE {which}"
    ).fetchone()
    if not found or found[0] is None:
        raise QueryError(
            f"there is no snapshot at {at}: `SELECT * FROM lake.snapshots()` lists those that are kept"
        )
    return int(found[0])


def _compare(
    connection: "duckdb.DuckDBPyConnection", table: Table, moments: list[int], examples: int
) -> Difference:
    found = connection.execute(_statement(table, *moments)).fetchall()
    fates = [row[0] for row in found]
    shown = [
        (fate, key) for wanted in _FATES for fate, key in [r for r in found if r[0] == wanted][:examples]
    ]
    return Difference(
        table=table.name,
        added=fates.count("added"),
        changed=fates.count("changed"),
        withdrawn=fates.count("withdrawn") + fates.count("merged"),
        examples=tuple(shown),
    )


_FATES = ("added", "changed", "merged", "withdrawn")


def _statement(table: Table, before: int, after: int) -> str:
    place = f"{LAKE}.{table.schema}.{table.name}"
    columns = [column for column in table.columns() if column not in table.key and column not in _SEEN]
    key = ", ".join(f'"{column}"' for column in table.key)
    shown = "concat_ws(' ', " + key + ")"
    differs = " OR ".join(f'b."{column}" IS DISTINCT FROM a."{column}"' for column in columns) or "false"
    first = f'"{table.key[0]}"'
    gone = "'withdrawn'"
    if table.name == "programs":
        gone = f"""CASE WHEN coalesce(b.program_id, a.program_id) IN
            (SELECT program_id FROM {LAKE}.state.superseded_programs AT (VERSION => {after}))
            THEN 'merged' ELSE 'withdrawn' END"""
    return f"""SELECT
        CASE WHEN b.{first} IS NULL THEN 'added' WHEN a.{first} IS NULL THEN {gone} ELSE 'changed' END,
        {shown} FROM (FROM {place} AT (VERSION => {before})) b
        FULL JOIN (FROM {place} AT (VERSION => {after})) a USING ({key})
        WHERE b.{first} IS NULL OR a.{first} IS NULL OR {differs} ORDER BY 2"""
