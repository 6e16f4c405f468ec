"""WARC files read by workers of a Dask cluster: what arrives is what one thread would load."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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


@dataclass
class Cluster:
    """A scheduler and two workers, each a process, as on machines of their own."""

    folder: Path
    address: str = field(default_factory=lambda: f"tcp://127.0.0.1:{free_port()}")
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    scheduler: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        port = self.address.rpartition(":")[2]
        self.scheduler = self._run("dask_scheduler", "--host", "127.0.0.1", "--port", port)
        self.workers = [
            self._run("dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--local-directory",
                      f"{self.folder}/worker{number}")
            for number in range(2)
        ]  # fmt: skip

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process:
                process.kill()
                process.wait()

    def _run(self, program: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.{program}", *words, "--no-dashboard"]
        return subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)


def load(desk: Desk, warc: str, runner: str, address: str = "") -> str:
    """Loads a WARC file, in sixteen ranges however small it is."""
    done = run(desk, warc, runner, address)
    assert done.returncode == 0, done.stderr
    return done.stdout


def run(desk: Desk, warc: str, runner: str, address: str = "") -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-c", IMPORT, warc, runner, address]
    return subprocess.run(
        words, env=desk.environment, capture_output=True, text=True, timeout=400, check=False
    )


def named(tables: Tables) -> Tables:
    """Tables without what names one run."""
    left_out = ("run_id", "loaded_at")
    return {
        table: [{key: value for key, value in row.items() if key not in left_out} for row in rows]
        for table, rows in tables.items()
    }


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    made.start()
    yield made
    made.stop()


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    cluster: Cluster, tmp_path: Path
) -> None:
    address, workers = cluster.address, cluster.workers
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


def _kill_in_the_middle(worker: "subprocess.Popen[bytes]", home: Path) -> None:
    """Waits for the third capture file, and kills."""
    deadline = time.monotonic() + 300
    while len(list((home / "captures").rglob("*.warc.gz"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.kill()


@pytest.mark.campaign
def test_after_a_scheduler_that_is_killed_the_next_run_goes_on(cluster: Cluster, tmp_path: Path) -> None:
    warc = str(write_crawl(tmp_path / "crawl.warc.gz", PAGES))
    sources = write_sources(tmp_path / "sources")
    alone, spread = (Desk(home=tmp_path / name, sources=sources) for name in ("alone", "spread"))
    load(alone, warc, "thread")

    assert cluster.scheduler
    killer = threading.Thread(target=_kill_in_the_middle, args=(cluster.scheduler, spread.home))
    killer.start()
    torn = run(spread, warc, "dask", cluster.address)
    killer.join()
    assert torn.returncode != 0
    assert "the Dask scheduler at" in torn.stderr
    cluster.stop()
    cluster.start()
    load(spread, warc, "dask", cluster.address)

    assert named(tables_of(spread)) == named(tables_of(alone))
