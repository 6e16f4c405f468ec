"""Stored mentions: looked up by block, address and program, and the programs that are made of them."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from warehouse.record import columns_of
from warehouse.schema import from_row, table_of
from warehouse.tables import (
    ProgramFacts,
    ProgramLink,
    ProgramParty,
    ProgramSector,
    ProgramSignatory,
    Report,
    StoredMention,
    SupersededProgram,
)
from warehouse.transaction import Transaction

if TYPE_CHECKING:
    import pyarrow as pa

_PROGRAM_TABLES = (ProgramFacts, ProgramParty, ProgramSector, ProgramSignatory, ProgramLink)
# Evidence is the bulk of a mention and no part of the comparison.
_COLUMNS = tuple(name for name in columns_of(StoredMention) if name != "evidence")


class MentionShelf:
    """Looks up reports inside a transaction; it sees what the transaction has written."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def sharing(self, keys: Collection[int], besides: Collection[str]) -> list[Report]:
        """Reports of the mentions that have one of the block keys, besides those given."""
        return self._found(_SHARING, keys, besides)

    def mates(self, mention_ids: Collection[str], besides: Collection[str]) -> list[Report]:
        """Reports of the mentions that share a program with one of the mentions, besides those given."""
        return self._found(_MATES, mention_ids, besides)

    def named(self, names: Collection[str]) -> list[Report]:
        """Reports of articles by address, and of programs by id, former ids included."""
        return self._found(_NAMED, names)

    def of_articles(self, article_ids: Collection[str]) -> list[Report]:
        """Reports of the stored mentions of articles."""
        return self._found(
            "SELECT mention_id FROM state.mentions WHERE article_id IN (FROM {wanted})", article_ids
        )

    def reports(self, mention_ids: Collection[str]) -> list[Report]:
        """Reports by mention id, without evidence."""
        return self._found("SELECT item AS mention_id FROM {wanted}", mention_ids)

    def _found(self, query: str, wanted: Collection[Any], besides: Collection[str] = ()) -> list[Report]:
        """Reports of the mentions that ``query`` over {wanted} gives, without those of ``besides``."""
        if not wanted:
            return []
        with self._tx.given(as_table(wanted)) as wanted_name, self._tx.given(as_table(besides)) as but:
            ids = self._tx.execute(
                f"SELECT DISTINCT mention_id AS item FROM ({query.format(wanted=wanted_name)})"
                f" WHERE mention_id NOT IN (SELECT item::VARCHAR FROM {but})"
            ).to_arrow_table()
        if not ids.num_rows:
            return []
        with self._tx.given(ids) as name:
            return [_report(row) for row in self._tx.rows(_REPORTS.format(ids=name))]


def as_table(items: Collection[Any]) -> "pa.Table":
    """One column ``item``: as a parameter, a list costs DuckDB 0.3 ms for each of its items."""
    import pyarrow as pa

    return pa.table({"item": list(items)})


_SHARING = "SELECT mention_id FROM state.mention_blocks WHERE block IN (FROM {wanted})"

_MATES = """
SELECT mention_id FROM state.program_mentions
WHERE program_id IN (SELECT program_id FROM state.program_mentions WHERE mention_id IN (FROM {wanted}))
"""

_NAMED = """
SELECT mention_id FROM state.program_mentions
WHERE program_id IN (
    FROM {wanted}
    UNION
    SELECT superseded_by FROM state.superseded_programs WHERE program_id IN (FROM {wanted})
)
UNION
SELECT mention_id FROM state.mentions JOIN articles USING (article_id) WHERE articles.url IN (FROM {wanted})
"""

_REPORTS = f"""
SELECT {", ".join(f'mentions."{name}"' for name in _COLUMNS)}, articles.url, cluster_id, is_primary
FROM state.mentions AS mentions LEFT JOIN articles USING (article_id)
WHERE mention_id IN (FROM {{ids}})
"""


def _report(row: tuple[Any, ...]) -> Report:
    mention = from_row(StoredMention, (*_COLUMNS, "evidence"), (*row[:-3], []))
    url, cluster_id, is_primary = row[-3:]
    return Report(mention=mention, url=url or "", cluster_id=cluster_id, is_primary=is_primary is not False)


def replace_programs(tx: Transaction, mention_ids: Collection[str], rows: Iterable[Any]) -> dict[str, str]:
    """Puts rows of programs in the place of all programs that hold one of the mentions.

    Gives the mention -> program map of the programs that went.
    """
    by_type: dict[type, list[Any]] = {kind: [] for kind in _PROGRAM_TABLES}
    for row in rows:
        by_type[type(row)].append(row)
    with tx.given(as_table(mention_ids)) as name:
        gone = dict(tx.rows(_GONE.format(wanted=name)))
    with tx.given(as_table(set(gone.values()) or {""})) as name:
        for kind, its_rows in by_type.items():
            table = table_of(kind).qualified_name
            tx.execute(f"DELETE FROM {table} WHERE program_id IN (FROM {name})")
            tx.append(its_rows)
    return gone


_GONE = """
SELECT mention_id, program_id FROM state.program_mentions
WHERE program_id IN (SELECT program_id FROM state.program_mentions WHERE mention_id IN (FROM {wanted}))
"""


def put_superseded(tx: Transaction, rows: Iterable[SupersededProgram]) -> None:
    """Notes former ids; ids that pointed to them point on."""
    listed = list(rows)
    for row in listed:
        tx.execute(
            "UPDATE state.superseded_programs SET superseded_by = ? WHERE superseded_by = ?",
            [row.superseded_by, row.program_id],
        )
    tx.merge(listed)
