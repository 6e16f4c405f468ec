"""Runs whose catalog or store is away for half a minute: in the end all tables are as if nothing had been."""

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from tests.crawl import write_crawl, write_sources
from tests.flows.dask_cluster import Cluster, import_warc, load_warc
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import tables_of, timeless
from tests.objects import ObjectServer
from tests.postgres_server import PostgresServer
from warehouse.connect import StoreError
from warehouse.store import Store

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(3600)]

AWAY_SECONDS = 30
MADE_ANEW = {"fetches", "rejects"}  # what a run that stopped had asked for, the next asks for again
PAGES = 240

Server = ObjectServer | PostgresServer
Run = Callable[[], "subprocess.CompletedProcess[str]"]


@pytest.fixture(params=["catalog", "store"])
def away(request: pytest.FixtureRequest, own_postgres: PostgresServer, objects: ObjectServer) -> Server:
    """The server that goes away."""
    return own_postgres if request.param == "catalog" else objects


def test_an_ingest_outlives_half_a_minute_without(
    away: Server, own_postgres: PostgresServer, bucket: str, tmp_path: Path
) -> None:
    with Newsroom() as newsroom:
        folder = desk_for(newsroom, tmp_path)
        assert folder.run("ingest").returncode == 0
        remote = replace(
            folder, home=tmp_path / "remote", catalog=f"postgres:{own_postgres.words}", store=bucket
        )
        run_without(away, remote, lambda: remote.run("ingest", seconds=1200))

    must_be_alike(folder, remote)


def test_an_import_on_a_cluster_outlives_half_a_minute_without(
    away: Server, own_postgres: PostgresServer, bucket: str, tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    warc = str(write_crawl(tmp_path / "crawl.warc.gz", PAGES))
    folder = Desk(home=tmp_path / "home", sources=write_sources(tmp_path / "sources"))
    remote = replace(folder, home=tmp_path / "remote", catalog=f"postgres:{own_postgres.words}", store=bucket)
    load_warc(folder, warc, "thread")
    cluster = Cluster(tmp_path)
    cluster.start()
    try:
        run_without(away, remote, lambda: import_warc(remote, warc, "dask", cluster.address))
    finally:
        cluster.stop()

    must_be_alike(folder, remote)


def run_without(away: Server, desk: Desk, run: Run) -> None:
    """A run in whose middle a server goes away, and another where it did not end well."""
    stopped_at: list[float] = []
    fault = threading.Thread(target=_take_away_in_the_middle, args=(desk, away, stopped_at))
    fault.start()
    done, ended_at = run(), time.monotonic()
    fault.join()
    assert stopped_at[0] < ended_at, "the run had ended before the server went away"
    told = done.stderr.splitlines()[-1:]
    print(f"{type(away).__name__} away for {AWAY_SECONDS} s: exit code {done.returncode}, {told}")
    if done.returncode != 0:
        again = run()
        assert again.returncode == 0, again.stderr


def must_be_alike(folder: Desk, remote: Desk) -> None:
    expected, found = timeless(tables_of(folder)), timeless(tables_of(remote))
    assert expected["articles"]
    assert [name for name in expected if name not in MADE_ANEW and found[name] != expected[name]] == []


def _take_away_in_the_middle(desk: Desk, server: Server, stopped_at: list[float]) -> None:
    """Waits for the first articles, and takes the server away for a while."""
    deadline = time.monotonic() + 900
    while not _has_articles(desk) and time.monotonic() < deadline:
        time.sleep(0.5)
    stopped_at.append(time.monotonic())
    server.stop()
    time.sleep(AWAY_SECONDS)
    server.start()


def _has_articles(desk: Desk) -> bool:
    try:
        with Store.open(*desk.place, read_only=True) as store:
            return bool(store.rows("SELECT 1 FROM articles LIMIT 1"))
    except StoreError:
        return False
