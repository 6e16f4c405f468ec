"""Captures of old listings go when that is wished; pages stay, and a rebuild gives the same articles."""

from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from tests.flows.runs import desk_for
from tests.flows.tables import ask
from warehouse.archive import find_capture_files
from warehouse.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ARTICLES = "SELECT article_id, content_hash, first_seen_at FROM articles ORDER BY ALL"


def test_listings_go_and_pages_stay(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "binhhai").returncode == 0
    _age(desk.home / "catalog.sqlite", desk.home)
    before, kept = ask(desk, ARTICLES), set(find_capture_files(desk.home, "*"))

    assert desk.run("maintain").returncode == 0
    assert set(find_capture_files(desk.home, "*")) == kept

    (tmp_path / "hoptac.toml").write_text("keep_listings_days = 30", encoding="utf-8")
    assert desk.run("maintain", cwd=tmp_path).returncode == 0
    left = set(find_capture_files(desk.home, "*"))
    assert left < kept
    assert {row["warc_file"] for row in ask(desk, "SELECT DISTINCT warc_file FROM fetches")} == {*left, None}
    assert desk.run("rebuild").returncode == 0
    assert ask(desk, ARTICLES) == before


def _age(catalog: Path, home: Path) -> None:
    """Has all requests be of two months ago, as far as retention looks at them."""
    with Store.open(catalog, home) as store:
        store.write("age", "two months later", lambda tx: tx.execute(
            "UPDATE fetches SET requested_at = requested_at - INTERVAL 60 DAY"
        ))  # fmt: skip
