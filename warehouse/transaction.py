"""What can be done inside one write transaction: append, merge, replace, delete, read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from warehouse.connect import LAKE
from warehouse.record import Table, columns_of
from warehouse.schema import from_row, table_of, to_arrow

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

R = TypeVar("R")
Parameters = Sequence[Any] | Mapping[str, Any] | None


class Transaction:
    """An open transaction. Reads see what it has written so far."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection"):
        self._connection = connection

    # --- writing ---

    def append(self, rows: Iterable[Any]) -> int:
        """Adds records of one type to their table; gives their number. Raises SchemaError."""
        rows = list(rows)
        if not rows:
            return 0
        table = table_of(type(rows[0]))
        return self.append_arrow(table, to_arrow(table.record, rows))

    def append_arrow(self, table: Table, rows: "pa.Table") -> int:
        """Adds an Arrow table whose columns are those of ``table``."""
        with self.given(rows) as name:
            self._connection.execute(f"INSERT INTO {_place(table)} BY NAME FROM {name}")
        return int(rows.num_rows)

    def merge(self, rows: Iterable[Any]) -> int:
        """Inserts records whose key is new and rewrites those that differ; gives how many it touched.

        Of several rows with one key the last counts.
        """
        rows = list(rows)
        if not rows:
            return 0
        table = table_of(type(rows[0]))
        newest = {tuple(getattr(row, part) for part in table.key): row for row in rows}
        return self.merge_arrow(table, to_arrow(table.record, newest.values()))

    def merge_arrow(self, table: Table, rows: "pa.Table") -> int:
        """The same from an Arrow table with unique keys."""
        if not table.key:
            raise ValueError(f"{table.qualified_name} has no key: append to it")
        with self.given(rows) as name:
            found = self._connection.execute(_merge_statement(table, name)).fetchone()
        return int(found[0]) if found else 0

    def replace(self, record_type: type, column: str, ids: Iterable[Any], rows: Iterable[Any]) -> None:
        """Makes ``rows`` the only rows whose ``column`` is one of ``ids``; equal rows stay as they are."""
        table, rows = table_of(record_type), list(rows)
        if not table.key:
            self.delete(record_type, column, ids)
            self.append(rows)
            return
        with self.given(to_arrow(record_type, rows)) as name:
            same_key = " AND ".join(f't."{part}" = n."{part}"' for part in table.key)
            self._delete(table, column, ids, f"AND NOT EXISTS (FROM {name} n WHERE {same_key})")
        self.merge(rows)

    def delete(self, record_type: type, column: str, ids: Iterable[Any]) -> None:
        """Removes the rows whose ``column`` is one of ``ids``."""
        self._delete(table_of(record_type), column, ids)

    def _delete(self, table: Table, column: str, ids: Iterable[Any], condition: str = "") -> None:
        if not (listed := list(ids)):
            return
        with self.given(id_table(listed)) as wanted:
            self._connection.execute(
                f'DELETE FROM {_place(table)} t WHERE t."{column}" IN (FROM {wanted}) {condition}'
            )

    @property
    def connection(self) -> "duckdb.DuckDBPyConnection":
        """For functions that take a connection, whether there is a transaction or not."""
        return self._connection

    def execute(self, sql: str, parameters: Parameters = None) -> "duckdb.DuckDBPyConnection":
        """Runs one statement of SQL."""
        return self._connection.execute(sql, parameters)

    # --- reading ---

    def rows(self, sql: str, parameters: Parameters = None) -> list[tuple[Any, ...]]:
        """Rows of a query; for long lists of ids see ``given`` and ``id_table``."""
        return self._connection.execute(sql, parameters).fetchall()

    def records(self, record_type: type[R], where: str = "true", parameters: Parameters = None) -> list[R]:
        """Rows of the table of ``record_type`` as records."""
        names = list(columns_of(record_type))
        columns = ", ".join(f'"{name}"' for name in names)
        found = self.rows(f"SELECT {columns} FROM {_place(table_of(record_type))} WHERE {where}", parameters)
        return [from_row(record_type, names, row) for row in found]

    # --- parts ---

    def given(self, rows: "pa.Table") -> "_Given":
        """Lets SQL see an Arrow table under the name that the ``with`` block gets."""
        return _Given(self._connection, rows)

    def describe(self, run_id: str, message: str, mark: str = "") -> None:
        """Writes who made the snapshot and why, and a mark that tells it from all others."""
        extra = json.dumps({"run_id": run_id, "mark": mark} if mark else {"run_id": run_id})
        self._connection.execute(
            f"CALL {LAKE}.set_commit_message(?, ?, extra_info => ?)", ["hoptac", message, extra]
        )


class _Given:
    _count = 0

    def __init__(self, connection: "duckdb.DuckDBPyConnection", rows: "pa.Table"):
        _Given._count += 1
        self._name = f"given_{_Given._count}"
        self._connection, self._rows = connection, rows

    def __enter__(self) -> str:
        self._connection.register(self._name, self._rows)
        return self._name

    def __exit__(self, *_: object) -> None:
        self._connection.unregister(self._name)


def id_table(ids: Iterable[Any]) -> "pa.Table":
    """Ids as a table of one column, for ``given``: a list as a parameter costs 0.3 ms for each item."""
    import pyarrow as pa

    return pa.table({"id": list(ids)})


def _place(table: Table) -> str:
    return f"{LAKE}.{table.schema}.{table.name}"


def _merge_statement(table: Table, name: str) -> str:
    columns = list(table.columns())
    others = [column for column in columns if column not in table.key]
    on = " AND ".join(f't."{column}" = n."{column}"' for column in table.key)
    differs = " OR ".join(f't."{column}" IS DISTINCT FROM n."{column}"' for column in others)
    update = ", ".join(f'"{column}" = n."{column}"' for column in others)
    listed = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f'n."{column}"' for column in columns)
    matched = f"WHEN MATCHED AND ({differs}) THEN UPDATE SET {update}" if others else ""
    return (
        f"MERGE INTO {_place(table)} t USING {name} n ON ({on}) {matched} "
        f"WHEN NOT MATCHED THEN INSERT ({listed}) VALUES ({values})"
    )
