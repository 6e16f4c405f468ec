"""Stored mentions: looked up by block, address and program, and the programs that are made of them."""

from collections.abc import Collection, Iterable
from typing import Any

from warehouse.record import columns_of
from warehouse.schema import from_row
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

_PROGRAM_TABLES = (ProgramFacts, ProgramParty, ProgramSector, ProgramSignatory, ProgramLink)
# Evidence is the bulk of a mention and no part of the comparison.
_COLUMNS = tuple(name for name in columns_of(StoredMention) if name != "evidence")


class MentionShelf:
    """Looks up reports inside a transaction; it sees what the transaction has written."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def sharing(self, keys: Collection[int]) -> list[Report]:
        """Reports of the mentions that have one of the block keys."""
        found = self._tx.rows(
            "SELECT DISTINCT mention_id FROM state.mention_blocks WHERE block IN (SELECT unnest($keys))",
            {"keys": list(keys)},
        )
        return self.reports([mention_id for (mention_id,) in found])

    def named(self, names: Collection[str]) -> list[Report]:
        """Reports of articles by address, and of programs by id, former ids included."""
        found = self._tx.rows(_NAMED, {"names": list(names)})
        return self.reports([mention_id for (mention_id,) in found])

    def of_articles(self, article_ids: Collection[str]) -> list[Report]:
        """Reports of the stored mentions of articles."""
        found = self._tx.rows(
            "SELECT mention_id FROM state.mentions WHERE article_id IN (SELECT unnest($ids))",
            {"ids": list(article_ids)},
        )
        return self.reports([mention_id for (mention_id,) in found])

    def reports(self, mention_ids: Collection[str]) -> list[Report]:
        """Reports by mention id, without evidence."""
        if not mention_ids:
            return []
        return [_report(row) for row in self._tx.rows(_REPORTS, {"ids": list(mention_ids)})]


_NAMED = """
WITH wanted AS (SELECT unnest($names) AS name),
ids AS (
    SELECT name AS program_id FROM wanted
    UNION
    SELECT superseded_by FROM state.superseded_programs JOIN wanted ON name = program_id
)
SELECT mention_id FROM state.program_mentions WHERE program_id IN (FROM ids)
UNION
SELECT mention_id FROM state.mentions JOIN articles USING (article_id) WHERE articles.url IN (FROM wanted)
"""

_REPORTS = f"""
SELECT {", ".join(f'mentions."{name}"' for name in _COLUMNS)}, articles.url, cluster_id, is_primary
FROM state.mentions AS mentions LEFT JOIN articles USING (article_id)
WHERE mention_id IN (SELECT unnest($ids))
"""


def _report(row: tuple[Any, ...]) -> Report:
    mention = from_row(StoredMention, (*_COLUMNS, "evidence"), (*row[:-3], []))
    url, cluster_id, is_primary = row[-3:]
    return Report(mention=mention, url=url or "", cluster_id=cluster_id, is_primary=is_primary is not False)


def replace_programs(tx: Transaction, mention_ids: Collection[str], rows: Iterable[Any]) -> dict[str, str]:
    """Puts rows of programs in the place of all programs that hold one of the mentions.

    Gives the mention -> program map of the programs that went.
    """
    gone = dict(
        tx.rows(
            "SELECT mention_id, program_id FROM state.program_mentions WHERE program_id IN ("
            " SELECT program_id FROM state.program_mentions WHERE mention_id IN (SELECT unnest($ids)))",
            {"ids": list(mention_ids)},
        )
    )
    by_type: dict[type, list[Any]] = {kind: [] for kind in _PROGRAM_TABLES}
    for row in rows:
        by_type[type(row)].append(row)
    for kind, its_rows in by_type.items():
        tx.delete(kind, "program_id", set(gone.values()))
        tx.append(its_rows)
    return gone


def put_superseded(tx: Transaction, rows: Iterable[SupersededProgram]) -> None:
    """Notes former ids; ids that pointed to them point on."""
    listed = list(rows)
    for row in listed:
        tx.execute(
            "UPDATE state.superseded_programs SET superseded_by = ? WHERE superseded_by = ?",
            [row.superseded_by, row.program_id],
        )
    tx.merge(listed)
