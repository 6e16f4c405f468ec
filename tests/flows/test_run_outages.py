"""Runs whose catalog or store is away for half a minute: in the end all tables are as if nothing had been."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import tables_of
from tests.flows.test_captures_s3 import named
from tests.objects import ObjectServer
from tests.postgres_server import PostgresServer
from warehouse.connect import StoreError
from warehouse.store import Store

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(3600)]

AWAY_SECONDS = 30
MADE_ANEW = {"fetches", "rejects"}  # what a run that stopped had asked for, the next asks for again


@pytest.mark.parametrize("which", ["catalog", "store"])
def test_an_ingest_outlives_half_a_minute_without(
    which: str, own_postgres: PostgresServer, objects: ObjectServer, bucket: str, tmp_path: Path
) -> None:
    away = own_postgres if which == "catalog" else objects
    with Newsroom() as newsroom:
        folder = desk_for(newsroom, tmp_path)
        assert folder.run("ingest").returncode == 0
        remote = replace(
            folder, home=tmp_path / "remote", catalog=f"postgres:{own_postgres.words}", store=bucket
        )
        fault = threading.Thread(target=_take_away_in_the_middle, args=(remote, away))
        fault.start()
        done = remote.run("ingest", seconds=1200)
        fault.join()
        print(f"{which} away for {AWAY_SECONDS} s: exit code {done.returncode}, {done.stderr[-300:]}")
        if done.returncode != 0:
            again = remote.run("ingest", seconds=1200)
            assert again.returncode == 0, again.stderr

    expected, found = named(tables_of(folder)), named(tables_of(remote))
    assert expected["articles"]
    assert [name for name in expected if name not in MADE_ANEW and found[name] != expected[name]] == []


def _take_away_in_the_middle(desk: Desk, server: ObjectServer | PostgresServer) -> None:
    """Waits for the first articles, and takes the server away for a while."""
    deadline = time.monotonic() + 900
    while not _has_articles(desk) and time.monotonic() < deadline:
        time.sleep(0.5)
    server.stop()
    time.sleep(AWAY_SECONDS)
    server.start()


def _has_articles(desk: Desk) -> bool:
    try:
        with Store.open(*desk.place, read_only=True) as store:
            return bool(store.rows("SELECT 1 FROM articles LIMIT 1"))
    except StoreError:
        return False
