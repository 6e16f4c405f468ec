"""What the pages show, read from one snapshot of the warehouse and written as chunks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.report.chunks import web_link, write_chunk
from flows.report.evidence import PARTS, Span, pieces
from flows.report.tiles import tiles
from warehouse.query import Console
from warehouse.record import record
from warehouse.schema import quote

PROGRAMS_PER_CHUNK = 40
ARTICLES_PER_CHUNK = 2500
# Longer than any real headline: keeps the tables light when a page is hostile. The card has all of it.
LONGEST_TITLE = 300
LONGEST_LEAD = 240
COVERAGE_DAYS = 366

_PROGRAMS = """SELECT programs.*,
    coalesce(parties, []) AS parties, coalesce(sectors, []) AS sectors, coalesce(reviews, []) AS reviews
FROM programs
LEFT JOIN (SELECT program_id, list(party_id ORDER BY party_id) AS parties FROM program_parties GROUP BY ALL)
    USING (program_id)
LEFT JOIN (SELECT program_id, list(sector ORDER BY sector) AS sectors FROM program_sectors GROUP BY ALL)
    USING (program_id)
LEFT JOIN (
    SELECT program_id, list(DISTINCT published_at::DATE ORDER BY published_at::DATE) AS reviews
    FROM program_reports
    WHERE stage = 'review' AND published_at IS NOT NULL GROUP BY ALL
) USING (program_id)
ORDER BY program_id"""

_PARTIES = """WITH used AS (
    SELECT party_id, any_value(name) AS name, any_value(kind) AS kind, any_value(country) AS country,
        any_value(current_party_id) AS current_party_id
    FROM program_parties GROUP BY party_id
)
SELECT party_id, coalesce(parties.name, used.name) AS name, coalesce(used.kind, parties.kind) AS kind,
    coalesce(used.country, parties.country) AS country,
    coalesce(used.current_party_id, parties.successor_id, party_id) AS current_id,
    zone, valid_from, valid_to
FROM used FULL JOIN (SELECT * FROM parties WHERE kind = 'province'
    OR party_id IN (SELECT current_party_id FROM program_parties)) AS parties USING (party_id)
ORDER BY party_id"""

_COVERAGE = f"""SELECT source, day, outcome, pages FROM coverage
WHERE day > (SELECT max(day) FROM coverage) - {COVERAGE_DAYS} ORDER BY source, day, outcome"""

_ARTICLES = f"""SELECT title[1:{LONGEST_TITLE}] AS title, lead[1:{LONGEST_LEAD}] AS lead, source,
    published_at::DATE AS published_on, url, programs
FROM articles LEFT JOIN (
    SELECT article_id, list(DISTINCT program_id ORDER BY program_id) AS programs
    FROM program_mentions GROUP BY ALL) USING (article_id)
WHERE is_primary
ORDER BY published_at DESC NULLS LAST, article_id"""

_SIGNATORIES = """SELECT program_id, list({'name': name, 'title': title} ORDER BY name)
FROM program_signatories GROUP BY ALL ORDER BY program_id"""

_CARDS = """SELECT program_id, links.stage, links.confidence, links.evidence,
    words.source, words.url, words.published_at, reader,
    words.title, words.lead, words.body, array_to_string(words.captions, chr(10)) AS captions
FROM program_mentions AS links
JOIN (SELECT mention_id, reader FROM state.mentions) USING (mention_id)
JOIN article_versions AS words ON words.article_id = links.article_id
    AND words.version = try_cast(split_part(links.mention_id, '.', 2) AS INTEGER)
ORDER BY program_id, words.published_at NULLS LAST, links.mention_id"""


@record
class Snapshot:
    """The moment that the report speaks of."""

    snapshot_id: int | None
    made_at: datetime


def write_data(console: Console, folder: Path, snapshot: Snapshot) -> dict[str, int]:
    """Writes every chunk below ``folder``; gives the numbers of programs, parties and articles."""
    made = page_chunks(console)
    programs, parties = made["programs"], made["parties"]
    for name, payload in made.items():
        write_chunk(
            folder, name, {**payload, "per_chunk": PROGRAMS_PER_CHUNK} if name == "programs" else payload
        )
    _write_cards(console, folder, [row[0] for row in programs["rows"]])
    counts = {
        "programs": len(programs["rows"]),
        "parties": len(parties["rows"]),
        "articles": _write_articles(console, folder),
    }
    chunks = -(-counts["articles"] // ARTICLES_PER_CHUNK)
    write_chunk(folder, "summary", {
        **summary(console), **asdict(snapshot), "searchable": counts["articles"], "article_chunks": chunks,
    })  # fmt: skip
    return counts


def page_chunks(console: Console) -> dict[str, Any]:
    """What the pages need before they are drawn, by chunk; all but the summary."""
    programs = _table(console, _PROGRAMS)
    _shorten(programs)
    return {
        "programs": programs,
        "parties": _table(console, _PARTIES),
        "tiles": [asdict(tile) for tile in tiles()],
        "coverage": _table(console, _COVERAGE),
        "sources": _table(console, "SELECT * FROM source_health ORDER BY source"),
    }


def cards_of(console: Console, program_id: str) -> dict[str, Any]:
    """Evidence cards and signatories of one program."""
    only = f"SELECT * FROM ({{}}) WHERE program_id = {quote(program_id)}"
    with console.ask(only.format(_CARDS)) as answer:
        cards = [card(dict(zip(answer.columns, row, strict=True))) for row in answer.rows()]
    with console.ask(only.format(_SIGNATORIES)) as answer:
        people = [row[1] for row in answer.rows()]
    return {"cards": cards, "people": people[0] if people else []}


def _table(console: Console, sql: str) -> dict[str, Any]:
    with console.ask(sql) as answer:
        return {"columns": list(answer.columns), "rows": [list(row) for row in answer.rows()]}


def _shorten(programs: dict[str, Any]) -> None:
    title = programs["columns"].index("title")
    for row in programs["rows"]:
        row[title] = row[title][:LONGEST_TITLE]


def summary(console: Console) -> dict[str, Any]:
    """Totals of the whole warehouse, with what they are counted from."""
    totals = _one(console, """SELECT count(*) AS articles, count(*) FILTER (is_primary) AS unique_articles,
        count(*) FILTER (published_at IS NULL) AS undated,
        (SELECT count(DISTINCT article_id) FROM program_mentions) AS telling,
        (SELECT count(*) FROM program_mentions) AS mentions,
        (SELECT count(*) FROM fetches) AS fetches,
        (SELECT count(*) FROM rejects) AS rejects,
        (SELECT count(*) FROM runs) AS runs,
        min(published_at) AS first_at, max(published_at) AS last_at
        FROM articles""")  # fmt: skip
    pages = _table(console, "SELECT outcome, sum(pages)::BIGINT FROM coverage GROUP BY ALL ORDER BY ALL")
    programs = _one(
        console,
        """SELECT count(*) AS "all", count(*) FILTER (status = 'active') AS active,
        count(*) FILTER (status = 'silent') AS silent, count(*) FILTER (outlet_count = 1) AS single
        FROM programs""",
    )
    years = _table(
        console,
        """SELECT coalesce(period_start, year(signed_on), year(first_reported_on)), count(*)
        FROM programs WHERE coalesce(period_start, year(signed_on), year(first_reported_on)) IS NOT NULL
        GROUP BY ALL ORDER BY ALL""",
    )["rows"]
    return {"totals": totals, "pages": dict(pages["rows"]), "programs": programs, "years": years}


def _one(console: Console, sql: str) -> dict[str, Any]:
    found = _table(console, sql)
    return dict(zip(found["columns"], found["rows"][0], strict=True))


def _write_articles(console: Console, folder: Path) -> int:
    """Search chunks, newest first; gives the number of articles."""
    written = 0
    with console.ask(_ARTICLES) as answer:
        for number, chunk in enumerate(_batches(answer.rows(), ARTICLES_PER_CHUNK)):
            rows = [[*row[:4], web_link(row[4]), row[5]] for row in chunk]
            write_chunk(folder, f"articles-{number}", rows)
            written += len(rows)
    return written


def _batches(rows: Iterator[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_cards(console: Console, folder: Path, program_ids: Sequence[str]) -> None:
    """One chunk for every forty programs, in the order of their ids, as the rows come."""
    chunk_of = {program_id: at // PROGRAMS_PER_CHUNK for at, program_id in enumerate(program_ids)}
    with console.ask(_SIGNATORIES) as answer:
        people = dict(answer.rows())
    number, cards = 0, defaultdict[str, list[dict[str, Any]]](list)
    with console.ask(_CARDS) as answer:
        for row in answer.rows():
            values = dict(zip(answer.columns, row, strict=True))
            if values["program_id"] not in chunk_of:
                continue
            if chunk_of[values["program_id"]] != number:
                _write_card_chunk(folder, number, program_ids, cards, people)
                number, cards = chunk_of[values["program_id"]], defaultdict(list)
            cards[values["program_id"]].append(card(values))
    _write_card_chunk(folder, number, program_ids, cards, people)


def _write_card_chunk(
    folder: Path, number: int, ids: Sequence[str], cards: dict[str, Any], people: dict[str, Any]
) -> None:
    here = ids[number * PROGRAMS_PER_CHUNK : (number + 1) * PROGRAMS_PER_CHUNK]
    payload = {one: {"cards": cards.get(one, []), "people": people.get(one, [])} for one in here}
    write_chunk(folder, f"cards-{number}", payload)


def card(values: dict[str, Any]) -> dict[str, Any]:
    """An evidence card: what one article says of a program, part by part, quotes marked."""
    spans = [Span(**span) for span in values["evidence"] or []]
    parts = {
        part: [[piece.text, list(piece.fields)] for piece in found]
        for part in PARTS
        if (found := pieces(values[part] or "", [span for span in spans if span.part == part]))
    }
    kept = {key: values[key] for key in ("stage", "confidence", "source", "published_at", "reader")}
    return {**kept, "title": values["title"], "url": web_link(values["url"]), "parts": parts}
