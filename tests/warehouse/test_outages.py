"""Servers that go away in the middle of a batch: it waits, and counts once; readers see whole batches."""

import threading
from pathlib import Path

import pytest
from readings import make_reading

from tests.deaf_proxy import deaf_proxy
from tests.objects import ObjectServer
from tests.postgres_server import PostgresServer
from warehouse.commit import write_articles
from warehouse.connect import StoreError
from warehouse.store import Store
from warehouse.tables import Reject
from warehouse.transaction import Transaction

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

BATCHES = 6
ARTICLES = 12  # as many go to a file of the store
FEW = 5  # and so many stay in the catalog
AWAY_SECONDS = 1.5


def write(store: Store, number: int, articles: int = ARTICLES) -> None:
    """A batch of articles, and of a row that no key keeps from doubling."""
    readings = [make_reading(f"a{number}-{place}", "Nội dung. " * 50) for place in range(articles)]
    reject = Reject(
        run_id="r", source="baodoi", url=f"https://baodoi.example/{number}", reason="list_page", detail=None,
        captured_at=readings[0].captured_at,
    )  # fmt: skip

    def work(tx: Transaction) -> None:
        write_articles(tx, readings)
        tx.append([reject])

    store.write("r", f"batch {number}", work)


def write_through(server: ObjectServer | PostgresServer, store: Store) -> None:
    """Writes all batches; after the third the server is away for a while, as the fourth is written."""
    for number in range(3):
        write(store, number)
    server.stop()
    back = threading.Timer(AWAY_SECONDS, server.start)
    back.start()
    try:
        for number in range(3, BATCHES):
            write(store, number)
    finally:
        back.join()


def must_be_whole(store: Store, batches: int = BATCHES, articles: int = ARTICLES) -> None:
    """Every batch is there once."""
    found = store.rows("SELECT count(*), count(DISTINCT article_id) FROM articles")
    assert found == [(batches * articles,) * 2]
    assert store.rows("SELECT count(*), count(DISTINCT url) FROM rejects") == [(batches, batches)]
    made = "SELECT count(*) FROM ducklake_snapshots('lake') WHERE commit_message LIKE 'batch %'"
    assert store.rows(made) == [(batches,)]


def test_postgresql_is_restarted_in_the_middle(own_postgres: PostgresServer, tmp_path: Path) -> None:
    with Store.open(f"postgres:{own_postgres.words}", tmp_path) as store:
        write_through(own_postgres, store)
        must_be_whole(store)


def test_the_object_store_is_away_in_the_middle(objects: ObjectServer, bucket: str, tmp_path: Path) -> None:
    with Store.open(tmp_path / "catalog.sqlite", bucket) as store:
        write_through(objects, store)
        must_be_whole(store)


def test_a_commit_whose_answer_is_lost_is_not_made_twice(
    own_postgres: PostgresServer, tmp_path: Path
) -> None:
    with deaf_proxy(own_postgres.port) as (port, cut):
        words = own_postgres.words.replace(f"port={own_postgres.port}", f"port={port}")
        with Store.open(f"postgres:{words}", tmp_path) as store:
            write(store, 0, FEW)
            cut.set()
            write(store, 1, FEW)
            assert not cut.is_set(), "no commit was cut off"
            write(store, 2, FEW)
            must_be_whole(store, batches=3, articles=FEW)

            cut.set()
            with pytest.raises(StoreError, match=r"1 data files are lost.*`hoptac rebuild` heals"):
                write(store, 3)
