"""Declares a table, or a view, as a frozen dataclass: one declaration for type, schema and documentation."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A declared table: its name, its record type and what its columns mean."""

    name: str
    record: type
    comment: str
    key: tuple[str, ...]
    schema: str = "main"
    partition_by: tuple[str, ...] = ()
    sort_by: tuple[str, ...] = ()
    rows_per_group: int = 0  # rows in a row group of its files; 0: DuckLake's default
    compression: str = ""  # of its files; "": DuckLake's default, snappy

    @property
    def qualified_name(self) -> str:
        return self.name if self.schema == "main" else f"{self.schema}.{self.name}"

    def columns(self) -> dict[str, tuple[Any, str]]:
        """Maps each column to its Python type and its comment, in declaration order."""
        return columns_of(self.record)


TABLES: dict[str, Table] = {}
VIEWS: dict[str, Table] = {}
"""Views whose rows have a record type; their SQL and their comment are in ``warehouse/views``."""


def columns_of(record_type: Any) -> dict[str, tuple[Any, str]]:
    """Maps each field of a record type to its Python type and its comment, in declaration order."""
    return _columns_of(record_type)


@cache
def _columns_of(record_type: type) -> dict[str, tuple[Any, str]]:
    hints = get_type_hints(record_type, include_extras=True)
    return {field.name: _type_and_comment(hints[field.name]) for field in fields(record_type)}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Makes a class a frozen, keyword-only dataclass with slots."""
    return dataclass(frozen=True, kw_only=True, slots=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def table(
    name: str,
    comment: str,
    *,
    key: tuple[str, ...],
    schema: str = "main",
    partition_by: tuple[str, ...] = (),
    sort_by: tuple[str, ...] = (),
    rows_per_group: int = 0,
    compression: str = "",
) -> Callable[[type[T]], type[T]]:
    """Makes a class a record and registers it in ``TABLES`` as the table ``schema.name``."""

    def declare(cls: type[T]) -> type[T]:
        made = record(cls)
        declared = Table(
            name=name, record=made, comment=comment, key=key, schema=schema,
            partition_by=partition_by, sort_by=sort_by, rows_per_group=rows_per_group,
            compression=compression,
        )  # fmt: skip
        TABLES[declared.qualified_name] = declared
        return made

    return declare


@dataclass_transform(frozen_default=True, kw_only_default=True)
def view(name: str, *, key: tuple[str, ...]) -> Callable[[type[T]], type[T]]:
    """Makes a class a record and registers it in ``VIEWS`` as what the rows of a view are."""

    def declare(cls: type[T]) -> type[T]:
        made = record(cls)
        VIEWS[name] = Table(name=name, record=made, comment="", key=key)
        return made

    return declare


def _type_and_comment(hint: Any) -> tuple[Any, str]:
    if get_origin(hint) is Annotated:
        kind, *notes = get_args(hint)
        return kind, next((note for note in notes if isinstance(note, str)), "")
    return hint, ""
