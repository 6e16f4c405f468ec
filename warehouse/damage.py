"""Finds data files that are damaged or gone, and takes them out of their tables.

What they held comes back from the captures with a rebuild, which must be able to read the tables for that.
"""

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from warehouse.connect import CATALOG, LAKE, Lake, first_line, is_changed, open_plain
from warehouse.record import TABLES, Table, record
from warehouse.schema import comments, create_table, file_options, layout
from warehouse.store import Store
from warehouse.transaction import Transaction

if TYPE_CHECKING:
    import duckdb


@record
class DamagedFile:
    """A data file that cannot be read whole."""

    table: str
    """Name of its table, with the schema unless that is main."""
    path: str
    what: str
    """What DuckDB says of it."""
    current: bool
    """Whether the newest snapshot needs it; else only earlier states do."""

    def __str__(self) -> str:
        return f"{self.path} of {self.table}{'' if self.current else ' (earlier states only)'}: {self.what}"


@record
class _File:
    """A file of a table, and the key that it is encrypted with."""

    path: str
    key: bytes | None

    @property
    def source(self) -> str:
        """What SQL reads it from. The path is the lake's own, and a key is sixteen bytes."""
        blob = "".join(f"\\x{byte:02X}" for byte in self.key or b"")
        config = f", encryption_config => {{footer_key_value: '{blob}'::BLOB}}" if self.key else ""
        path = self.path.replace("'", "''")
        return f"read_parquet('{path}', file_row_number => true{config})"


def find_damaged_files(store: Store) -> Iterator[DamagedFile]:
    """Reads every file of every snapshot whole, and names those that are damaged or gone.

    In an encrypted lake every changed bit is found. In one that was made without encryption, DuckDB notices
    only what it cannot decode.
    """
    with _Reader(store.lake) as reader:
        for table, path, key, current in store.rows(_FILES, [store.lake.data_path]):
            if what := reader.damage(_File(path=path, key=base64.b64decode(key) if key else None)):
                yield DamagedFile(table=table, path=path, what=what, current=current)


def data_files(store: Store) -> list[str]:
    """Paths of the files that any snapshot needs; others in the folder wait for their removal."""
    return [path for _, path, _, _ in store.rows(_FILES, [store.lake.data_path])]


_FILES = f"""
    WITH files AS (
        FROM {CATALOG}.ducklake_data_file
        SELECT table_id, path, path_is_relative, encryption_key, end_snapshot IS NULL AS current
        UNION ALL
        FROM {CATALOG}.ducklake_delete_file
        SELECT table_id, path, path_is_relative, encryption_key, end_snapshot IS NULL AS current
    ), folders AS (
        SELECT DISTINCT t.table_id, if(s.schema_name = 'main', '', s.schema_name || '.') || t.table_name AS name,
            if(t.path_is_relative, if(s.path_is_relative, $1 || s.path, s.path) || t.path, t.path) AS folder
        FROM {CATALOG}.ducklake_table t JOIN {CATALOG}.ducklake_schema s USING (schema_id)
    )
    SELECT name, if(f.path_is_relative, folder || f.path, f.path), f.encryption_key, f.current
    FROM files f JOIN folders USING (table_id) ORDER BY ALL
"""  # noqa: E501


_DELETIONS = f"""
    SELECT d.table_id, d.data_file_id, d.path FROM {CATALOG}.ducklake_delete_file d
    JOIN {CATALOG}.ducklake_table t USING (table_id) JOIN {CATALOG}.ducklake_schema s USING (schema_id)
    WHERE d.end_snapshot IS NULL AND t.end_snapshot IS NULL
        AND if(s.schema_name = 'main', '', s.schema_name || '.') || t.table_name = ?
"""


def set_aside(store: Store, run_id: str, damaged: Iterable[DamagedFile]) -> dict[str, int]:
    """Makes the tables of damaged files anew from the files that are whole, each in a transaction.

    Gives the rows that each table has now. Rows of a damaged file are gone from it, and so are those of a
    file whose list of deleted rows is damaged. The damaged files themselves stay until maintenance.
    """
    damaged = [file for file in damaged if file.current]
    bad, left = {file.path for file in damaged}, {}
    for name in sorted({file.table for file in damaged}):
        table = TABLES[name]
        place = f"schema_name => '{table.schema}', table_name => '{table.name}'"
        with store.locked(run_id) as connection:
            _forget_deletions(connection, name, bad)
            connection.execute(f"CALL ducklake_flush_inlined_data('{LAKE}', {place})")
        left[name] = store.write(run_id, f"set damaged files of {name} aside", _remade(table, bad))
        store.write(run_id, f"keep long texts of {name} out of the catalog", _settings(table))
    return left


def _forget_deletions(connection: "duckdb.DuckDBPyConnection", name: str, bad: set[str]) -> None:
    """Drops what the catalog holds of rows deleted from files whose list of deleted rows is damaged.

    Such a file leaves the table whole; and a flush would read the damaged list to write both as one.
    """
    import duckdb

    for table_id, file_id, path in connection.execute(_DELETIONS, [name]).fetchall():
        inlined = f"{CATALOG}.ducklake_inlined_delete_{table_id}"
        if any(each.endswith(path) for each in bad):
            with suppress(duckdb.CatalogException):  # the catalog holds no deletions of this table
                connection.execute(f"DELETE FROM {inlined} WHERE file_id = ?", [file_id])


def _remade(table: Table, bad: set[str]) -> Callable[[Transaction], int]:
    def work(tx: Transaction) -> int:
        tx.execute(f"CREATE OR REPLACE TEMP TABLE whole AS FROM {LAKE}.{table.schema}.{table.name} LIMIT 0")
        for data, deletes in _find_files(tx.connection, table):
            if not {data.path, *([deletes.path] if deletes else [])} & bad:
                _copy(tx, table, data, deletes)
        tx.execute(f"DROP TABLE {LAKE}.{table.schema}.{table.name}")
        for statement in (create_table(table), *layout(table), *comments(table)):
            tx.execute(statement)
        tx.execute(f"INSERT INTO {LAKE}.{table.schema}.{table.name} BY NAME FROM whole")
        return int(tx.rows("SELECT count(*) FROM whole")[0][0])

    return work


def _settings(table: Table) -> Callable[[Transaction], None]:
    def work(tx: Transaction) -> None:
        for statement in file_options(table):
            tx.execute(statement)

    return work


def _copy(tx: Transaction, table: Table, data: _File, deletes: _File | None) -> None:
    """Adds the rows of a file that were not deleted to the table ``whole``."""
    there = {row[0] for row in tx.rows(f"DESCRIBE FROM {data.source}")}
    columns = ", ".join(f'"{name}"' for name in table.columns() if name in there)
    kept = f"WHERE file_row_number NOT IN (SELECT pos FROM {deletes.source})" if deletes else ""
    tx.execute(f"INSERT INTO whole BY NAME SELECT {columns} FROM {data.source} {kept}")


def _find_files(
    connection: "duckdb.DuckDBPyConnection", table: Table
) -> Iterator[tuple[_File, _File | None]]:
    """Data files of a table, each with the file of its deleted rows."""
    listed = connection.execute(
        f"""SELECT data_file, data_file_encryption_key, delete_file, delete_file_encryption_key
        FROM ducklake_list_files('{LAKE}', '{table.name}', schema => '{table.schema}')"""
    ).fetchall()
    for data, data_key, deletes, deletes_key in listed:
        yield _File(path=data, key=data_key), _File(path=deletes, key=deletes_key) if deletes else None


class _Reader:
    """Reads files in a DuckDB of its own: some damage makes an instance unusable, which another replaces."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._connection = open_plain(lake)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def damage(self, file: _File) -> str | None:
        """What is wrong with a file."""
        import duckdb

        try:
            # The hash of whole rows asks for every column.
            self._connection.execute(f"SELECT bit_xor(hash(f)) FROM {file.source} f").fetchall()
        except (duckdb.FatalException, duckdb.InternalException) as error:
            self._connection.close()
            self._connection = open_plain(self._lake)
            return _told(error)
        except duckdb.Error as error:
            return _told(error)
        return None


def _told(error: Exception) -> str:
    return "changed since it was written" if is_changed(error) else first_line(error)
