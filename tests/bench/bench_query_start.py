"""Measures a query from a cold start, as `hoptac sql` does it: import, attach, guard, answer.

python tests/bench/bench_query_start.py [RUNS]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "warehouse")]

from readings import make_reading  # noqa: E402

from warehouse.commit import write_articles  # noqa: E402
from warehouse.store import Store  # noqa: E402

ASK = """
import sys
from warehouse.answers import write_answer
from warehouse.connect import Lake
from warehouse.query import Console
with Console(Lake(catalog=sys.argv[1] + "/catalog.sqlite", store=sys.argv[1])) as console:
    with console.ask(sys.argv[2]) as answer:
        write_answer(answer, "csv")
"""


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        with Store.open(Path(home) / "catalog.sqlite", home) as store:
            store.write(
                "bench", "some", lambda tx: write_articles(tx, [make_reading(f"a{i}") for i in range(99)])
            )
        for sql in ("select 1", "select count(*) from articles", "select count(*) from programs"):
            before = os.times()
            taken = [_seconds(home, sql) for _ in range(runs)]
            after = os.times()
            cpu = (
                after.children_user + after.children_system - before.children_user - before.children_system
            ) / runs
            wall = f"median {statistics.median(taken):.2f} s, best {min(taken):.2f} s"
            print(f"start-up, {sql!r}: {wall}, {cpu:.2f} s CPU, {runs} runs")


def _seconds(home: str, sql: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", ASK, home, sql], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
