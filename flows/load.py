"""Loads a batch: articles, copies, programs, discovery state and ledger, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from extractors.urls import article_id
from flows.batch import Batch, coverage_rows, reject_rows, totals_of, url_rows
from flows.load_duplicates import load_duplicates
from flows.load_programs import follow_decisions, load_mentions
from flows.reading import Reading
from flows.runs import Totals
from transforms.parties import all_parties
from transforms.programs import READER
from transforms.resolution import Decisions, mention_id
from transforms.text import content_hash
from warehouse import commit
from warehouse.record import columns_of
from warehouse.store import Store
from warehouse.tables import CurrentArticle, KnownUrl, Mention, Party, Reject, StoredMention
from warehouse.transaction import Transaction


def load_batch(store: Store, batch: Batch, titles: Mapping[str, str], decisions: Decisions) -> Totals:
    """Commits a batch; loading it again changes nothing but the log of requests.

    ``titles`` are the names of the papers by source, as other papers credit them.
    """
    message = f"{batch.name}: {len(batch.readings)} pages"
    written = store.write(batch.run_id, message, lambda tx: _load(tx, batch, titles, decisions))
    counted = totals_of(batch.fetches, batch.readings)
    return counted + Totals(new_articles=len(written.new), new_versions=written.new_versions)


def prepare(store: Store, run_id: str, decisions: Decisions) -> None:
    """Brings the gazetteer of this version and the decisions of people into the warehouse."""

    def bring(tx: Transaction) -> None:
        tx.merge(all_parties())
        follow_decisions(tx, decisions)

    store.write(run_id, "parties and decisions", bring)


def _load(tx: Transaction, batch: Batch, titles: Mapping[str, str], decisions: Decisions) -> commit.Written:
    read = {article_id(r.article.canonical_url, batch.source): r for r in batch.readings if r.article}
    known = _known(tx, batch)
    written = _load_articles(tx, batch, known)
    _load_log(tx, batch, known)
    if written.read_again:
        _load_meaning(
            tx, {name: read[name] for name in written.read_again if name in read}, titles, decisions
        )
    ids = {reading.url: name for name, reading in read.items()}
    if batch.incremental:
        tx.merge(url_rows(batch, known, ids | _other_names(batch, ids)))
        tx.merge(batch.feeds)
    return written


def _load_articles(tx: Transaction, batch: Batch, known: dict[str, KnownUrl]) -> commit.Written:
    written = commit.write_articles(
        tx, [_stored(batch, reading) for reading in batch.readings if reading.article]
    )
    unchanged = {
        state.article_id: reading.read_at
        for reading in batch.readings
        if reading.outcome == "unchanged" and (state := known.get(reading.url)) and state.article_id
    }
    commit.confirm_articles(tx, unchanged)
    return written


def _load_log(tx: Transaction, batch: Batch, known: Mapping[str, KnownUrl]) -> None:
    rejects = [row for row in reject_rows(batch) if _news(row, known.get(row.url))]
    for rows in (batch.fetches, rejects, coverage_rows(batch), batch.checks):
        tx.append(rows)


def _news(reject: Reject, state: KnownUrl | None) -> bool:
    """A page that was rejected for the same reason when it was last looked at is no news."""
    return state is None or state.outcome != f"reject:{reject.reason}"


def _load_meaning(
    tx: Transaction, read: dict[str, Reading], titles: Mapping[str, str], decisions: Decisions
) -> None:
    """What follows from the newest texts: copies first, since they decide what is a voice of its own."""
    current = tx.records(CurrentArticle, "article_id IN (SELECT unnest($ids))", {"ids": list(read)})
    regrouped = load_duplicates(tx, current, titles)
    mentions = {
        article.article_id: _mentions(article, read[article.article_id].mentions) for article in current
    }
    tx.merge(_unlisted_parties(mentions.values()))
    load_mentions(tx, mentions, regrouped, decisions)


def _known(tx: Transaction, batch: Batch) -> dict[str, KnownUrl]:
    urls = {item.url for item in batch.seen} | {reading.url for reading in batch.readings}
    rows = tx.records(KnownUrl, "url IN (SELECT unnest($urls))", {"urls": list(urls)})
    return {row.url: row for row in rows}


def _other_names(batch: Batch, ids: dict[str, str]) -> dict[str, str]:
    """Addresses whose article another address of the batch stands for, such as a page under two slugs."""
    return {
        reading.url: article_id(reading.article.canonical_url, batch.source)
        for reading in batch.readings
        if reading.article and reading.url not in ids
    }


def _stored(batch: Batch, reading: Reading) -> commit.Reading:
    article = reading.article
    assert article is not None
    return commit.Reading(
        article_id=article_id(article.canonical_url, batch.source),
        article=article,
        content_hash=content_hash(article.title, article.lead, article.body, article.captions),
        word_count=len(f"{article.lead or ''} {article.body}".split()),
        captured_at=reading.read_at,
    )


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
