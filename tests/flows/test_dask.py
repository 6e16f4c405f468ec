"""WARC files read by workers of a Dask cluster: what arrives is what one thread would load."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl import write_crawl, write_sources
from tests.flows.dask_cluster import Cluster, import_warc, load_warc
from tests.flows.runs import Desk
from tests.flows.tables import Tables, tables_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
pytest.importorskip("distributed")

PAGES = 240


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
    load_warc(alone, warc, "thread")

    killer = threading.Thread(target=_kill_in_the_middle, args=(workers[0], spread.home))
    killer.start()
    load_warc(spread, warc, "dask", address)
    killer.join()

    assert workers[0].wait() == -signal.SIGKILL
    expected = tables_of(alone)
    assert len(expected["articles"]) == PAGES
    assert named(tables_of(spread)) == named(expected)
    assert list((spread.home / "staging").rglob("*.parquet")) == []
    before = tables_of(spread)
    load_warc(spread, warc, "dask", address)
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
    load_warc(alone, warc, "thread")

    assert cluster.scheduler
    killer = threading.Thread(target=_kill_in_the_middle, args=(cluster.scheduler, spread.home))
    killer.start()
    torn = import_warc(spread, warc, "dask", cluster.address)
    killer.join()
    assert torn.returncode != 0
    assert "the Dask scheduler at" in torn.stderr
    cluster.stop()
    cluster.start()
    load_warc(spread, warc, "dask", cluster.address)

    assert named(tables_of(spread)) == named(tables_of(alone))


def test_a_run_whose_scheduler_goes_away_ends_with_a_line_that_says_what_to_do(
    cluster: Cluster, tmp_path: Path
) -> None:
    for worker in cluster.workers:  # so that there is always something left to read
        worker.kill()
    warc = write_crawl(tmp_path / "crawl.warc.gz", 20)
    desk = Desk(home=tmp_path / "home", sources=write_sources(tmp_path / "sources"))

    killer = threading.Thread(target=_kill_once_it_has_tasks, args=(cluster,))
    killer.start()
    done = desk.run("backfill", "--warc", str(warc), "--runner", "dask", "--address", cluster.address)
    killer.join()

    assert done.returncode == 1
    line = f"hoptac: the Dask scheduler at {cluster.address} went away: start it, and run again"
    assert line in done.stderr.splitlines()[-1]


def _kill_once_it_has_tasks(cluster: Cluster) -> None:
    from distributed import Client

    with Client(cluster.address) as client:
        while not client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)):
            time.sleep(0.1)
    assert cluster.scheduler
    cluster.scheduler.kill()
