"""Checks of whole tables, beside their declaration: keys are unique, references whole.

DuckLake has no keys and no constraints. The loader keeps them; these checks tell when it failed.
"""

from collections.abc import Iterator

from warehouse.record import TABLES, Table, record
from warehouse.store import Store


@record
class Found:
    """A check of a table, and the rows that break it."""

    name: str
    subject: str
    expected: str
    faults: int
    example: str | None


REFERENCES = (
    ("article_versions", "article_id", "state.heads", "article_id"),
    ("state.heads", "article_id", "articles", "article_id"),
    ("duplicates", "article_id", "state.heads", "article_id"),
    ("duplicates", "primary_article_id", "state.heads", "article_id"),
    ("state.mentions", "article_id", "state.heads", "article_id"),
    ("program_parties", "party_id", "parties", "party_id"),
)
"""Column of a table whose values all stand in a column of another."""


def find_faults(store: Store) -> Iterator[Found]:
    """All checks of all tables, those that hold included."""
    for table in TABLES.values():
        if table.key:
            yield _unique(store, table)
    for reference in REFERENCES:
        yield _whole(store, *reference)


def _unique(store: Store, table: Table) -> Found:
    key = ", ".join(f'"{column}"' for column in table.key)
    faults, example = store.rows(
        f"""SELECT count(*), min(concat_ws(' ', {key})) FROM
        (SELECT {key} FROM {table.qualified_name} GROUP BY {key} HAVING count(*) > 1)"""
    )[0]
    return Found(
        name="keys_unique", subject=table.qualified_name, faults=faults, example=example,
        expected=f"one row per {', '.join(table.key)}",
    )  # fmt: skip


def _whole(store: Store, table: str, column: str, other: str, there: str) -> Found:
    faults, example = store.rows(
        f"""SELECT count(*), min("{column}"::VARCHAR) FROM {table}
        WHERE "{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{there}" FROM {other})"""
    )[0]
    return Found(
        name="references_whole", subject=f"{table}.{column}", faults=faults, example=example,
        expected=f"every one in {other}",
    )  # fmt: skip
