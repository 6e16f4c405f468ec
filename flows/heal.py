"""Takes back what captures gave when they were read with other rules, before they are loaded anew."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from extractors.source import Source
from extractors.urls import article_id
from flows.batch import Batch
from flows.load import load_meaning, stored
from flows.load_duplicates import load_duplicates
from flows.load_programs import load_mentions
from flows.reading import Reading, document_of
from transforms.programs import read_mentions
from transforms.resolution import Decisions
from warehouse import commit
from warehouse.articles import current_articles
from warehouse.neighbourhood import component
from warehouse.record import columns_of
from warehouse.tables import Article, ArticleVersion, CoverageCount, Reject
from warehouse.transaction import Transaction, id_table


def heal(
    tx: Transaction, source: Source, batches: Sequence[Batch], run_id: str, titles: Mapping[str, str],
    decisions: Decisions,
) -> None:  # fmt: skip
    """Removes rejects and articles that these captures gave and give no more; corrects the ledger."""
    readings = list(chain.from_iterable(batch.readings for batch in batches))
    rejects = _rejects_at(tx, source, readings)
    tx.append(_ledger_changes(source, readings, _outcomes(tx, readings, rejects), run_id))
    _take_back(tx, rejects, readings)
    given = {(_id(reading, source), reading.read_at) for reading in readings if reading.article}
    stale = [row for row in _versions_at(tx, source, readings) if (row.article_id, row.seen_at) not in given]
    if stale:
        _withdraw(tx, source, stale, titles, decisions)


def _id(reading: Reading, source: Source) -> str:
    assert reading.article is not None
    return article_id(reading.article.canonical_url, source)


def _rejects_at(tx: Transaction, source: Source, readings: Sequence[Reading]) -> list[Reject]:
    with tx.given(id_table(reading.read_at for reading in readings)) as times:
        return tx.records(Reject, f"source = ? AND captured_at IN (FROM {times})", [source.name])


def _outcomes(tx: Transaction, readings: Sequence[Reading], rejects: Sequence[Reject]) -> dict[str, str]:
    """How each address ended when it was last read."""
    with tx.given(id_table({reading.url for reading in readings})) as urls:
        known = tx.rows(
            f"SELECT url, outcome FROM state.urls WHERE outcome IS NOT NULL AND url IN (FROM {urls})"
        )
    return dict(known) | {row.url: f"reject:{row.reason}" for row in rejects}


def _take_back(tx: Transaction, rejects: Sequence[Reject], readings: Sequence[Reading]) -> None:
    """Deletes the rejects of captures that end otherwise now."""
    now = {(reading.url, reading.read_at): reading.outcome for reading in readings}
    for row in rejects:
        if now.get((row.url, row.captured_at), "") not in ("", f"reject:{row.reason}"):
            tx.execute(
                "DELETE FROM rejects WHERE source = ? AND url = ? AND captured_at = ?",
                [row.source, row.url, row.captured_at],
            )


def _ledger_changes(
    source: Source, readings: Sequence[Reading], before: Mapping[str, str], run_id: str
) -> list[CoverageCount]:
    """What the ledger must add and take away where a capture ends otherwise than it did."""
    counts: Counter[tuple[object, str]] = Counter()
    for reading in readings:
        if not (reading.article or reading.reject_reason):
            continue
        was = before.get(reading.url, "article")
        day = reading.read_at.astimezone(source.zone).date()
        if was != reading.outcome:
            counts.update({(day, was): -1, (day, reading.outcome): 1})
    return [
        CoverageCount(run_id=run_id, source=source.name, day=day, outcome=outcome, pages=pages)  # type: ignore[arg-type]
        for (day, outcome), pages in counts.items()
        if pages
    ]


def _versions_at(tx: Transaction, source: Source, readings: Sequence[Reading]) -> list[ArticleVersion]:
    with tx.given(id_table(reading.read_at for reading in readings)) as times:
        return tx.records(ArticleVersion, f"source = ? AND seen_at IN (FROM {times})", [source.name])


def _withdraw(
    tx: Transaction, source: Source, stale: Sequence[ArticleVersion], titles: Mapping[str, str],
    decisions: Decisions,
) -> None:  # fmt: skip
    """Removes versions; an article whose other captures still stand is made again of them."""
    ids, gone = {row.article_id for row in stale}, {(row.article_id, row.seen_at) for row in stale}
    with tx.given(id_table(ids)) as wanted:
        versions = tx.records(ArticleVersion, f"article_id IN (FROM {wanted})")
    partners = component(tx, ids)[0] - ids
    load_mentions(tx, dict.fromkeys(ids, ()), (), decisions)
    commit.withdraw_articles(tx, ids)
    _regroup(tx, partners, titles, decisions)
    rest = [as_read(row) for row in versions if (row.article_id, row.seen_at) not in gone]
    if rest:
        written = commit.write_articles(tx, [stored(source, reading) for reading in rest])
        newest = {_id(reading, source): reading for reading in sorted(rest, key=lambda each: each.read_at)}
        load_meaning(tx, {name: newest[name] for name in written.read_again}, titles, decisions)


def _regroup(
    tx: Transaction, partners: frozenset[str], titles: Mapping[str, str], decisions: Decisions
) -> None:
    if not partners:
        return
    current = current_articles(tx, partners)
    load_mentions(tx, {}, load_duplicates(tx, current, titles), decisions)


def as_read(row: ArticleVersion) -> Reading:
    """A stored version as the reading that gave it, its programs read anew."""
    article = Article(**{name: getattr(row, name) for name in columns_of(Article)})
    mentions = read_mentions(document_of(article)).mentions
    return Reading(
        url=row.url, read_at=row.seen_at, outcome="article", article=article, mentions=tuple(mentions)
    )
