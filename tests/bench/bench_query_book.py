"""Measures every query of the book on a large warehouse: wall and CPU seconds, on two threads.

Run: ``python -m tests.bench.bench_query_book [ARTICLES] [PROGRAMS] [WORDS] [HOME] [MEMORY]`` (default:
1,000,000 articles of 40 words, 50,000 programs, a home that is removed afterwards, 256MB; a named home is
kept and used again).
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.bench.large_lake import make_large_lake
from warehouse.connect import Lake
from warehouse.query import Console
from warehouse.query_book import named_queries

RUNS = 3
BAR_SECONDS = 0.2


def main(
    articles: int = 1_000_000, programs: int = 50_000, words: int = 40, home: str = "", memory: str = "256MB"
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(home or folder)
        if not (place / "catalog.sqlite").exists():
            start = time.perf_counter()
            make_large_lake(place, articles=articles, programs=programs, words=words)
            print(
                f"made {articles:,} articles and {programs:,} programs in {time.perf_counter() - start:.0f} s"
            )
        measure(Lake(catalog=str(place / "catalog.sqlite"), store=str(place), memory_limit=memory))


def measure(lake: Lake) -> None:
    slow = 0
    print(f"{'query':32} {'rows':>7} {'wall ms':>8} {'best':>6} {'CPU ms':>7}")
    with Console(lake) as console:
        for query in named_queries():
            taken = [_ask(console, query.sql) for _ in range(RUNS + 1)][1:]
            wall = statistics.median(seconds for seconds, _, _ in taken)
            best = min(seconds for seconds, _, _ in taken)
            cpu = statistics.median(seconds for _, seconds, _ in taken)
            slow += wall > BAR_SECONDS
            times = f"{wall * 1e3:8.0f} {best * 1e3:6.0f} {cpu * 1e3:7.0f}"
            print(f"{query.name:32} {taken[0][2]:7,} {times}", flush=True)
    print(
        f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB; "
        f"{slow} of {len(named_queries())} take more than {BAR_SECONDS * 1e3:.0f} ms at the median of {RUNS}"
    )


def _ask(console: Console, sql: str) -> tuple[float, float, int]:
    start, cpu = time.perf_counter(), time.process_time()
    with console.ask(sql) as answer:
        rows = _count(answer.rows())
    return time.perf_counter() - start, time.process_time() - cpu, rows


def _count(rows: Iterable[object]) -> int:
    return sum(1 for _ in rows)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:4]), *sys.argv[4:6])
