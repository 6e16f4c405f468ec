"""Measures program resolution and the query book.

    bench_resolution.py quality                   B-cubed on the labelled articles and made worlds
    bench_resolution.py growth [PROGRAMS]         1,000 new mentions against 10,000 and 1,000,000 programs
    bench_resolution.py book [PROGRAMS ARTICLES]  each query of the book

The large warehouse repeats one made world under other party ids, so that each party has as many programs as
in the small one, and only the size differs. Times are CPU seconds of all threads.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "transforms" / "resolution")]

import duckdb  # noqa: E402
import pyarrow as pa  # noqa: E402
from bcubed import bcubed  # noqa: E402
from labelled import read_labelled, shared_folder  # noqa: E402
from made_world import QUIET, make_world  # noqa: E402
from read_articles import read_articles  # noqa: E402

from transforms.parties import all_parties  # noqa: E402
from transforms.resolution import Resolution, block_keys, find_neighbourhood, resolve  # noqa: E402
from warehouse.mentions import MentionShelf, replace_programs  # noqa: E402
from warehouse.query_book import named_queries  # noqa: E402
from warehouse.store import Store  # noqa: E402
from warehouse.tables import Report  # noqa: E402
from warehouse.transaction import Transaction  # noqa: E402

WORLD = 5_000
NEW = 1_000
HELD_OUT_SEEDS = range(5_001, 5_006)


def quality() -> None:
    """B-cubed precision, recall and F1; the seeds were not used to set weights."""
    if (shared_folder() / "gold").is_dir():
        _print_scores("labels", *read_labelled())
        reports, events, missed = read_articles()
        _print_scores(f"labelled articles as read ({missed} programs not found)", reports, events)
    for seed in HELD_OUT_SEEDS:
        _print_scores(f"made world, seed {seed}", *make_world(seed, 1_000))
    _print_scores("made world without noise", *make_world(HELD_OUT_SEEDS[0], 1_000, QUIET))


def _print_scores(name: str, reports: list[Report], events: dict[str, str]) -> None:
    started = time.process_time()
    made = resolve(reports)
    seconds = time.process_time() - started
    found = {link.mention_id: link.program_id for program in made.programs for link in program.links}
    precision, recall, f1 = bcubed(found, events)
    print(
        f"{name}: {len(reports)} mentions, {len(set(events.values()))} programs, found {len(made.programs)}; "
        f"P {precision:.4f} R {recall:.4f} F1 {f1:.4f}; {len(reports) / seconds:,.0f} mentions/s"
    )


def growth(programs: int = 1_000_000) -> None:
    """CPU seconds to look up, resolve and store 1,000 new mentions, by size of the warehouse."""
    reports, _ = make_world(7, WORLD)
    new, stored = reports[:NEW], reports[NEW:]
    for size in (10_000, programs):
        with _warehouse() as home, Store.open(home / "catalog.sqlite", home) as store:
            _fill(store, stored, size // WORLD)
            _time_update(store, new, f"{size:,} programs")


def _time_update(store: Store, new: list[Report], name: str) -> None:
    spent: dict[str, list[float]] = {}
    for _ in range(3):
        _update_once(store, new, spent)
    parts = {step: statistics.median(seconds) for step, seconds in spent.items()}
    print(f"{name}: {sum(parts.values()):.2f} s; " + ", ".join(f"{k} {v:.2f}" for k, v in parts.items()))


def _update_once(store: Store, new: list[Report], spent: dict[str, list[float]]) -> None:
    """One update, rolled back so that each round meets the same warehouse."""

    def step(name: str, work: Callable[[], object]) -> object:
        started = time.process_time()
        result = work()
        spent.setdefault(name, []).append(time.process_time() - started)
        return result

    class Undone(Exception):
        pass

    try:
        with store.transaction("bench", "update") as tx:
            near = step("look up", lambda: find_neighbourhood(new, MentionShelf(tx)))
            made = step("resolve", lambda: resolve(near.reports, homes=near.homes))
            step("store", lambda: replace_programs(tx, made.mention_ids, _rows(made)))
            raise Undone
    except Undone:
        return


def book(programs: int = 50_000, articles: int = 1_000_000) -> None:
    """Milliseconds of each query, median of five."""
    reports, _ = make_world(7, WORLD)
    with _warehouse() as home, Store.open(home / "catalog.sqlite", home) as store:
        _fill(store, reports, programs // WORLD)
        store.write("bench", "articles", lambda tx: _add_articles(tx, articles))
        counts = store.rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM programs)")[0]
        print("articles {:,}, programs {:,}".format(*counts))
        with store.reader() as connection:
            for query in named_queries():
                print(f"{query.name}: {_milliseconds(connection, query.sql):.0f} ms")


def _milliseconds(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """Median of five on the clock."""

    def once() -> float:
        started = time.perf_counter()
        connection.execute(sql).fetchall()
        return (time.perf_counter() - started) * 1000

    return statistics.median(once() for _ in range(5))


@contextmanager
def _warehouse() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hoptac-bench-") as home:
        yield Path(home)


def _rows(made: Resolution) -> list[object]:
    parts = ("parties", "sectors", "signatories", "links")
    return [
        row
        for program in made.programs
        for row in (program.facts, *(row for part in parts for row in getattr(program, part)))
    ]


def _fill(store: Store, reports: list[Report], times: int) -> None:
    made = resolve(reports)
    rows = _rows(made)
    mentions = [report.mention for report in reports]
    blocks = [row for report in reports for row in block_keys(report.mention)]
    store.write("bench", "one world", lambda tx: _put_once(tx, rows, mentions, blocks, reports))
    for part in range(1, times, 20):
        store.write("bench", "copies", lambda tx: _repeat(tx, part, min(times, part + 20)))  # noqa: B023


def _put_once(
    tx: Transaction, rows: list[object], mentions: list[object], blocks: list[object], reports: list[Report]
) -> None:
    by_type: dict[type, list[object]] = {}
    for row in rows:
        by_type.setdefault(type(row), []).append(row)
    for listed in (*by_type.values(), mentions, blocks, list(all_parties())):
        tx.append(listed)
    articles = {report.mention.article_id: report for report in reports}
    columns = {
        "article_id": list(articles),
        "url": [report.url for report in articles.values()],
        "source": [report.mention.source for report in articles.values()],
        "cluster_id": [report.cluster_id for report in articles.values()],
        "is_primary": [report.is_primary for report in articles.values()],
        "published_at": [report.mention.published_at for report in articles.values()],
    }
    with tx.given(pa.table(columns)) as name:
        tx.execute(_ARTICLES.format(source=name))
        tx.execute(_HEADS.format(source=name))


_ARTICLES = """
INSERT INTO article_versions BY NAME
SELECT article_id, url, source, published_at, url AS canonical_url, 'Tin' AS title, 'Dẫn' AS lead,
    repeat('hai tỉnh ký kết hợp tác ', 20) AS body,
    []::VARCHAR[] AS captions, []::VARCHAR[] AS authors, 'rule' AS published_from, NULL AS modified_at,
    NULL AS section, []::VARCHAR[] AS tags, 'vi' AS language, NULL AS credit, 'rule/1' AS extractor,
    1 AS version, now() AS seen_at, article_id AS content_hash, 100 AS word_count
FROM {source}
"""
_HEADS = """
INSERT INTO state.heads BY NAME
SELECT article_id, 1 AS version, now() AS first_seen_at, now() AS last_seen_at, cluster_id, is_primary
FROM {source}
"""

# The first world has ids without a mark; those of copy k end in ~k. First the column that tells them apart.
_COPIES = {
    "state.programs": ("program_id", "renewal_of"),
    "program_parties": ("program_id", "party_id", "current_party_id"),
    "program_sectors": ("program_id",),
    "program_signatories": ("program_id",),
    "state.program_mentions": ("program_id", "mention_id", "article_id"),
    "state.mentions": ("mention_id", "article_id"),
    "state.mention_blocks": ("mention_id",),
    "article_versions": ("article_id",),
    "state.heads": ("article_id",),
}


def _repeat(tx: Transaction, first: int, last: int) -> None:
    for table, ids in _COPIES.items():
        changes = [f"{name} || k AS {name}" for name in ids]
        if table == "state.mention_blocks":
            moved = "xor({}, (hash(k) >> 1)::BIGINT)"
            changes += [f"{moved.format(name)} AS {name}" for name in ("block", "home")]
            pairs = f"[{moved.format('TRY_CAST(pair AS BIGINT)')} FOR pair IN string_split(pairs, ' ')]"
            changes.append(f"coalesce(array_to_string({pairs}, ' '), '') AS pairs")
        tx.execute(
            f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (k) REPLACE ({', '.join(changes)})"
            f" FROM (FROM {table} WHERE NOT contains({ids[0]}, '~')),"
            f" (SELECT '~' || unnest(range({first}, {last})) AS k)"
        )


def _add_articles(tx: Transaction, wanted: int) -> None:
    """Articles that tell of no program, up to a number."""
    have = tx.rows("SELECT count(*) FROM state.heads")[0][0]
    for table in ("article_versions", "state.heads"):
        tx.execute(
            f"INSERT INTO {table} BY NAME SELECT * EXCLUDE (n) REPLACE ('x' || n AS article_id)"
            f" FROM (FROM {table} LIMIT 1), range({max(0, wanted - have)}) AS numbers (n)"
        )


if __name__ == "__main__":
    task, *numbers = sys.argv[1:] or ["quality"]
    {"quality": quality, "growth": growth, "book": book}[task](*map(int, numbers))
