"""What pages show together is learned from captures, kept in the home, and used by every reader."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from extractors.article import read_article
from extractors.source import Source
from flows.cli import run
from flows.knowledge import KEPT, learn_source, load_knowledge, relearn
from flows.registry import chosen_sources
from flows.settings import Settings, SettingsError
from tests.extractors.test_site_knowledge import APPEAL, TOWNS, capture, page
from warehouse.archive import CaptureWriter
from warehouse.captures import Captures
from warehouse.tables import Article, Exchange

FILE = """name: baomau
title: Báo Mẫu
homepage: https://baomau.vn/
discover:
  - rss: https://baomau.vn/rss
"""
FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAY = date(2026, 1, 5)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """A home with ten captured articles, two runs with five each, one of them captured twice."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "baomau.yaml").write_text(FILE, encoding="utf-8")
    for turn in range(2):
        with CaptureWriter(tmp_path / "home", "baomau", f"run-{turn}") as writer:
            for number in (*range(5 * turn, 5 * turn + 5), 0):
                writer.put(exchange(number, FIRST + timedelta(days=turn)))
    return Settings(home=tmp_path / "home", sources=sources)


def exchange(number: int, at: datetime) -> Exchange:
    return Exchange(
        url=f"https://baomau.vn/{number}-hop-tac.html", requested_at=at, elapsed_ms=5, outcome="ok",
        status=200, reason="OK", headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=page(TOWNS[number]).encode(), purpose="page", address="203.0.113.7",
    )  # fmt: skip


def source(home: Settings) -> Source:
    return chosen_sources(home, ["baomau"])["baomau"]


def test_the_next_pages_are_read_with_what_the_captured_ones_show(home: Settings):
    before = read_article(capture(TOWNS[-1]), source(home))
    learned = learn_source(home, Captures(home.home), source(home), DAY)
    after = read_article(capture(TOWNS[-1]), source(home))
    assert learned[""].pages == 10
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert (APPEAL in before.body, APPEAL in after.body) == (True, False)
    assert after.extractor == "generic/1+pages20260105"


def test_the_same_captures_give_the_same_file(home: Settings):
    learn_source(home, Captures(home.home), source(home), DAY)
    file = home.home / "knowledge" / "baomau.json"
    first = file.read_bytes()
    learn_source(home, Captures(home.home), source(home), DAY)  # now with what was learned at hand
    assert file.read_bytes() == first
    assert [found.name for found in file.parent.iterdir()] == ["baomau.json"]


def test_captures_after_the_day_do_not_count(home: Settings):
    assert learn_source(home, Captures(home.home), source(home), FIRST.date())[""].pages == 5


def test_too_few_pages_leave_what_was_kept(home: Settings):
    learn_source(home, Captures(home.home), source(home), DAY)
    assert learn_source(home, Captures(home.home), source(home), FIRST.date() - timedelta(days=1)) == {}
    assert load_knowledge(home, "baomau")[""].pages == 10


def test_maintenance_learns_what_is_unknown_or_old(home: Settings):
    def learn(day: date) -> list[str]:
        return list(relearn(home, Captures(home.home), chosen_sources(home, ()).values(), day))

    assert [learn(DAY), learn(DAY + KEPT / 2), learn(DAY + KEPT)] == [["baomau"], [], ["baomau"]]


def test_a_broken_file_is_named_with_its_mend(home: Settings):
    learn_source(home, Captures(home.home), source(home), DAY)
    (home.home / "knowledge" / "baomau.json").write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"baomau\.json.*sources study baomau"):
        source(home)


def test_a_file_of_another_form_is_not_used(home: Settings):
    learn_source(home, Captures(home.home), source(home), DAY)
    file = home.home / "knowledge" / "baomau.json"
    file.write_text(file.read_text("utf-8").replace('"version": 1', '"version": 0'), encoding="utf-8")
    assert load_knowledge(home, "baomau") == {}


def test_study_tells_what_it_learned(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("HOPTAC_HOME", str(home.home))
    monkeypatch.setenv("HOPTAC_SOURCES", str(home.sources))
    assert run(["sources", "study", "baomau", "--day", "2026-01-05"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("baomau: 10 pages, ")
    assert told.err == ""
