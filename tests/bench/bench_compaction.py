"""A warehouse of many small batches before and after `maintain`, beside a reader, against one bulk load.

    python tests/bench/bench_compaction.py [BATCHES]      (default: 1000)

Each batch is a transaction of 60 articles with their requests: more rows than stay in the catalog, so that
each makes files of its own. Another process asks questions all the while, each time in a new connection.
Prints files before and after, errors of the reader, and processor milliseconds of each question against a
warehouse that got the same rows in one load, which was maintained, too. Both are opened anew for that, as
whoever asks opens them, and asked in turn. The reader rests three times as long as it works.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "warehouse")]

from readings import DAWN, make_reading  # noqa: E402

from warehouse.commit import Reading, write_articles  # noqa: E402
from warehouse.maintain import maintain  # noqa: E402
from warehouse.store import Store  # noqa: E402
from warehouse.tables import Fetch  # noqa: E402

ARTICLES = 60
QUERIES = {
    "count": "SELECT count(*) FROM articles",
    "by source and day": "SELECT source, published_at::DATE, count(*) FROM articles GROUP BY ALL",
    "one article": "SELECT title, body FROM articles WHERE article_id = 'a17-3'",
    "words in text": "SELECT count(*) FROM articles WHERE body LIKE '%số 17 %'",
    "requests by outcome": "SELECT outcome, count(*), avg(elapsed_ms) FROM fetches GROUP BY ALL",
}
READER = """
import sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
from warehouse.store import Store
done = errors = 0
while not Path({stop!r}).exists():
    begun = time.monotonic()
    for query in {queries!r}:
        try:
            with Store.open({catalog!r}, {home!r}, read_only=True) as store:
                store.rows(query)
            done += 1
        except Exception as error:
            errors += 1
            print(type(error).__name__, str(error)[:300], file=sys.stderr, flush=True)
    time.sleep(3 * (time.monotonic() - begun))
print(done, errors)
"""


def batch(number: int) -> list[Reading]:
    return [
        make_reading(f"a{number}-{each}", f"số {each} " + f"lời {number} " * 150, day=number % 300)
        for each in range(ARTICLES)
    ]


def requests(number: int) -> list[Fetch]:
    return [
        Fetch(
            run_id=f"ingest-{number}", source=f"bao{number % 40}", url=f"https://bao.example/{number}/{each}",
            requested_at=DAWN + timedelta(minutes=number, seconds=each), status=200, outcome="ok",
            elapsed_ms=each, bytes=1000, error=None, warc_file=None, warc_offset=None,
        )
        for each in range(ARTICLES)
    ]  # fmt: skip


def load(store: Store, numbers: Sequence[int]) -> None:
    articles = [each for number in numbers for each in batch(number)]
    fetches = [each for number in numbers for each in requests(number)]

    def work(tx) -> None:
        write_articles(tx, articles)
        tx.append(fetches)

    store.write("bench", f"{len(articles)} articles", work)


def start_reader(home: Path) -> subprocess.Popen[str]:
    code = READER.format(
        root=str(ROOT), stop=str(home / "stop"), queries=list(QUERIES.values()),
        catalog=str(home / "catalog.sqlite"), home=str(home),
    )  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def small(home: Path, batches: int) -> None:
    with Store.open(home / "catalog.sqlite", home) as store:
        reader = start_reader(home)
        begun = time.process_time()
        for number in range(batches):
            load(store, [number])
            if number % 100 == 99:
                each = 1000 * (time.process_time() - begun) / (number + 1)
                print(f"{number + 1} batches: {each:.0f} ms CPU each", flush=True)
        begun = time.process_time()
        done = maintain(store, keep=timedelta(0), grace=timedelta(0))
        spent = time.process_time() - begun
        fewer = done.files_before / done.files_after
        files = f"{done.files_before} -> {done.files_after} files, a {fewer:.0f}th"
        print(f"maintain: {spent:.0f} s CPU, {files}", flush=True)
    (home / "stop").touch()
    questions, errors = reader.communicate()[0].splitlines()[-1].split()
    print(f"reader: {questions} questions answered, {errors} errors", flush=True)


def bulk(home: Path, batches: int) -> None:
    with Store.open(home / "catalog.sqlite", home) as store:
        load(store, range(batches))
        maintain(store, keep=timedelta(0), grace=timedelta(0))


def times(homes: Sequence[Path]) -> list[dict[str, float]]:
    """Processor milliseconds of each question to each warehouse, the middle of fifteen, asked in turn."""
    stores = [Store.open(home / "catalog.sqlite", home, read_only=True) for home in homes]
    taken: list[dict[str, list[float]]] = [{name: [] for name in QUERIES} for _ in stores]
    for _ in range(15):
        for name, query in QUERIES.items():
            for store, found in zip(stores, taken, strict=True):
                begun = time.process_time()
                store.rows(query)
                found[name].append((time.process_time() - begun) * 1000)
    for store in stores:
        store.close()
    return [{name: statistics.median(each) for name, each in found.items()} for found in taken]


def told(found: dict[str, float]) -> str:
    return ", ".join(f"{name} {each:.0f} ms" for name, each in found.items())


def main() -> None:
    batches = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        small(Path(one), batches)
        bulk(Path(other), batches)
        after, reference = times([Path(one), Path(other)])
    print("after:", told(after))
    print("one bulk load:", told(reference))
    print("ratio:", ", ".join(f"{name} {after[name] / reference[name]:.2f}" for name in QUERIES))


if __name__ == "__main__":
    main()
