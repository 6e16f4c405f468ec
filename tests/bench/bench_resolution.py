"""Measures program resolution and the query book.

    python tests/bench/bench_resolution.py quality            B-cubed on the labelled articles and made worlds
    python tests/bench/bench_resolution.py growth [PROGRAMS]  1,000 new mentions against 10,000 and 1,000,000 programs
    python tests/bench/bench_resolution.py book [PROGRAMS ARTICLES]  each query of the book

The large warehouse repeats one made world under other party ids, so that each party has as many programs as in
the small one, and only the size differs.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "transforms" / "resolution")]

from bcubed import bcubed  # noqa: E402
from labelled import read_labelled, shared_folder  # noqa: E402
from made_world import QUIET, make_world  # noqa: E402

from transforms.parties import all_parties  # noqa: E402
from transforms.resolution import block_keys, find_neighbourhood, resolve  # noqa: E402
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
        _print_scores("labelled articles", *read_labelled())
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
    """Seconds to look up, resolve and store 1,000 new mentions, by size of the warehouse."""
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
        started = time.perf_counter()
        result = work()
        spent.setdefault(name, []).append(time.perf_counter() - started)
        return result

    class Undone(Exception):
        pass

    try:
        with store.transaction("bench", "update") as tx:
            near = step("look up", lambda: find_neighbourhood(new, MentionShelf(tx)))
            made = step("resolve", lambda: resolve(near.reports, homes=near.homes))
            rows = [
                row for program in made.programs
                for row in (program.facts, *program.parties, *program.sectors, *program.signatories, *program.links)
            ]  # fmt: skip
            step("store", lambda: replace_programs(tx, made.mention_ids, rows))
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
                print(f"{query.name}: {_milliseconds(lambda: connection.execute(query.sql).fetchall()):.0f} ms")  # noqa: B023


def _milliseconds(work: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        work()
        return (time.perf_counter() - started) * 1000

    return statistics.median(once() for _ in range(5))


class _warehouse:  # noqa: N801
    def __enter__(self) -> Path:
        self.home = Path(tempfile.mkdtemp(prefix="hoptac-bench-"))
        return self.home

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.home)


def _fill(store: Store, reports: list[Report], times: int) -> None:
    made = resolve(reports)
    rows = [
        row for program in made.programs
        for row in (program.facts, *program.parties, *program.sectors, *program.signatories, *program.links)
    ]  # fmt: skip
    mentions = [report.mention for report in reports]
    blocks = [row for report in reports for row in block_keys(report.mention)]
    store.write("bench", "one world", lambda tx: _put_once(tx, rows, mentions, blocks, reports))
    for part in range(1, times, 20):
        store.write("bench", "copies", lambda tx: _repeat(tx, part, min(times, part + 20)))  # noqa: B023


def _put_once(tx: Transaction, rows: list, mentions: list, blocks: list, reports: list[Report]) -> None:
    by_type: dict[type, list] = {}
    for row in rows:
        by_type.setdefault(type(row), []).append(row)
    for listed in (*by_type.values(), mentions, blocks, list(all_parties())):
        tx.append(listed)
    articles = {report.mention.article_id: report for report in reports}
    values = [(key, r.url, r.mention.source, r.cluster_id, r.is_primary, r.mention.published_at) for key, r in articles.items()]
    import pyarrow as pa

    columns = ("article_id", "url", "source", "cluster_id", "is_primary", "published_at")
    with tx.given(pa.table({name: [row[at] for row in values] for at, name in enumerate(columns)})) as name:
        tx.execute(_ARTICLES.format(source=name))


_ARTICLES = """
INSERT INTO articles BY NAME
SELECT *, url AS canonical_url, 'Tin' AS title, 'Dẫn' AS lead, repeat('hai tỉnh ký kết hợp tác ', 20) AS body,
    []::VARCHAR[] AS captions, []::VARCHAR[] AS authors, 'rule' AS published_from, NULL AS modified_at,
    NULL AS section, []::VARCHAR[] AS tags, 'vi' AS language, NULL AS credit, 'rule/1' AS extractor, 1 AS version,
    now() AS seen_at, article_id AS content_hash, 100 AS word_count, now() AS first_seen_at, now() AS last_seen_at
FROM {source}
"""

# The first world has ids without a mark; copy k has them with k.
_COPIES = {
    "state.programs": "program_id || k AS program_id, renewal_of || k AS renewal_of",
    "program_parties": "program_id || k AS program_id, party_id || k AS party_id, current_party_id || k AS current_party_id",
    "program_sectors": "program_id || k AS program_id",
    "program_signatories": "program_id || k AS program_id",
    "state.program_mentions": "mention_id || k AS mention_id, program_id || k AS program_id, article_id || k AS article_id",
    "state.mentions": "mention_id || k AS mention_id, article_id || k AS article_id",
    "state.mention_blocks": "xor(block, hash(k)::BIGINT) AS block, mention_id || k AS mention_id",
    "articles": "article_id || k AS article_id",
}
_MARKED = {
    "state.mention_blocks": "mention_id", "state.mentions": "mention_id", "state.program_mentions": "mention_id",
    "articles": "article_id",
}  # fmt: skip


def _repeat(tx: Transaction, first: int, last: int) -> None:
    for table, changes in _COPIES.items():
        key = _MARKED.get(table, "program_id")
        tx.execute(
            f"INSERT INTO {table} BY NAME SELECT * REPLACE ({changes.replace('hash(k)::BIGINT', '(hash(k) >> 1)::BIGINT')})"
            f" FROM (FROM {table} WHERE NOT contains({key}, '~')),"
            f" (SELECT '~' || unnest(range({first}, {last})) AS k)".replace("SELECT * REPLACE", "SELECT * EXCLUDE (k) REPLACE")
        )


def _add_articles(tx: Transaction, wanted: int) -> None:
    """Articles that tell of no program, up to a number."""
    have = tx.rows("SELECT count(*) FROM articles")[0][0]
    tx.execute(
        "INSERT INTO articles BY NAME SELECT * EXCLUDE (n) REPLACE ('x' || n AS article_id)"
        f" FROM (FROM articles LIMIT 1), range({max(0, wanted - have)}) AS numbers (n)"
    )


if __name__ == "__main__":
    task, *numbers = sys.argv[1:] or ["quality"]
    {"quality": quality, "growth": growth, "book": book}[task](*map(int, numbers))
