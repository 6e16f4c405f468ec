"""Puts a rebuilt warehouse in the place of the live one, in one transaction."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from warehouse.record import TABLES, Table, record
from warehouse.schema import arrow_schema
from warehouse.store import Store
from warehouse.transaction import Transaction, id_table

if TYPE_CHECKING:
    import pyarrow as pa

KEPT = frozenset([
    "runs", "quality_checks", "alarms", "state.windows", "state.imports", "state.intervals",
    "state.superseded_programs",
])  # fmt: skip
"""Tables that captures do not hold, and which stay as they are."""

_ROWS = 20_000


@record
class Change:
    """Rows of a table before and after."""

    table: str
    before: int
    after: int


def replaced_tables() -> list[Table]:
    return [table for name, table in TABLES.items() if name not in KEPT]


def compare(live: Store, made: Store) -> list[Change]:
    """Row counts of both, table by table."""
    return [
        Change(table=table.qualified_name, before=_count(live, table), after=_count(made, table))
        for table in replaced_tables()
    ]


def put_rows(tx: Transaction, made: Store) -> None:
    """Makes the rows of ``made`` the rows of the warehouse, a piece at a time.

    Readers see all of it once the transaction is committed, or nothing; earlier snapshots stay.
    """
    for table in replaced_tables():
        kept = _kept_runs(tx) if table.name == "coverage_counts" else []
        _delete_but(tx, table, kept)
        for rows in _pieces(made, table, kept):
            tx.append_arrow(table, rows)


def _kept_runs(tx: Transaction) -> list[str]:
    """Backfills: which day a request was meant for is in the ledger, and not in the captures."""
    return [row[0] for row in tx.rows("SELECT run_id FROM runs WHERE kind = 'backfill'")]


def _delete_but(tx: Transaction, table: Table, kept: list[str]) -> None:
    if not kept:
        tx.execute(f"DELETE FROM {table.schema}.{table.name}")
        return
    with tx.given(id_table(kept)) as runs:
        tx.execute(f"DELETE FROM {table.schema}.{table.name} WHERE run_id NOT IN (FROM {runs})")


def _pieces(made: Store, table: Table, kept: list[str]) -> "Iterator[pa.Table]":
    """The rows of a table as Arrow tables of bounded size."""
    import pyarrow as pa

    schema = arrow_schema(table.record)
    columns = ", ".join(f'"{name}"' for name in table.columns())
    with made.reader() as cursor:
        where = "WHERE run_id NOT IN (SELECT unnest(?))" if kept else ""
        found = cursor.execute(
            f"SELECT {columns} FROM {table.schema}.{table.name} {where}", [kept] if kept else None
        )
        for batch in found.fetch_record_batch(_ROWS):
            if batch.num_rows:
                yield pa.Table.from_batches([batch]).cast(schema)


def _count(store: Store, table: Table) -> int:
    return int(store.rows(f"SELECT count(*) FROM {table.schema}.{table.name}")[0][0])
