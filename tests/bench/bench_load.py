"""Measures loading: many small commits, one large one, one of changes, and reads between and after.

python tests/bench/bench_load.py small [COMMITS]    commits of 20 articles, read times, compaction
python tests/bench/bench_load.py large [ARTICLES] [DLT_PYTHON]
    one load from Arrow, then one that sees all again and in which a tenth changed; the same with dlt, when a
    Python that has it is named
python tests/bench/bench_load.py grow [ARTICLES]
    loads of 500,000 on top of each other, then the last once more with a tenth changed
"""

import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "warehouse")]

import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
from readings import DAWN, make_reading  # noqa: E402

from tests.bench.large_lake import SOURCES, SYLLABLES  # noqa: E402
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


def large(articles: int, dlt_python: str = "") -> None:
    """One load of articles of 3 KB from Arrow, and one that sees all again and changes a tenth."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("first.arrow", "second.arrow")]
        _write(files, articles)
        _load_both(Path(folder) / "home", files)
        for strategy in ("upsert", "delete-insert") if dlt_python else ():
            _load_with_dlt(dlt_python, strategy, Path(folder) / strategy, files, articles)


def grow(articles: int, at_once: int = 500_000) -> None:
    """Loads on top of each other, and one that sees the last again and changes a tenth."""
    text, chance = _long_text(), random.Random(1)
    with (
        tempfile.TemporaryDirectory() as home,
        Store.open(Path(home) / "catalog.sqlite", home, memory_limit="2GB") as store,
    ):
        for start in range(0, articles, at_once):
            rows = _many(range(start, min(articles, start + at_once)), text, chance)
            _load(store, home, f"on top of {start:,}", rows)
        _load(store, home, "a tenth changed", _a_day_later(rows, text, chance))
        print(_reads(store))
        _memory()


def _load_both(home: Path, files: list[Path]) -> None:
    with Store.open(home / "catalog.sqlite", home, memory_limit="2GB") as store:
        for name, file in zip(("first load", "a tenth changed"), files, strict=True):
            with pa.OSFile(str(file)) as source:  # read into memory: what is measured begins with Arrow
                rows = pa.ipc.open_file(source).read_all()
            _load(store, str(home), name, rows)
        print(_reads(store))
        _memory()


def _load_with_dlt(python: str, strategy: str, folder: Path, files: list[Path], articles: int) -> None:
    folder.mkdir()
    script = [python, str(Path(__file__).with_name("load_with_dlt.py")), strategy, str(folder)]
    done = subprocess.run([*script, *map(str, files)], check=True, capture_output=True, text=True)
    for name, line in zip(("first load", "a tenth changed"), done.stdout.splitlines(), strict=True):
        found = json.loads(line)
        speed = f"{found['cpu']:.1f} s CPU, {articles / found['cpu']:.0f} rows per CPU second"
        print(f"dlt {strategy}, {name}: {speed}; {found['bytes'] / 1e6:.1f} MB; rows {found['rows']}")


def _write(files: list[Path], articles: int) -> None:
    """Both loads as Arrow files, a piece at a time."""
    text, chance = _long_text(), random.Random(1)
    with ExitStack() as stack:
        schema = arrow_schema(ArticleVersion)
        sinks = [stack.enter_context(pa.ipc.new_file(str(file), schema)) for file in files]
        for start in range(0, articles, 10_000):
            first = _many(range(start, min(articles, start + 10_000)), text, chance)
            for sink, rows in zip(sinks, (first, _a_day_later(first, text, chance)), strict=True):
                sink.write_table(rows)


def _long_text(letters: int = 8_000_000) -> str:
    """Syllables of Vietnamese prose by rough frequency; any piece of it is a text."""
    chance, count = random.Random(0), math.log(len(SYLLABLES))
    drawn = (SYLLABLES[int(math.exp(chance.random() * count)) - 1] for _ in range(letters // 3))
    return " ".join(drawn)


def _piece(text: str, chance: random.Random) -> str:
    """2,300 letters: 3 KB."""
    start = chance.randrange(len(text) - 2_300)
    return text[start : start + 2_300]


def _many(numbers: range, text: str, chance: random.Random) -> pa.Table:
    one = to_arrow(ArticleVersion, [_as_version(make_reading("a", "lời"))])
    rows = pa.concat_tables([one] * len(numbers)).combine_chunks()
    names = [sha256(str(number).encode()).hexdigest() for number in numbers]
    urls = [
        f"https://baodoi.example/tin-tuc/{name[16:40]}-{number}.html"
        for name, number in zip(names, numbers, strict=True)
    ]
    columns = {
        "article_id": [name[:16] for name in names], "content_hash": [name[32:] for name in names],
        "url": urls, "canonical_url": urls, "title": [_piece(text, chance)[:70] for _ in numbers],
        "body": [_piece(text, chance) for _ in numbers],
        "source": [f"bao{number % SOURCES}" for number in numbers],
        "published_at": [DAWN + timedelta(seconds=7 * number) for number in numbers],
        "seen_at": [DAWN + timedelta(seconds=7 * number + 600) for number in numbers],
    }  # fmt: skip
    return _with(rows, columns)


def _a_day_later(rows: pa.Table, text: str, chance: random.Random) -> pa.Table:
    """All seen again, every tenth with another text."""
    hashes, bodies = rows["content_hash"].to_pylist(), rows["body"].to_pylist()
    for place in range(0, rows.num_rows, 10):
        hashes[place], bodies[place] = hashes[place][::-1], _piece(text, chance)
    later = pc.add(rows["seen_at"], pa.scalar(timedelta(days=400), pa.duration("us")))
    return _with(rows, {"content_hash": hashes, "body": bodies, "seen_at": later})


def _with(rows: pa.Table, columns: dict[str, Any]) -> pa.Table:
    for name, values in columns.items():
        field = rows.schema.field(name)
        rows = rows.set_column(
            rows.schema.get_field_index(name),
            field,
            [pa.array(values, field.type)] if isinstance(values, list) else values,
        )
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
    kind, count, *more = [*sys.argv[1:], *("small", "500")[len(sys.argv) - 1 :]]
    {"small": small, "large": large, "grow": grow}[kind](int(count), *more)
