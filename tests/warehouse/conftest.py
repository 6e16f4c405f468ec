"""A new warehouse, and a small one to read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from readings import make_reading

from warehouse.commit import write_articles
from warehouse.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new warehouse on a file catalog."""
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home of a warehouse with three articles, one of them in two versions; for reading only."""
    home = tmp_path_factory.mktemp("small")
    with Store.open(home / "catalog.sqlite", home) as opened:
        first = [make_reading("a1"), make_reading("a2", day=1), make_reading("a3", day=2, source="baonui")]
        opened.write("run-1", "first", lambda tx: write_articles(tx, first))
        opened.write(
            "run-2", "second", lambda tx: write_articles(tx, [make_reading("a1", "Bản sửa.", day=3)])
        )
    return home
