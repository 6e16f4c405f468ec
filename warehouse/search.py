"""Full-text search: an inverted index of title, lead and body in the lake; the SQL macro ``search`` reads it.

Vietnamese is written in syllables and often typed without marks, so that the terms are syllables without
marks, and each two that stand side by side: "Hà Tĩnh" gives ``ha``, ``tinh`` and ``ha tinh``. The index is
brought up to date at the end of each run and by maintenance, a segment of some thousand articles at a time.
"""

from typing import TYPE_CHECKING

from warehouse.record import record
from warehouse.store import Store
from warehouse.transaction import Transaction

if TYPE_CHECKING:
    pass

# Bounds the memory of one step: measured, 4,000 articles of 400 words need less than 256 MB.
SEGMENT_ARTICLES = 4_000
# Articles of one transaction: to find those that are not indexed costs seconds among a million.
ARTICLES_AT_ONCE = 10 * SEGMENT_ARTICLES
# Weights by part: a term in the title says more than one in the body.
_PARTS = {"title": 4, "lead": 2, "body": 1}


@record
class Indexed:
    """What was added to the index."""

    articles: int
    segments: int


def index_articles(store: Store, run_id: str) -> Indexed:
    """Adds the versions of articles that the index does not know; each step is seen when it is whole."""
    articles = segments = 0
    while added := store.write(run_id, "search index", _add_segments):
        articles, segments = articles + added, segments + -(-added // SEGMENT_ARTICLES)
        if added < ARTICLES_AT_ONCE:
            break
    return Indexed(articles=articles, segments=segments)


def _add_segments(tx: Transaction) -> int:
    """Some segments: their documents and their terms; gives the number of documents."""
    (first,) = tx.rows("SELECT coalesce(max(segment), -1) + 1 FROM state.search_documents")[0]
    tx.execute(
        f"""CREATE OR REPLACE TEMP TABLE fresh_documents AS
        SELECT {first} + place // {SEGMENT_ARTICLES} AS segment, place % {SEGMENT_ARTICLES} AS document,
            article_id, version, title, lead, body
        FROM (
            SELECT *, row_number() OVER () - 1 AS place
            FROM (FROM state.heads ANTI JOIN state.search_documents USING (article_id, version)
                LIMIT {ARTICLES_AT_ONCE})
            JOIN article_versions USING (article_id, version)
        )"""
    )
    (count,) = tx.rows("SELECT count(*) FROM fresh_documents")[0]
    if count:
        tx.execute(
            """INSERT INTO state.search_documents BY NAME
            SELECT segment, document, article_id, version FROM fresh_documents"""
        )
        for segment in range(first, first + -(-count // SEGMENT_ARTICLES)):
            for part, weight in _PARTS.items():
                tx.execute(_postings(segment, part, weight))
    tx.execute("DROP TABLE fresh_documents")
    return int(count)


def _postings(segment: int, part: str, weight: int) -> str:
    return f"""INSERT INTO state.search_postings BY NAME
        WITH texts AS (
            SELECT segment, document, search_words({part}) AS words
            FROM fresh_documents
            WHERE segment = {segment} AND {part} IS NOT NULL
        ),
        terms AS (
            SELECT segment, document, unnest(list_distinct(words || list_transform(
                range(1, len(words)), lambda n: words[n] || ' ' || words[n + 1]
            ))) AS term
            FROM texts
        )
        SELECT segment, term, {weight} AS weight, list(document ORDER BY document) AS documents
        FROM terms GROUP BY segment, term ORDER BY term"""
