"""Measures loading: many small commits, one large one, one of changes, and reads between and after.

python tests/bench/bench_load.py small [COMMITS]    commits of 20 articles, read times, compaction
python tests/bench/bench_load.py large [ARTICLES]   one load from Arrow, then one in which a tenth changed
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "warehouse")]

import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
from readings import DAWN, make_reading  # noqa: E402

from warehouse.commit import _as_version, write_articles, write_versions  # noqa: E402
from warehouse.maintain import maintain  # noqa: E402
from warehouse.schema import arrow_schema, to_arrow  # noqa: E402
from warehouse.store import Store  # noqa: E402
from warehouse.tables import ArticleVersion  # noqa: E402

QUERIES = {
    "count": "SELECT count(*) FROM articles",
    "by source and day": "SELECT source, published_at::DATE, count(*) FROM articles GROUP BY ALL",
    "text search": "SELECT count(*) FROM articles WHERE body LIKE '%số 17 %'",
}


def small(commits: int) -> None:
    with tempfile.TemporaryDirectory() as home, Store.open(Path(home) / "catalog.sqlite", home) as store:
        for part in range(0, commits, 100):
            cpu = time.process_time()
            for number in range(part, min(part + 100, commits)):
                batch = [
                    make_reading(f"a{number}-{i}", f"số {i} " + "lời " * 700, day=number % 300)
                    for i in range(20)
                ]
                store.write("bench", "small", lambda tx, batch=batch: write_articles(tx, batch))
            each = (time.process_time() - cpu) / 100
            print(f"commits {part + 100}: {each * 1000:.0f} ms CPU each, {_size(home)}; {_reads(store)}")
        cpu = time.process_time()
        done = maintain(store, keep=timedelta(0), grace=timedelta(0))
        taken = f"{time.process_time() - cpu:.1f} s CPU, files {done.files_before} -> {done.files_after}"
        print(f"maintain: {taken}; {_size(home)}; {_reads(store)}")
        _memory()


def large(articles: int) -> None:
    with (
        tempfile.TemporaryDirectory() as home,
        Store.open(Path(home) / "catalog.sqlite", home, memory_limit="2GB") as store,
    ):
        rows = _many(articles)
        _load(store, home, "first load", rows)
        changed = pc.equal(pc.bit_wise_and(pa.array(range(articles)), 7), 0)
        marked = pc.if_else(
            changed, pc.binary_join_element_wise(rows["content_hash"], "2", ""), rows["content_hash"]
        )
        rows = rows.set_column(
            rows.schema.get_field_index("content_hash"), rows.schema.field("content_hash"), marked
        )
        later = pa.array([DAWN + timedelta(days=1)] * articles, rows.schema.field("seen_at").type)
        rows = rows.set_column(rows.schema.get_field_index("seen_at"), rows.schema.field("seen_at"), later)
        _load(store, home, "second load, an eighth changed", rows)
        print(_reads(store))
        _memory()


def _many(articles: int) -> pa.Table:
    """One article of 3 KB, many times over, with ids and texts of its own each."""
    one = to_arrow(ArticleVersion, [_as_version(make_reading("a", "lời " * 150))])
    rows = pa.concat_tables([one] * articles).combine_chunks()
    numbers = pa.array([f"{number * 2654435761 % 2**32:08x}-{number}" for number in range(articles)])
    texts = pa.array(
        [" ".join(f"{(number * 31 + i * 7919) % 99991:x}" for i in range(500)) for number in range(articles)]
    )
    for name, values in (("article_id", numbers), ("content_hash", numbers), ("body", texts)):
        rows = rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), values)
    return rows.cast(arrow_schema(ArticleVersion))


def _load(store: Store, home: str, name: str, rows: pa.Table) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    written = store.write("bench", name, lambda tx: write_versions(tx, rows))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    done = f"{rows.num_rows} rows, {len(written.new)} new, {len(written.changed)} changed"
    speed = f"{cpu:.1f} s CPU, {wall:.1f} s, {rows.num_rows / cpu:.0f} rows per CPU second"
    print(f"{name}: {done}; {speed}; {_size(home)}")


def _reads(store: Store) -> str:
    return ", ".join(
        f"{name} {_milliseconds(lambda sql=sql: store.rows(sql)):.0f} ms" for name, sql in QUERIES.items()
    )


def _milliseconds(work: Callable[[], Any]) -> float:
    """Best of three, in CPU time: the machine may be shared."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1000


def _size(home: str) -> str:
    files = [file for file in (Path(home) / "lake").rglob("*") if file.is_file()]
    data = sum(file.stat().st_size for file in files)
    catalog = (Path(home) / "catalog.sqlite").stat().st_size
    return f"{len(files)} files of {data / 1e6:.1f} MB, catalog {catalog / 1e6:.1f} MB"


def _memory() -> None:
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    kind = sys.argv[1] if len(sys.argv) > 1 else "small"
    size = int(sys.argv[2]) if len(sys.argv) > 2 else {"small": 500, "large": 100_000}[kind]
    {"small": small, "large": large}[kind](size)
