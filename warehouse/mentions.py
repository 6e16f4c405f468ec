"""Stored mentions: looked up by block, address and program, and the programs that are made of them."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from warehouse.articles import articles_among
from warehouse.record import columns_of
from warehouse.schema import from_row, table_of, to_arrow
from warehouse.tables import (
    MentionBlock,
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

    def keyed(self, blocks: Collection[int]) -> list[MentionBlock]:
        """Rows of the mentions that have one of the block keys."""
        with self._tx.given(as_table(blocks)) as name:
            rows = self._tx.rows(_KEYED.format(wanted=name))
        return [from_row(MentionBlock, _KEYS, row) for row in rows]

    def homes(self, mention_ids: Collection[str]) -> list[MentionBlock]:
        """The home row of each of the mentions."""
        with self._tx.given(as_table(mention_ids)) as name:
            rows = self._tx.rows(_HOMES.format(wanted=name))
        return [from_row(MentionBlock, _KEYS, row) for row in rows]

    def mates(self, mention_ids: Collection[str]) -> set[str]:
        """The mentions that share a program with one of the mentions."""
        return _ids(self._tx, _IN_PROGRAMS, _ids(self._tx, _PROGRAMS, mention_ids))

    def named(self, names: Collection[str]) -> list[Report]:
        """Reports of articles by address, and of programs by id, former ids included."""
        programs = {*names, *_ids(self._tx, _LED_ON, names)}
        articles = _ids(self._tx, _BY_URL, names)
        told = _ids(self._tx, _IN_ARTICLES, articles)
        return self._read(told | _ids(self._tx, _IN_PROGRAMS, programs))

    def of_articles(self, article_ids: Collection[str]) -> list[Report]:
        """Reports of the stored mentions of articles."""
        return self._read(_ids(self._tx, _IN_ARTICLES, article_ids))

    def reports(self, mention_ids: Collection[str]) -> list[Report]:
        """Reports by mention id, without evidence."""
        return self._read(set(mention_ids))

    def _read(self, mention_ids: Collection[str]) -> list[Report]:
        if not mention_ids:
            return []
        with self._tx.given(as_table(mention_ids)) as name:
            mentions = self._tx.rows(_MENTIONS.format(wanted=name))
        found = [from_row(StoredMention, (*_COLUMNS, "evidence"), (*row, ())) for row in mentions]
        with self._tx.given(as_table({mention.article_id for mention in found})) as name:
            articles = {row[0]: row[1:] for row in self._tx.rows(_ARTICLES.format(wanted=name))}
        return [_report(mention, *articles.get(mention.article_id, ("", None, True))) for mention in found]


def _report(mention: StoredMention, url: str, cluster_id: str | None, is_primary: bool) -> Report:
    return Report(mention=mention, url=url, cluster_id=cluster_id, is_primary=is_primary)


# Each query is over one large table and what is wanted of it. In a join of two large ones DuckDB may take the
# wrong one into memory: at 3,000,000 mentions that took minutes in place of tenths of a second.
_KEYS = tuple(columns_of(MentionBlock))
_KEYED = f"""
SELECT {", ".join(_KEYS)} FROM state.mention_blocks WHERE block IN (FROM {{wanted}})
"""
_HOMES = f"""
SELECT {", ".join(_KEYS)} FROM state.mention_blocks WHERE block = home AND mention_id IN (FROM {{wanted}})
"""
_IN_ARTICLES = "SELECT mention_id FROM state.mentions WHERE article_id IN (FROM {wanted})"
_BY_URL = """
SELECT article_id FROM (FROM article_versions WHERE url IN (FROM {wanted}))
JOIN state.heads USING (article_id, version)
"""
_LED_ON = "SELECT superseded_by FROM state.superseded_programs WHERE program_id IN (FROM {wanted})"
_PROGRAMS = "SELECT program_id FROM state.program_mentions WHERE mention_id IN (FROM {wanted})"
_IN_PROGRAMS = "SELECT mention_id FROM state.program_mentions WHERE program_id IN (FROM {wanted})"
_MENTIONS = f"""
SELECT {", ".join(f'"{name}"' for name in _COLUMNS)} FROM state.mentions WHERE mention_id IN (FROM {{wanted}})
"""
_ARTICLES = f"SELECT article_id, url, cluster_id, is_primary FROM {articles_among('{wanted}')}"


def _ids(tx: Transaction, query: str, wanted: Collection[Any]) -> set[Any]:
    if not wanted:
        return set()
    with tx.given(as_table(wanted)) as name:
        return {item for (item,) in tx.rows(query.format(wanted=name))}


def as_table(items: Collection[Any]) -> "pa.Table":
    """One column ``item``: as a parameter, a list costs DuckDB 0.3 ms for each of its items."""
    import pyarrow as pa

    return pa.table({"item": list(items)})


def replace_programs(tx: Transaction, mention_ids: Collection[str], rows: Iterable[Any]) -> dict[str, str]:
    """Puts rows of programs in the place of all programs that hold one of the mentions.

    Gives the mention -> program map of the programs that went.
    """
    by_type: dict[type, list[Any]] = {kind: [] for kind in _PROGRAM_TABLES}
    for row in rows:
        by_type[type(row)].append(row)
    with tx.given(as_table(_ids(tx, _PROGRAMS, mention_ids) or {""})) as name:
        gone = dict(tx.rows(_GONE.format(wanted=name)))
        for kind, its_rows in by_type.items():
            table = table_of(kind).qualified_name
            tx.execute(f"DELETE FROM {table} WHERE program_id IN (FROM {name})")
            tx.append(its_rows)
    return gone


_GONE = "SELECT mention_id, program_id FROM state.program_mentions WHERE program_id IN (FROM {wanted})"


def put_superseded(tx: Transaction, rows: Iterable[SupersededProgram]) -> None:
    """Notes former ids; ids that pointed to them point on, and an id that lives again is no former one."""
    listed = list(rows)
    if not listed:
        return
    with tx.given(to_arrow(SupersededProgram, listed)) as name:
        tx.execute(
            "UPDATE state.superseded_programs AS old SET superseded_by = new.superseded_by"
            f" FROM {name} AS new WHERE old.superseded_by = new.program_id"
        )
        tx.execute(
            f"DELETE FROM state.superseded_programs WHERE program_id IN (SELECT superseded_by FROM {name})"
        )
    tx.merge(listed)
