"""Compaction and expiry keep every row, and what a reader may still need."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from readings import make_reading

from warehouse.commit import write_articles
from warehouse.maintain import MaintenanceError, _must_equal, maintain
from warehouse.store import Store

pytestmark = pytest.mark.slow

SUMMARY = "SELECT count(*), max(version), sum(word_count), bit_xor(hash(body)) FROM article_versions"


def data_files(home: Path) -> list[Path]:
    return sorted((home / "lake").rglob("*.parquet"))


def test_maintenance_keeps_every_row_and_what_readers_may_need(store: Store, tmp_path: Path) -> None:
    for day in range(6):
        batch = [make_reading(f"a{day}-{number}", day=day) for number in range(60)]
        store.write("r", "m", lambda tx, batch=batch, day=day: write_articles(
            tx, [*batch, make_reading("a0-1", f"Bản {day}", day=day)]))  # fmt: skip
    middle = store.snapshot_id() - 3
    then = SUMMARY.replace("article_versions", f"article_versions AT (VERSION => {middle})")
    summary, earlier, files = store.rows(SUMMARY), store.rows(then), data_files(tmp_path)

    done = maintain(store)
    assert done.files_after < done.files_before / 2
    assert (done.removed_files, done.orphans) == (0, 0)
    assert set(files) <= set(data_files(tmp_path))
    assert (store.rows(SUMMARY), store.rows(then)) == (summary, earlier)

    none = timedelta(0)
    done = maintain(store, keep=none, grace=none)
    assert (done.removed_files > 0, done.snapshots_after) == (True, 1)
    assert store.rows(SUMMARY) == summary
    store.write("r", "m", lambda tx: write_articles(tx, [make_reading("later")]))
    assert store.rows("SELECT count(*) FROM articles") == [(361,)]


def test_a_file_that_no_snapshot_knows_goes_when_it_is_old(store: Store, tmp_path: Path) -> None:
    store.write("r", "m", lambda tx: write_articles(tx, [make_reading(f"a{number}") for number in range(60)]))
    known = data_files(tmp_path)
    young, old = (known[0].with_name(f"ducklake-{name}.parquet") for name in ("young", "old"))
    for file, days in ((young, 0), (old, 3)):
        file.write_bytes(known[0].read_bytes())
        os.utime(file, (time.time() - days * 86_400,) * 2)
    assert maintain(store).orphans == 1
    assert (young.exists(), old.exists()) == (True, False)
    assert store.rows("SELECT count(*) FROM articles") == [(60,)]


def test_a_step_that_changes_rows_is_an_error() -> None:
    with pytest.raises(MaintenanceError, match="articles: 3 rows before and 2 after"):
        _must_equal("articles", (3, 1), (2, 1))
