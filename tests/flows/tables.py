"""The public tables of a home, in an order that does not depend on how they came about."""

from typing import Any

from tests.flows.runs import Desk
from warehouse.store import Store

PRODUCT = (
    "articles", "article_versions", "duplicates", "programs", "program_parties", "program_sectors",
    "program_signatories", "program_mentions", "rejects", "fetches", "parties",
)  # fmt: skip
_LEFT_OUT = {"programs": "EXCLUDE (health)"}
_OF_ONE_RUN = {"run_id", "warc_file", "warc_offset", "elapsed_ms", "bytes", "etag", "last_modified"}

Tables = dict[str, list[dict[str, Any]]]


def tables_of(desk: Desk) -> Tables:
    """Rows of every public table."""
    return {
        table: ask(desk, f"SELECT * {_LEFT_OUT.get(table, '')} FROM {table} ORDER BY ALL")
        for table in PRODUCT
    }


def ask(desk: Desk, sql: str) -> list[dict[str, Any]]:
    """Answers of one query, without a process of its own."""
    with Store.open(*desk.place, read_only=True) as store:
        return store.arrow(sql).to_pylist()  # type: ignore[no-any-return]


def timeless(tables: Tables) -> Tables:
    """Tables without times and what belongs to one run alone."""
    return {
        name: sorted(
            ({key: value for key, value in row.items() if key not in _OF_ONE_RUN and not key.endswith("_at")}
             for row in rows),
            key=str,
        )
        for name, rows in tables.items()
    }  # fmt: skip
