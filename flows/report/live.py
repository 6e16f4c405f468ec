"""The report's data straight from the warehouse: read once for each snapshot, and kept in memory."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flows.report.chunks import script, web_link
from flows.report.data import cards_of, page_chunks, summary
from warehouse.dictionary import describe_tables
from warehouse.query import Console
from warehouse.query_book import FAMILIES, named_queries
from warehouse.schema import quote

# A page loads a handful of chunks: they should speak of one moment, and not ask for it each time.
SNAPSHOT_SECONDS = 2.0
MOST_HITS = 100


class LiveData:
    """Chunks of the newest snapshot. Threads may share it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._turn = threading.Lock()
        self._snapshot_id: int | None = None
        self._looked_at = float("-inf")
        self._made: dict[str, str] = {}

    def chunk(self, name: str) -> str | None:
        """The script of a chunk, as the pages load it; null when there is none of that name."""
        kind, _, key = name.partition("-")
        if kind == "cards" and key:
            return _put(name, {key: cards_of(self._console, key)})
        return self._current().get(name)

    def _current(self) -> dict[str, str]:
        with self._turn:
            if time.monotonic() - self._looked_at > SNAPSHOT_SECONDS:
                self._look()
            return self._made

    def _look(self) -> None:
        newest = _one(self._console, "SELECT max(snapshot_id) FROM ducklake_snapshots('lake')")
        if newest != self._snapshot_id:
            made = page_chunks(self._console)
            made["programs"]["per_chunk"] = 0
            made["queries"] = query_list()
            made["schema"] = relations(self._console)
            told = {"snapshot_id": newest, "made_at": datetime.now(UTC), "searchable": 0, "article_chunks": 0}
            made["summary"] = {**summary(self._console), **told}
            self._made = {name: _put(name, payload) for name, payload in made.items()}
            self._snapshot_id = newest
        self._looked_at = time.monotonic()


def search(console: Console, words: str) -> list[dict[str, Any]]:
    """The best hits in title, lead and body, each with the programs that it tells of."""
    sql = f"""SELECT hits.*, programs FROM search({quote(words)}, most := {MOST_HITS}) AS hits
        LEFT JOIN (SELECT article_id, list(DISTINCT program_id ORDER BY program_id) AS programs
            FROM state.program_mentions WHERE stands GROUP BY ALL) USING (article_id)
        WHERE is_primary ORDER BY score DESC, published_at DESC NULLS LAST"""
    with console.ask(sql) as answer:
        hits = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows()]
    return [{**hit, "url": web_link(hit["url"])} for hit in hits]


def query_list() -> list[dict[str, Any]]:
    """The query book, for the console's list."""
    return [
        {"name": one.name, "family": one.family, "chapter": FAMILIES[one.family], "vi": one.question_vi,
         "en": one.question_en, "notes": " ".join(one.notes), "sql": one.sql}
        for one in named_queries()
    ]  # fmt: skip


def relations(console: Console) -> list[dict[str, Any]]:
    """Tables and views with their columns, public ones first."""
    found = describe_tables(_rows(console), count=False)
    return [
        {"name": one.name, "kind": one.kind, "comment": one.comment,
         "columns": [[column.name, column.type, column.comment] for column in one.columns]}
        for one in found
    ]  # fmt: skip


def _rows(console: Console) -> Callable[[str], list[tuple[Any, ...]]]:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        with console.ask(sql) as answer:
            return list(answer.rows())

    return rows


def _one(console: Console, sql: str) -> int:
    return int(_rows(console)(sql)[0][0])


def _put(name: str, payload: Any) -> str:
    return f"hoptac.put({script(name)},{script(payload)});\n"
