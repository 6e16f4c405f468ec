"""WARC files read by workers of a Dask cluster: what arrives is what one thread would load."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl import write_crawl, write_sources
from tests.flows.runs import Desk
from tests.flows.tables import Tables, tables_of
from tests.objects import free_port

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
pytest.importorskip("distributed")

PAGES = 240
IMPORT = """
import sys
from flows.engine import prefect_engine
from flows.settings import load_settings
settings = load_settings()
with prefect_engine(settings.home):
    from flows.imports import import_flow
    from flows.job import begin
    begin(settings)
    warc, runner, address = sys.argv[1:]
    summary = import_flow([warc], runner=runner, address=address or None, range_bytes=1)
    print(summary.text())
    sys.exit(summary.exit_code)
"""
Workers = list[subprocess.Popen[bytes]]


def load(desk: Desk, warc: str, runner: str, address: str = "") -> str:
    """Loads a WARC file, in sixteen ranges however small it is."""
    words = [sys.executable, "-c", IMPORT, warc, runner, address]
    done = subprocess.run(
        words, env=desk.environment, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def named(tables: Tables) -> Tables:
    """Tables without what names one run."""
    left_out = ("run_id", "loaded_at")
    return {
        table: [{key: value for key, value in row.items() if key not in left_out} for row in rows]
        for table, rows in tables.items()
    }


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, Workers]]:
    """A scheduler and two workers, each a process, as on machines of their own."""
    address, here = f"tcp://127.0.0.1:{free_port()}", dict(os.environ)
    dask, port = [sys.executable, "-m"], address.rpartition(":")[2]
    scheduler = subprocess.Popen(
        [*dask, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"],
        env=here, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    workers = [
        subprocess.Popen(
            [*dask, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
             "--no-dashboard", "--local-directory", str(tmp_path / f"worker{number}")],
            env=here, stderr=subprocess.DEVNULL,
        )
        for number in range(2)
    ]  # fmt: skip
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    cluster: tuple[str, Workers], tmp_path: Path
) -> None:
    address, workers = cluster
    warc = str(write_crawl(tmp_path / "crawl.warc.gz", PAGES))
    sources = write_sources(tmp_path / "sources")
    alone, spread = (Desk(home=tmp_path / name, sources=sources) for name in ("alone", "spread"))
    load(alone, warc, "thread")

    killer = threading.Thread(target=_kill_in_the_middle, args=(workers[0], spread.home))
    killer.start()
    load(spread, warc, "dask", address)
    killer.join()

    assert workers[0].wait() == -signal.SIGKILL
    expected = tables_of(alone)
    assert len(expected["articles"]) == PAGES
    assert named(tables_of(spread)) == named(expected)
    assert list((spread.home / "staging").rglob("*.parquet")) == []
    before = tables_of(spread)
    load(spread, warc, "dask", address)
    assert tables_of(spread) == before


def _kill_in_the_middle(worker: subprocess.Popen[bytes], home: Path) -> None:
    """Waits for the third capture file, and kills."""
    deadline = time.monotonic() + 300
    while len(list((home / "captures").rglob("*.warc.gz"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.kill()


