"""Loads batches: articles, copies, programs, discovery state and ledger, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Literal

from extractors.source import Source
from extractors.urls import article_id
from flows.ask_again import ask_again
from flows.batch import Batch, coverage_rows, poll_rows, rejected_rows, totals_of, url_rows
from flows.clock import now
from flows.gate import BatchStopped, find_stops
from flows.held import hold_back
from flows.load_duplicates import load_duplicates
from flows.load_programs import follow_decisions, load_mentions
from flows.reading import Reading
from flows.runs import Totals
from flows.watch import watch
from transforms.parties import all_parties
from transforms.programs import READER
from transforms.programs.codes import sector_codes, stage_codes
from transforms.resolution import Decisions, mention_id
from transforms.text import content_hash
from warehouse import commit
from warehouse.articles import articles_among, current_articles
from warehouse.record import columns_of, record
from warehouse.store import Store
from warehouse.tables import (
    CurrentArticle,
    KnownUrl,
    Mention,
    Party,
    PollCount,
    Reject,
    StoredMention,
)
from warehouse.transaction import Transaction, id_table

Gate = Literal["hold", "refuse", "open"]
"""What happens to a batch that the quality gate stops."""


@record
class Load:
    """Batches of one source, oldest first, and what is written with them."""

    batches: tuple[Batch, ...]
    rows: tuple[object, ...] = ()
    """Records of keyed tables."""
    first: Callable[[Transaction], None] = lambda _: None
    """Begins the transaction."""

    @property
    def name(self) -> str:
        return self.batches[-1].name

    @property
    def pages(self) -> int:
        return sum(len(batch.readings) for batch in self.batches)


def load_batch(store: Store, batch: Batch, titles: Mapping[str, str], decisions: Decisions) -> Totals:
    """Commits a batch; loading it again changes nothing but the log of requests.

    ``titles`` are the names of the papers by source, as other papers credit them.
    """
    return load_batches(store, [batch], titles, decisions)


def load_batches(
    store: Store, batches: Sequence[Batch], titles: Mapping[str, str], decisions: Decisions,
    *, first: Callable[[Transaction], None] = lambda _: None, anew: bool = False, gate: Gate = "hold",
) -> Totals:  # fmt: skip
    """Commits batches of one source, oldest first, in one transaction, which ``first`` begins.

    ``anew`` reads the programs of all articles again, and not only of those whose text is new. What the
    quality gate stops is held back (``first`` is done all the same), only refused, or let through.
    Raises BatchStopped.
    """
    load = Load(batches=tuple(batches), first=first)
    pass_gate(store, load, gate)
    return load_together(store, [load], titles, decisions, anew)[0]


def pass_gate(store: Store, load: Load, gate: Gate = "hold") -> None:
    """Lets batches through that the quality gate does not stop. Raises BatchStopped for others."""
    if gate != "open" and (stops := list(find_stops(load.batches, now()))):
        stop = BatchStopped(stops)
        if gate == "hold":
            hold_back(store, load.batches, stop, lambda tx: _begin(tx, [load]))
        raise stop


def load_together(
    store: Store, loads: Sequence[Load], titles: Mapping[str, str], decisions: Decisions, anew: bool = False
) -> list[Totals]:  # fmt: skip
    """Commits what the gate let through in one transaction, of whatever sources; gives what each brought.

    Nearly all of the cost of a small batch is that of its transaction.
    """

    def load(tx: Transaction) -> tuple[list[list[Batch]], commit.Written]:
        _begin(tx, loads)
        return _load(tx, loads, titles, decisions, anew)

    names = sorted({each.name for each in loads})
    sources = names[0] if len(names) == 1 else f"{len(names)} sources"
    told = f"{sources}: {sum(each.pages for each in loads)} pages"
    loaded, written = store.write(loads[-1].batches[-1].run_id, told, load)
    return [_totals(batches, written) for batches in loaded]


def _begin(tx: Transaction, loads: Sequence[Load]) -> None:
    for each in loads:
        each.first(tx)
    by_table: dict[type, list[object]] = {}
    for row in chain.from_iterable(each.rows for each in loads):
        by_table.setdefault(type(row), []).append(row)
    for rows in by_table.values():
        tx.merge(rows)


def _totals(batches: Sequence[Batch], written: commit.Written) -> Totals:
    ids = set(_newest(batches))
    return sum(
        (totals_of(batch.fetches, batch.readings) for batch in batches),
        Totals(
            new_articles=len(ids.intersection(written.new)),
            new_versions=sum(count for name, count in written.versions.items() if name in ids),
        ),
    )


def prepare(store: Store, run_id: str, decisions: Decisions) -> None:
    """Brings the gazetteer and the codes of this version, and the decisions of people, into the warehouse."""

    def bring(tx: Transaction) -> None:
        for rows in (all_parties(), sector_codes(), stage_codes()):
            tx.merge(rows)
        follow_decisions(tx, decisions)

    store.write(run_id, "parties and decisions", bring)


def _load(
    tx: Transaction, loads: Sequence[Load], titles: Mapping[str, str], decisions: Decisions, anew: bool
) -> tuple[list[list[Batch]], commit.Written]:
    before = _known(tx, [batch for each in loads for batch in each.batches])
    batches, mended = watch(tx, [batch for each in loads for batch in each.batches], before)
    read = _newest(batches)
    known, rows = _fold_urls(batches, dict(before))
    written = commit.write_articles(
        tx, [stored(each.source, reading) for each in batches for reading in each.readings if reading.article]
    )
    commit.confirm_articles(tx, _confirmed(batches, known))
    _load_log(tx, batches, before)
    names = _current_among(tx, read) if anew else written.read_again
    if names:
        load_meaning(tx, {name: read[name] for name in names if name in read}, titles, decisions)
    tx.merge(rows.values())
    ask_again(tx, mended)
    tx.merge([feed for batch in batches if batch.incremental for feed in batch.feeds])
    left = iter(batches)
    return [list(islice(left, len(each.batches))) for each in loads], written


def _newest(batches: Sequence[Batch]) -> dict[str, Reading]:
    """The newest reading of each article."""
    found: dict[str, Reading] = {}
    for batch in batches:
        for reading in batch.readings:
            if reading.article:
                name = article_id(reading.article.canonical_url, batch.source)
                found[name] = max(found.get(name, reading), reading, key=lambda each: each.read_at)
    return found


def _fold_urls(
    batches: Sequence[Batch], known: dict[str, KnownUrl]
) -> tuple[dict[str, KnownUrl], dict[str, KnownUrl]]:
    """State of the addresses after the batches, and of it what is to be written."""
    made: dict[str, KnownUrl] = {}
    for batch in batches:
        ids = {
            reading.url: article_id(reading.article.canonical_url, batch.source)
            for reading in batch.readings
            if reading.article
        }
        rows = {row.url: row for row in url_rows(batch, known, ids)}
        if not batch.incremental:
            rows = {url: row for url, row in rows.items() if url not in known and _lasts(row)}
        made |= rows
        known |= rows
    return known, made


def _lasts(row: KnownUrl) -> bool:
    """Whether a page was read, be it an article or not."""
    return row.outcome is not None and row.outcome.startswith(("article", "reject:"))


def _confirmed(batches: Sequence[Batch], known: Mapping[str, KnownUrl]) -> dict[str, datetime]:
    """When articles were last found unchanged."""
    return {
        state.article_id: reading.read_at
        for batch in batches
        for reading in batch.readings
        if reading.outcome == "unchanged" and (state := known.get(reading.url)) and state.article_id
    }


def _load_log(tx: Transaction, batches: Sequence[Batch], before: Mapping[str, KnownUrl]) -> None:
    """Requests, rejects, polls and ledger. ``before`` is the state of the addresses before."""
    outcomes = {url: state.outcome for url, state in before.items()}
    listed = set(before)
    rejects: list[Reject] = []
    polls: list[PollCount] = []
    for batch in batches:
        new = [row for row in rejected_rows(batch) if outcomes.get(row.url) != f"reject:{row.reason}"]
        outcomes |= {row.url: f"reject:{row.reason}" for row in new}
        rejects += new
        polls += poll_rows(batch, listed)
        listed |= {item.url for item in batch.seen}
    tx.append(rejects)
    tx.append(polls)
    tx.append(row for batch in batches for row in batch.fetches)
    tx.append(row for batch in batches for row in coverage_rows(batch))
    tx.append(row for batch in batches for row in batch.checks)


def _current_among(tx: Transaction, read: Mapping[str, Reading]) -> list[str]:
    """Articles of which a reading gives the text that is the newest now."""
    with tx.given(id_table(read)) as given:
        rows = tx.rows(f"SELECT article_id, content_hash FROM {articles_among(given)}")
    return [name for name, known in rows if _hash(read[name]) == known]


def load_meaning(
    tx: Transaction, read: dict[str, Reading], titles: Mapping[str, str], decisions: Decisions
) -> None:
    """What follows from the newest texts: copies first, since they decide what is a voice of its own."""
    current = current_articles(tx, read)
    regrouped = load_duplicates(tx, current, titles)
    mentions = {
        article.article_id: _mentions(article, read[article.article_id].mentions) for article in current
    }
    tx.merge(_unlisted_parties(mentions.values()))
    load_mentions(tx, mentions, regrouped, decisions)


def _known(tx: Transaction, batches: Sequence[Batch]) -> dict[str, KnownUrl]:
    seen = {item.url for batch in batches for item in batch.seen}
    read = {reading.url for batch in batches for reading in batch.readings}
    read |= {url for batch in batches for url in batch.passed_over}
    with tx.given(id_table(seen | read)) as given:
        rows = tx.records(KnownUrl, f"url IN (FROM {given})")
    return {row.url: row for row in rows}


def stored(source: Source, reading: Reading) -> commit.Reading:
    """A reading that is an article, as the warehouse takes it."""
    article = reading.article
    assert article is not None
    return commit.Reading(
        article_id=article_id(article.canonical_url, source),
        article=article,
        content_hash=_hash(reading),
        word_count=len(f"{article.lead or ''} {article.body}".split()),
        captured_at=reading.read_at,
    )


def _hash(reading: Reading) -> str:
    article = reading.article
    assert article is not None
    return content_hash(article.title, article.lead, article.body, article.captions)


def _mentions(article: CurrentArticle, mentions: Sequence[Mention]) -> list[StoredMention]:
    return [
        StoredMention(
            **{name: getattr(mention, name) for name in columns_of(Mention)},
            mention_id=mention_id(article.article_id, article.version, position),
            article_id=article.article_id, source=article.source, title=article.title,
            published_at=article.published_at, reader=READER,
        )
        for position, mention in enumerate(mentions)
    ]  # fmt: skip


def _unlisted_parties(mentions: Iterable[Sequence[StoredMention]]) -> list[Party]:
    """Rows for parties that the gazetteer does not hold, as the articles write them."""
    listed = {party.party_id for party in all_parties()}
    found = {
        party.party_id: party
        for mention in chain.from_iterable(mentions)
        for party in mention.parties
        if party.party_id not in listed
    }
    return [
        Party(
            party_id=party_id, name=party.name, kind=party.kind, country=party.country, valid_from=None,
            valid_to=None, successor_id=None, region=None, code=None, zone=None, rank=None, note=None,
        )
        for party_id, party in sorted(found.items())
    ]  # fmt: skip
