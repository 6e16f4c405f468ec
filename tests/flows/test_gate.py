"""What a bug in a reader has spoilt stays out of the tables, is named, and is loaded when that is mended."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.source import Source
from flows.audit import audit
from flows.batch import Batch
from flows.gate import find_stops
from flows.newsroom import Newsroom
from flows.reading import Reading
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import ask
from warehouse.store import Store
from warehouse.tables import Article, Duplicate, QualityCheck

NOON = datetime(2026, 6, 11, 12, tzinfo=UTC)
SOURCE = Source.model_validate({
    "name": "baonui", "title": "Báo Núi", "homepage": "https://baonui.example/",
    "discover": [{"rss": "https://baonui.example/rss"}],
})  # fmt: skip


def article(number: int, title: str = "Hai tỉnh ký kết", published_at: datetime | None = NOON) -> Reading:
    url = f"https://baonui.example/{number}"
    found = Article(
        url=url, canonical_url=url, source="baonui", title=title, lead=None, body="Một đoạn văn.",
        captions=(), authors=(), published_at=published_at, published_from=None, modified_at=None,
        section=None, tags=(), language="vi", credit=None, extractor="baonui/1",
    )  # fmt: skip
    return Reading(url=url, read_at=NOON, outcome="article", article=found)


def broken(number: int) -> Reading:
    url = f"https://baonui.example/{number}"
    return Reading(url=url, read_at=NOON, outcome="reject:error", detail="KeyError: 'body'")


def stops(*readings: Reading) -> dict[str, str]:
    """Value by name of the checks that these pages fail."""
    batch = Batch(run_id="run-1", source=SOURCE, polled_at=NOON, readings=readings)
    return {check.name: check.value or "" for check in find_stops([batch], NOON)}


def test_pages_that_break_the_reader_stop_a_batch() -> None:
    found = stops(*map(article, range(17)), *map(broken, range(17, 20)))

    assert found == {
        "reader_works": "3 of 20 pages, the first https://baonui.example/17 KeyError: 'body'"
    }  # fmt: skip


def test_a_few_odd_pages_stop_nothing() -> None:
    assert stops(*map(article, range(5)), broken(5), broken(6)) == {}
    assert stops(*map(article, range(97)), *map(broken, range(97, 100))) == {}
    assert stops() == {}


def test_dates_from_the_future_stop_a_batch_and_announcements_do_not() -> None:
    late = NOON + timedelta(days=400)

    assert "dates_plausible" in stops(*(article(number, published_at=late) for number in range(3)))
    assert stops(*(article(number, published_at=NOON + timedelta(hours=20)) for number in range(3))) == {}
    assert stops(*(article(number, published_at=None) for number in range(3))) == {}


def test_articles_without_a_title_stop_a_batch() -> None:
    assert "text_present" in stops(*(article(number, title=" ") for number in range(3)))


def test_the_audit_finds_a_reference_to_nothing(tmp_path: Path) -> None:
    stray = Duplicate(
        article_id="a9", cluster_id="c1", primary_article_id="a8", kind="near", similarity=0.9, reason="id"
    )
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        assert audit(store, {}, "run-1") == []
        store.write("run-2", "a bug", lambda tx: tx.append([stray, stray]))

        failed = {(check.name, check.subject) for check in audit(store, {}, "run-2")}

        assert failed == {
            ("keys_unique", "duplicates"),
            ("references_whole", "duplicates.article_id"),
            ("references_whole", "duplicates.primary_article_id"),
        }
        assert {row.passed for row in store.records(QualityCheck, "run_id = 'run-1'")} == {True}


# --- from page to table and back --------------------------------------------------------------

BUG = """
import extractors.article

def read_body(*_):
    raise KeyError("body")

extractors.article.read_body = read_body
"""
TEXTS = "SELECT article_id, title, content_hash FROM articles ORDER BY ALL"


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def _with_bug(desk: Desk, folder: Path) -> Desk:
    """The same desk, with a program that has a bug."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BUG)
    return Desk(home=desk.home, sources=desk.sources, python_path=folder)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_a_bug_spoils_is_held_back_and_loaded_when_it_is_mended(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    calm, desk = desk_for(newsroom, tmp_path / "calm"), desk_for(newsroom, tmp_path / "torn")
    assert calm.run("ingest", "binhhai").returncode == 0
    buggy = _with_bug(desk, tmp_path / "bug")

    done = buggy.run("ingest", "binhhai")
    assert done.returncode == 1
    assert "binhhai: 12 pages are held back: reader_works: " in done.stdout
    assert ask(desk, "SELECT * FROM articles") == []
    assert ask(desk, "SELECT * FROM rejects") == []
    assert ask(desk, "SELECT name, passed FROM quality_checks") == [{"name": "reader_works", "passed": False}]
    assert "binhhai" in desk.run("status").stdout.partition("Held back")[2]

    newsroom.forget_requests()
    assert buggy.run("ingest", "binhhai").returncode == 0
    assert buggy.run("maintain").returncode == 0
    assert ask(desk, "SELECT * FROM articles") == []
    assert desk.run("maintain").returncode == 0
    assert not [request.path for request in newsroom.requests() if "/tin-tuc/" in request.path]
    assert ask(desk, TEXTS) == ask(calm, TEXTS)
    assert ask(desk, "SELECT * FROM state.held_files") == []
    ledger = "SELECT outcome, pages FROM coverage WHERE outcome IN ('article', 'fetched') ORDER BY ALL"
    assert ask(desk, ledger) == ask(calm, ledger)
    assert ask(desk, "SELECT pages FROM coverage WHERE outcome = 'held'") == [{"pages": 0}]

    done = buggy.run("rebuild")
    assert done.returncode == 1
    assert "nothing was changed: mend the reader" in done.stderr
    assert ask(desk, TEXTS) == ask(calm, TEXTS)
