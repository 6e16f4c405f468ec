"""A disk that fills up: whole batches before it, a clear word at it, and on again once there is room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from readings import make_reading

from warehouse.commit import write_articles
from warehouse.connect import StoreError
from warehouse.store import Store

FEW = 6_000_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB; the test is skipped where none may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={FEW}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("a file system can be mounted by root alone")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def open_store(home: Path) -> Store:
    return Store.open(home / "catalog.sqlite", home, wait_seconds=5)


def put(store: Store, batch: int) -> None:
    readings = [make_reading(f"{batch}-{number}") for number in range(100)]
    store.write("r", f"batch {batch}", lambda tx: write_articles(tx, readings))


def fill(home: Path, store: Store) -> Iterator[int]:
    """Puts batches, while others use up the disk, until one cannot be put; gives each that was."""
    for batch in range(100):
        put(store, batch)
        yield batch
        with (home / f"other-{batch}").open("wb", buffering=0) as other:
            other.write(os.urandom(300_000))


def counts(store: Store) -> set[int]:
    """Rows of the tables that each batch adds as many to."""
    return {store.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("articles", "article_versions")}


@pytest.mark.slow
def test_a_full_disk_stops_at_a_whole_batch_and_harms_nothing(small_disk: Path) -> None:
    batches: list[int] = []
    with open_store(small_disk) as store, pytest.raises(StoreError, match="no room is left in"):
        batches.extend(fill(small_disk, store))
    done = len(batches)
    assert done
    for other_file in small_disk.glob("other-*"):
        other_file.unlink()

    with open_store(small_disk) as store:
        assert counts(store) == {100 * done}
        put(store, done)
        assert counts(store) == {100 * done + 100}
