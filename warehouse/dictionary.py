"""Describes tables and views: what a row is, what each column means, how many rows there are."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from warehouse.record import TABLES, VIEWS, Table, record
from warehouse.schema import optional, sql_type, views

Rows = Callable[[str], list[tuple[Any, ...]]]


@record
class Column:
    name: str
    type: str
    nullable: bool
    comment: str


@record
class Relation:
    """A table or view as a reader may want it described. ``rows`` is None where it was not counted."""

    name: str
    kind: str
    comment: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int | None
    example: str


def describe_tables(rows: Rows, name: str | None = None, *, count: bool = True) -> list[Relation]:
    """Describes one relation, or all: public tables and views first, then the pipeline's own state.

    ``rows`` runs SQL on a warehouse, as ``Store.rows`` does. Gives [] when ``name`` is none of them.
    """
    found = [*_tables(name), *_views(rows, name)]
    public_first = sorted(found, key=lambda relation: ("." in relation.name, relation.kind, relation.name))
    return [_counted(rows, relation) for relation in public_first] if count else public_first


def _tables(name: str | None) -> Iterator[Relation]:
    for table in TABLES.values():
        if name in (None, table.qualified_name):
            yield describe_table(table)


def describe_table(table: Table) -> Relation:
    """A declared table, without looking into a warehouse."""
    return Relation(
        name=table.qualified_name, kind="table", comment=table.comment, key=table.key,
        columns=_declared(table), rows=None, example=f"SELECT * FROM {table.qualified_name} LIMIT 10",
    )  # fmt: skip


def _declared(table: Table) -> tuple[Column, ...]:
    return tuple(
        Column(name=column, type=sql_type(kind), nullable=optional(kind)[1], comment=comment)
        for column, (kind, comment) in table.columns().items()
    )


def _views(rows: Rows, name: str | None) -> Iterator[Relation]:
    for view in views():
        if name in (None, view.name):
            declared = VIEWS.get(view.name)
            yield Relation(
                name=view.name, kind="view", comment=view.comment, key=declared.key if declared else (),
                columns=_declared(declared) if declared else _described(rows, view.name),
                rows=None, example=f"SELECT * FROM {view.name} LIMIT 10",
            )  # fmt: skip


def _described(rows: Rows, name: str) -> tuple[Column, ...]:
    return tuple(
        Column(name=row[0], type=row[1], nullable=True, comment=_inherited(row[0]))
        for row in rows(f"DESCRIBE {name}")
    )


def _inherited(column: str) -> str:
    """A view's column means what its name means in the tables, where these agree."""
    meanings = {table.columns()[column][1] for table in TABLES.values() if column in table.columns()}
    return meanings.pop() if len(meanings) == 1 else ""


def _counted(rows: Rows, relation: Relation) -> Relation:
    return replace(relation, rows=int(rows(f"SELECT count(*) FROM {relation.name}")[0][0]))


def as_markdown(relations: list[Relation], title: str = "Data dictionary") -> str:
    """The dictionary as a page: one section a relation."""
    head = f"# {title}\n\nTimes are UTC, text is Unicode NFC, ids follow from content.\n"
    return head + "".join(f"\n{_section(relation)}" for relation in relations)


def _section(relation: Relation) -> str:
    key = f" Key: {', '.join(f'`{part}`' for part in relation.key)}." if relation.key else ""
    lines = [
        f"## {relation.name}",
        "",
        f"{relation.kind.capitalize()}. {relation.comment}{key}",
        "",
        "| column | type | null | meaning |",
        "| --- | --- | --- | --- |",
        *(
            f"| `{column.name}` | `{column.type}` | {_null(column)} | {_cell(column.comment)} |"
            for column in relation.columns
        ),
    ]
    return "\n".join(lines) + "\n"


def _null(column: Column) -> str:
    return "yes" if column.nullable else "no"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    import tempfile
    from pathlib import Path

    from warehouse.store import Store

    with tempfile.TemporaryDirectory() as home, Store.open(Path(home) / "catalog.sqlite", home) as store:
        print(as_markdown(describe_tables(store.rows, count=False)), end="")
