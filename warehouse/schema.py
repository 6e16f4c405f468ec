"""Derives DDL, Arrow schemas and checked Arrow tables from the declared record types."""

import hashlib
import types
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import warehouse.tables  # noqa: F401  (declares the tables)
from warehouse.record import TABLES, VIEWS, Table, columns_of, record

if TYPE_CHECKING:
    import pyarrow as pa

# Raised by one with each change that an older hoptac could not read; see warehouse/migrations.
SCHEMA_VERSION = 3
SCHEMAS = ("main", "state")

_SQL_NAMES: dict[Any, str] = {
    str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", bytes: "BLOB",
    date: "DATE", datetime: "TIMESTAMPTZ",
}  # fmt: skip


class SchemaError(Exception):
    """A row does not fit its table; the message names table, column and row."""


@record
class View:
    """A view or a function: ``sql`` is its SELECT or its CREATE MACRO, ``comment`` says what it gives."""

    name: str
    sql: str
    comment: str


def table_of(record_type: type) -> Table:
    """The table or view whose rows are of this record type; KeyError if it is none's."""
    return _tables_by_record()[record_type]


@cache
def _tables_by_record() -> dict[type, Table]:
    return {table.record: table for table in (*TABLES.values(), *VIEWS.values())}


def optional(kind: Any) -> tuple[Any, bool]:
    """Splits ``X | None`` into (X, True); any other type gives (type, False)."""
    if get_origin(kind) not in (Union, types.UnionType):
        return kind, False
    inner = [part for part in get_args(kind) if part is not type(None)]
    return inner[0], True


def sql_type(kind: Any) -> str:
    """The DuckDB type of a Python type: ``tuple[X, ...]`` is a list, a record is a STRUCT."""
    kind, _ = optional(kind)
    if get_origin(kind) is tuple:
        return sql_type(get_args(kind)[0]) + "[]"
    if is_dataclass(kind):
        parts = (f'"{name}" {sql_type(inner)}' for name, (inner, _) in columns_of(kind).items())
        return f"STRUCT({', '.join(parts)})"
    return _SQL_NAMES[kind]


def create_table(table: Table) -> str:
    """``CREATE TABLE IF NOT EXISTS`` with NOT NULL where the declaration allows no null."""
    columns = (
        f'"{name}" {sql_type(kind)}{_null_clause(kind)}' for name, (kind, _) in table.columns().items()
    )
    return f"CREATE TABLE IF NOT EXISTS {table.schema}.{table.name} ({', '.join(columns)})"


def _null_clause(kind: Any) -> str:
    return "" if optional(kind)[1] else " NOT NULL"


def comments(table: Table) -> list[str]:
    """COMMENT statements of a table and its columns."""
    place = f"{table.schema}.{table.name}"
    on_columns = (
        f'COMMENT ON COLUMN {place}."{name}" IS {quote(comment)}'
        for name, (_, comment) in table.columns().items()
    )
    return [f"COMMENT ON TABLE {place} IS {quote(table.comment)}", *on_columns]


def layout(table: Table) -> list[str]:
    """ALTER statements that set partitioning and sort order of the files to come."""
    place = f"{table.schema}.{table.name}"
    made = []
    if table.partition_by:
        made.append(f"ALTER TABLE {place} SET PARTITIONED BY ({', '.join(table.partition_by)})")
    if table.sort_by:
        made.append(f"ALTER TABLE {place} SET SORTED BY ({', '.join(table.sort_by)})")
    return made


# Text takes twelve times as much room in the catalog as in a file, and commits read past it: measured with
# 100 commits of 20 articles (tests/bench/bench_load.py). Ids and states are small, and may wait there.
_INLINED_TEXTS = 10


def file_options(table: Table) -> list[str]:
    """Statements that keep larger inserts of long texts out of the catalog, and set how files are written."""
    place = f"schema => '{table.schema}', table_name => '{table.name}'"
    options = {
        "data_inlining_row_limit": _INLINED_TEXTS if "body" in table.columns() else 0,
        "parquet_row_group_size": table.rows_per_group,
        "parquet_compression": table.compression,
    }
    return [f"CALL lake.set_option('{name}', {value!r}, {place})" for name, value in options.items() if value]


def quote(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


@cache
def views() -> tuple[View, ...]:
    """The views of ``warehouse/views``: one SELECT a file.

    Its opening ``--`` lines are the comment, those that start with ``needs:`` aside.
    """
    return _sql_files("views")


@cache
def macros() -> tuple[View, ...]:
    """The functions of ``warehouse/macros``, one CREATE MACRO a file; scalar ones first."""
    return tuple(sorted(_sql_files("macros"), key=lambda macro: " AS TABLE" in macro.sql))


def _sql_files(folder: str) -> tuple[View, ...]:
    found = (file for file in (resources.files("warehouse") / folder).iterdir() if file.name.endswith(".sql"))
    files = sorted(found, key=lambda file: file.name)
    return tuple(_view(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files)


def _view(name: str, text: str) -> View:
    lines = text.strip().splitlines()
    head = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    notes = [line.removeprefix("--").strip() for line in lines[:head]]
    comment = " ".join(note for note in notes if not note.startswith("needs:"))
    return View(name=name, sql="\n".join(lines[head:]).strip().rstrip(";"), comment=comment)


@cache
def digest() -> str:
    """Changes with any declaration: tells whether a catalog must be brought up to date."""
    parts = [statement for table in TABLES.values() for statement in (create_table(table), *comments(table))]
    parts += [line for table in TABLES.values() for line in (*layout(table), *file_options(table))]
    parts += [f"{one.name} {one.comment} {one.sql}" for one in (*views(), *macros())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


# --- Arrow ------------------------------------------------------------------------------------


def arrow_type(kind: Any) -> "pa.DataType":
    """The Arrow type of a Python type; times are microseconds in UTC."""
    import pyarrow as pa

    kind, _ = optional(kind)
    if get_origin(kind) is tuple:
        return pa.list_(arrow_type(get_args(kind)[0]))
    if is_dataclass(kind):
        return pa.struct([(name, arrow_type(inner)) for name, (inner, _) in columns_of(kind).items()])
    plain = {
        str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.binary(),
        date: pa.date32(), datetime: pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    return plain[kind]


@cache
def arrow_schema(record_type: type) -> "pa.Schema":
    """The Arrow schema of a record type, with its nullability and comments."""
    import pyarrow as pa

    return pa.schema(
        pa.field(name, arrow_type(kind), nullable=optional(kind)[1], metadata={"comment": comment})
        for name, (kind, comment) in columns_of(record_type).items()
    )


def to_arrow(record_type: type, rows: Iterable[Any]) -> "pa.Table":
    """Turns records into an Arrow table.

    Raises SchemaError for a value of another type, a null where none is allowed, or a time without a zone.
    """
    import pyarrow as pa

    rows = list(rows)
    schema = arrow_schema(record_type)
    kinds = columns_of(record_type)
    columns = [_column(record_type, field, kinds[field.name][0], rows) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(record_type: type, field: "pa.Field", kind: Any, rows: Sequence[Any]) -> "pa.Array":
    import pyarrow as pa

    values = list(map(attrgetter(field.name), rows))
    try:
        made = pa.array(_plain(kind)(values), field.type)
    except (TypeError, ValueError, AttributeError, pa.ArrowException) as error:
        raise SchemaError(f"{_name(record_type)}.{field.name}: {error}") from error
    if made.null_count and not field.nullable:
        row = values.index(None)
        raise SchemaError(
            f"{_name(record_type)}.{field.name}: row {row + 1} is null, which the column does not allow"
        )
    return made


def _name(record_type: type) -> str:
    table = _tables_by_record().get(record_type)
    return table.qualified_name if table else record_type.__name__


def _plain(kind: Any) -> Callable[[list[Any]], list[Any]]:
    """What turns values of a type into what pyarrow takes: checks times, unfolds records."""
    kind, _ = optional(kind)
    if kind is datetime:
        return lambda values: [_aware(value) for value in values]
    if kind is int:
        return lambda values: [_whole(value) for value in values]
    if get_origin(kind) is tuple and is_dataclass(inner := get_args(kind)[0]):
        return lambda values: [
            None if value is None else [_unfold(inner, item) for item in value] for value in values
        ]
    return lambda values: values


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone")
    return value


def _whole(value: int | None) -> int | None:
    if isinstance(value, bool):
        raise TypeError(f"{value} is no number")
    return value


def _unfold(kind: Any, item: Any) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(kind)}


# --- back from rows ---------------------------------------------------------------------------


def from_row(record_type: type, names: Sequence[str], row: Sequence[Any]) -> Any:
    """Makes a record of a row that DuckDB gave; lists become tuples, structs records."""
    return record_type(
        **{
            name: read(value)
            for name, value, read in zip(names, row, _readers(record_type, names), strict=True)
        }
    )


@cache
def _readers_of(record_type: type) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(kind) for name, (kind, _) in columns_of(record_type).items()}


def _readers(record_type: type, names: Sequence[str]) -> list[Callable[[Any], Any]]:
    known = _readers_of(record_type)
    return [known[name] for name in names]


def _reader(kind: Any) -> Callable[[Any], Any]:
    kind, _ = optional(kind)
    if get_origin(kind) is tuple:
        inner = _reader(get_args(kind)[0])
        return lambda value: () if value is None else tuple(inner(item) for item in value)
    if is_dataclass(kind):
        make: Any = kind
        known = _readers_of(make)
        return lambda value: make(**{name: known[name](part) for name, part in value.items()})
    if kind is datetime:
        # DuckDB gives pytz's UTC, which prints and pickles in its own way.
        return lambda value: None if value is None else value.replace(tzinfo=UTC)
    return lambda value: value
