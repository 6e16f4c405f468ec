"""Transactions of the store: whole or not at all, one writer at a time, readers beside them."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from readings import make_reading

import warehouse.migrations
import warehouse.schema
from warehouse.commit import write_articles
from warehouse.connect import CatalogError, NewerCatalog, StoreError, s3_options
from warehouse.lock import LockTimeout
from warehouse.store import Store
from warehouse.tables import ArticleVersion, FeedState, MentionBlock, Run

AT = datetime(2026, 1, 1, tzinfo=UTC)
WRITER = Path(__file__).with_name("writer.py")


def run(run_id: str = "r1", state: str = "running") -> Run:
    return Run(
        run_id=run_id, kind="ingest", started_at=AT, finished_at=None, state=state, fetched=0, new_articles=0,
        new_versions=0, failed=0, holder="here:1", detail=None,
    )  # fmt: skip


def feed(entry: str, polled_at: datetime = AT) -> FeedState:
    return FeedState(
        source="baodoi", entry=entry, etag=None, last_modified=None, content_hash=None, newest_at=None,
        listed_stamp=None, polled_at=polled_at,
    )  # fmt: skip


def test_a_transaction_is_seen_whole_or_not_at_all(store: Store) -> None:
    def fails(tx):  # type: ignore[no-untyped-def]
        tx.append([run()])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.write("r1", "fails", fails)
    assert store.records(Run) == []
    with store.transaction("r1", "two tables") as tx:
        tx.append([run()])
        tx.append([feed("rss")])
        assert store.records(Run) == []  # a reader beside it
        assert len(tx.records(Run)) == 1  # the writer itself
    assert len(store.records(Run)) == len(store.records(FeedState)) == 1


def test_the_snapshot_carries_the_run(store: Store) -> None:
    store.write("run-7", "a batch of baodoi", lambda tx: tx.append([run()]))
    author, message, extra = store.rows(
        """SELECT author, commit_message, commit_extra_info FROM lake.snapshots()
        ORDER BY snapshot_id DESC LIMIT 1"""
    )[0]
    assert (author, message, json.loads(extra)["run_id"]) == ("hoptac", "a batch of baodoi", "run-7")


def test_merge_inserts_and_rewrites_only_what_differs(store: Store) -> None:
    assert store.write("r", "m", lambda tx: tx.merge([run("r1"), run("r2")])) == 2
    assert store.write("r", "m", lambda tx: tx.merge([run("r1"), run("r2")])) == 0
    assert store.write("r", "m", lambda tx: tx.merge([run("r1", "completed"), run("r2"), run("r3")])) == 2
    assert sorted((row.run_id, row.state) for row in store.records(Run)) == [
        ("r1", "completed"), ("r2", "running"), ("r3", "running"),
    ]  # fmt: skip


def test_replace_leaves_exactly_the_given_rows(store: Store) -> None:
    store.write("r", "m", lambda tx: tx.append([feed("a"), feed("b"), replace(feed("c"), source="baonui")]))
    later = AT + timedelta(hours=1)
    store.write(
        "r", "m", lambda tx: tx.replace(FeedState, "source", ["baodoi"], [feed("b", later), feed("d")])
    )
    assert sorted((row.entry, row.polled_at == later) for row in store.records(FeedState)) == [
        ("b", True), ("c", False), ("d", False),
    ]  # fmt: skip
    blocks = [
        MentionBlock(block=block, mention_id="m", home=1, pairs="2 3", first_day=None, last_day=None)
        for block in (1, 2)
    ]
    store.write("r", "m", lambda tx: tx.append(blocks))
    store.write("r", "m", lambda tx: tx.replace(MentionBlock, "mention_id", ["m"], blocks[:1]))
    assert store.records(MentionBlock) == blocks[:1]


def test_a_home_can_be_moved(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a" / "catalog.sqlite", tmp_path / "a") as store:
        many = [make_reading(f"a{number}") for number in range(100)]
        store.write("r", "m", lambda tx: write_articles(tx, many))
    (tmp_path / "a").rename(tmp_path / "b")
    with Store.open(tmp_path / "b" / "catalog.sqlite", tmp_path / "b", read_only=True) as store:
        assert store.rows("SELECT count(DISTINCT title) FROM articles") == [(100,)]


def test_opening_says_in_one_line_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CatalogError, match="hoptac ingest"):
        Store.open(tmp_path / "no.sqlite", tmp_path, read_only=True)
    (tmp_path / "text.sqlite").write_text("this is no catalog\n" * 100)
    with pytest.raises(StoreError, match=r"text\.sqlite"):
        Store.open(tmp_path / "text.sqlite", tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        Store.open(tmp_path / "file" / "catalog.sqlite", tmp_path / "file")
    Store.open(tmp_path / "catalog.sqlite", tmp_path).close()
    monkeypatch.setattr(warehouse.migrations, "SCHEMA_VERSION", 0)
    with pytest.raises(NewerCatalog, match="install a newer hoptac"):
        Store.open(tmp_path / "catalog.sqlite", tmp_path)


def test_an_older_warehouse_gets_new_columns_and_views(tmp_path: Path) -> None:
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        store.write("r", "m", lambda tx: tx.append([run()]))

        def age(tx):  # type: ignore[no-untyped-def]
            tx.execute("ALTER TABLE runs DROP COLUMN detail")
            tx.execute("DROP TABLE state.feeds")
            tx.execute("DROP VIEW unique_articles")
            tx.execute("COMMENT ON TABLE state.about IS '3 old'")

        store.write("r", "as an older version left it", age)
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        assert store.records(Run) == [run()]
        assert store.records(FeedState) == []
        assert store.rows("SELECT count(*) FROM unique_articles") == [(0,)]


def test_writers_take_turns_across_threads(store: Store) -> None:
    def work(number: int) -> None:
        for turn in range(3):
            store.write("r", "m", lambda tx, turn=turn: tx.append([feed(f"{number}-{turn}")]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row.entry for row in store.records(FeedState)}) == 9


def test_a_writer_that_waits_too_long_says_for_whom(tmp_path: Path) -> None:
    with (
        Store.open(tmp_path / "catalog.sqlite", tmp_path) as first,
        Store.open(tmp_path / "catalog.sqlite", tmp_path, wait_seconds=0.2) as second,
        first.transaction("run-1", "holds the lock"),
        pytest.raises(LockTimeout, match=f"process {os.getpid()}, run-1"),
    ):
        second.write("run-2", "waits", lambda tx: tx.append([run()]))


def test_readers_in_other_processes_never_fail_nor_see_half_a_batch(tmp_path: Path) -> None:
    """A batch adds ten articles and one run: readers see both or neither, and never fewer than before."""
    Store.open(tmp_path / "catalog.sqlite", tmp_path).close()
    writer = subprocess.Popen([sys.executable, WRITER, tmp_path, "3"])
    readers = [
        subprocess.Popen(
            [sys.executable, WRITER.with_name("reader.py"), tmp_path, str(writer.pid)], stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    assert writer.wait(60) == 0
    for reader in readers:
        _, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors.decode()
    with Store.open(tmp_path / "catalog.sqlite", tmp_path, read_only=True) as store:
        assert store.rows("SELECT count(*) FROM articles") == [(30,)]


@pytest.mark.parametrize("delay", [0.2])
def test_a_killed_writer_leaves_whole_batches(tmp_path: Path, delay: float) -> None:
    _kill_and_check(tmp_path, delay)


@pytest.mark.campaign
@pytest.mark.slow
def test_a_writer_killed_at_many_moments_leaves_whole_batches(tmp_path: Path) -> None:
    for number in range(40):
        _kill_and_check(tmp_path, 0.02 + number * 0.03)


def _kill_and_check(home: Path, delay: float) -> None:
    Store.open(home / "catalog.sqlite", home).close()
    before = _whole_batches(home)
    writer = subprocess.Popen([sys.executable, WRITER, home, "1000"], stdout=subprocess.PIPE)
    assert writer.stdout
    writer.stdout.readline()  # it is about to write
    time.sleep(delay)
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    assert _whole_batches(home) >= before


def _whole_batches(home: Path) -> int:
    """Reopens for writing too: nothing may be left that a killed writer holds."""
    with Store.open(home / "catalog.sqlite", home, wait_seconds=5) as store:
        store.write("check", "still writable", lambda tx: tx.merge([run("check")]))
        articles, versions, runs = store.rows(
            """SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM article_versions),
            (SELECT count(*) FROM runs WHERE run_id <> 'check')"""
        )[0]
        assert articles == versions == 10 * runs
        return int(runs)


def test_the_same_on_postgresql(tmp_path: Path, postgres: str) -> None:
    catalog = f"postgres:{postgres}"
    with (
        Store.open(catalog, tmp_path) as first,
        Store.open(catalog, tmp_path, wait_seconds=0.3) as second,
        Store.open(catalog, tmp_path, read_only=True) as reader,
    ):
        readings = [make_reading(f"a{number}") for number in range(60)]
        assert len(first.write("r1", "new", lambda tx: write_articles(tx, readings)).new) == 60
        written = second.write(
            "r2", "again", lambda tx: write_articles(tx, [make_reading("a1", "Mới", day=1)])
        )
        assert written.changed == ("a1",)
        assert len(reader.records(ArticleVersion)) == 61
        with first.transaction("r3", "holds the lock"), pytest.raises(LockTimeout):
            second.write("r4", "waits", lambda tx: tx.append([run()]))
        second.write("r4", "its turn", lambda tx: tx.append([run()]))
        assert reader.records(Run) == [run()]


def test_passwords_stay_out_of_messages(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgres:host=127.0.0.1 port=1 dbname=x password=hunter2", tmp_path)
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_words_for_an_object_store_come_from_the_environment() -> None:
    words = s3_options(
        {
            "AWS_ACCESS_KEY_ID": "k",
            "AWS_SECRET_ACCESS_KEY": "s",
            "HOPTAC_S3_ENDPOINT": "http://127.0.0.1:8333",
        }
    )
    assert words == {
        "KEY_ID": "k", "SECRET": "s", "REGION": "us-east-1", "ENDPOINT": "127.0.0.1:8333",
        "URL_STYLE": "path", "USE_SSL": "false",
    }  # fmt: skip
    assert s3_options({"AWS_REGION": "ap-southeast-1"})["URL_STYLE"] == "vhost"
