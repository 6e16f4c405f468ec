"""Past days are filled from archives, sitemaps, listings and WARC files, once."""

import io
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.cli import run
from flows.newsroom import Newsroom
from flows.newsroom.model import PAPERS
from flows.newsroom.stories import stories
from flows.newsroom.truth import expected_articles
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import PRODUCT, ask, tables_of
from warehouse.archive import find_captures

pytestmark = pytest.mark.slow

JUNE = ("--since", "2026-06-01", "--until", "2026-06-12")
STATE = "SELECT * FROM state.{} ORDER BY ALL"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def filled(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = desk_for(newsroom, tmp_path_factory.mktemp("filled"))
    done = desk.run("backfill", *JUNE, seconds=600)
    assert done.returncode == 0, done.stderr
    return desk


def _published_in_june(newsroom: Newsroom) -> set[str]:
    return {
        newsroom.base(each.source) + each.path
        for each in expected_articles()
        if each.published_at and (each.published_at.year, each.published_at.month) == (2026, 6)
    }


def test_a_dry_run_names_every_window_and_sends_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    desk = desk_for(newsroom, tmp_path)
    newsroom.forget_requests()

    lines = desk.run(
        "backfill", "--since", "2026-06-01", "--until", "2026-06-03", "--dry-run"
    ).stdout.splitlines()

    assert [line.split()[:2] for line in lines] == [
        [name, f"2026-06-0{day}"] for name in sorted(newsroom.sites) for day in (1, 2)
    ]
    assert all(int(line.split()[2]) > 0 for line in lines)
    assert newsroom.requests() == []
    assert not desk.home.exists()


@pytest.mark.timeout(900)
def test_the_articles_of_the_days_arrive(newsroom: Newsroom, filled: Desk) -> None:
    arrived = {row["canonical_url"] for row in ask(filled, "SELECT canonical_url FROM articles")}

    assert _published_in_june(newsroom) <= arrived


@pytest.mark.timeout(900)
def test_days_without_news_are_on_record_as_looked_at(filled: Desk) -> None:
    rows = ask(filled, "SELECT source, count(*) AS days FROM state.windows GROUP BY source ORDER BY source")
    empty = ask(filled, "SELECT source, day FROM state.windows WHERE outcome = 'empty'")
    ledger = ask(filled, "SELECT source, day FROM coverage WHERE outcome = 'listed' AND pages = 0")

    assert [row["days"] for row in rows] == [11] * 6
    assert empty
    assert {(row["source"], row["day"]) for row in empty} <= {(row["source"], row["day"]) for row in ledger}


@pytest.mark.timeout(900)
def test_a_second_backfill_asks_for_nothing(newsroom: Newsroom, filled: Desk) -> None:
    before = ask(filled, "SELECT * FROM articles ORDER BY ALL")
    broken = {
        path
        for each in stories(1)
        if each.page == "cut"
        for path in [PAPERS[each.paper].path(each, each.first_title)]
    }
    newsroom.forget_requests()

    assert filled.run("backfill", *JUNE).returncode == 0
    assert {request.path for request in newsroom.requests()} - broken <= {"/robots.txt"}
    assert ask(filled, "SELECT * FROM articles ORDER BY ALL") == before


@pytest.mark.timeout(900)
def test_a_run_of_its_own_kind_is_recorded(filled: Desk) -> None:
    run = ask(filled, "SELECT kind, state, new_articles FROM runs ORDER BY started_at LIMIT 1")[0]

    assert (run["kind"], run["state"]) == ("backfill", "completed")
    assert run["new_articles"] > 0


@pytest.mark.timeout(900)
def test_a_backfill_moves_no_feed_on_and_ingest_then_asks_for_no_known_page(
    newsroom: Newsroom, filled: Desk
) -> None:
    assert ask(filled, STATE.format("feeds")) == []
    old = {row["url"] for row in ask(filled, "SELECT url FROM articles WHERE published_at < '2026-06-01'")}
    newsroom.forget_requests()

    assert filled.run("ingest", "songxanh").returncode == 0
    pages = Counter(request.path for request in newsroom.requests() if "-post" in request.path)
    assert not old & {newsroom.base("songxanh") + path for path in pages}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give both --since and --until"),
        (["--since", "2026-06-02"], "give both --since and --until"),
        (["--since", "2026-06-02", "--until", "2026-06-02"], "is empty"),
        (["--since", "2026-06-02", "--until", "2026-06-01"], "is empty"),
        (["--since", "02/06/2026", "--until", "2026-06-03"], "--since='02/06/2026' is no day"),
        (["--since", "2026-06-01", "--until", "2026-06-03", "nobody"], "unknown source 'nobody'"),
        (["--warc", "nowhere.warc.gz"], "there is no such file"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    newsroom: Newsroom, words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for name, value in desk_for(newsroom, tmp_path).environment.items():
        monkeypatch.setenv(name, value)

    assert run(["backfill", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_one_source_is_filled_once(newsroom: Newsroom, tmp_path: Path) -> None:
    desk = desk_for(newsroom, tmp_path)
    assert desk.run("backfill", *JUNE, "binhhai").returncode == 0
    days = ask(desk, "SELECT outcome, articles FROM state.windows")
    newsroom.forget_requests()

    assert desk.run("backfill", *JUNE, "binhhai").returncode == 0
    assert newsroom.requests() == []
    assert len(days) == 11
    assert sum(day["articles"] for day in days) == len(ask(desk, "SELECT 1 FROM articles"))


# --- WARC files -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def foreign(filled: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WARC/1.0 file of another crawler: the same pages, and one of a site that is unknown here."""
    path = tmp_path_factory.mktemp("foreign") / "crawl.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.0")
        for capture in find_captures(filled.home / "captures"):
            _put(writer, capture.final_url, capture.content, f"{capture.captured_at:%Y-%m-%dT%H:%M:%SZ}")
        _put(
            writer, "http://elsewhere.example/a-page-of-its-own", b"<html>...</html>", "2026-06-01T00:00:00Z"
        )
    return path


def _put(writer: Any, url: str, content: bytes, date: str) -> None:
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url, "response", payload=io.BytesIO(content), http_headers=head, warc_headers_dict={"WARC-Date": date}
    )
    writer.write_record(record)


@pytest.fixture(scope="module")
def imported(newsroom: Newsroom, foreign: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = desk_for(newsroom, tmp_path_factory.mktemp("imported"))
    done = desk.run("backfill", "--warc", str(foreign), seconds=600)
    assert done.returncode == 0, done.stderr
    return desk


@pytest.mark.timeout(900)
def test_pages_of_a_foreign_warc_become_articles(filled: Desk, imported: Desk) -> None:
    texts = "SELECT article_id, title, content_hash FROM articles WHERE article_id IN ({}) ORDER BY ALL"
    ids = ", ".join(f"'{row['article_id']}'" for row in ask(imported, "SELECT article_id FROM articles"))

    assert ask(imported, texts.format(ids)) == ask(filled, texts.format(ids))
    assert len(ask(imported, "SELECT 1 FROM articles")) >= 20


@pytest.mark.timeout(900)
def test_the_same_file_again_changes_nothing(imported: Desk, foreign: Path) -> None:
    before = tables_of(imported)
    copy = foreign.with_name("another-name.warc.gz")
    copy.write_bytes(foreign.read_bytes())

    assert imported.run("backfill", "--warc", str(foreign), "--warc", str(copy)).returncode == 0
    assert tables_of(imported) == before


@pytest.mark.timeout(900)
def test_imported_pages_survive_a_rebuild(imported: Desk) -> None:
    before = tables_of(imported)

    assert imported.run("rebuild").returncode == 0
    assert tables_of(imported) == before


@pytest.mark.timeout(900)
def test_a_range_picks_by_the_time_of_capture(newsroom: Newsroom, foreign: Path, tmp_path: Path) -> None:
    desk = desk_for(newsroom, tmp_path)

    assert (
        desk.run(
            "backfill", "--warc", str(foreign), "--since", "2001-01-01", "--until", "2002-01-01"
        ).returncode
        == 0
    )
    assert ask(desk, "SELECT 1 FROM articles") == []


# --- stopped and resumed ----------------------------------------------------------------------


@pytest.mark.campaign
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("number", "most_twice"), [(signal.SIGTERM, 0), (signal.SIGKILL, 5)])
def test_a_backfill_that_is_stopped_five_times_asks_for_no_page_twice(
    newsroom: Newsroom, filled: Desk, tmp_path: Path, number: signal.Signals, most_twice: int
) -> None:
    """A page that was on its way when the process was killed was never captured: one for each kill."""
    desk = desk_for(newsroom, tmp_path)
    for path in desk.sources.glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("delay: 0", "delay: 0.3"), "utf-8")
    newsroom.forget_requests()
    for _ in range(5):
        process = desk.start("backfill", *JUNE)
        _wait_for_pages(newsroom, process, len(_article_paths(newsroom)) + 8)
        process.send_signal(number)
        process.wait()
    assert desk.run("backfill", *JUNE).returncode == 0

    twice = {path: count for path, count in Counter(_article_paths(newsroom)).items() if count > 1}
    assert len(twice) <= most_twice
    left_out = ("fetches", "rejects", "duplicates")
    texts = "SELECT article_id, content_hash FROM articles ORDER BY ALL"
    assert ask(desk, texts) == [row for row in ask(filled, texts) if row in ask(desk, texts)]
    assert _published_in_june(newsroom) <= {
        row["canonical_url"] for row in ask(desk, "SELECT * FROM articles")
    }
    before = tables_of(desk)
    assert desk.run("rebuild").returncode == 0
    after = tables_of(desk)
    for table in PRODUCT:
        if table not in left_out:
            assert after[table] == before[table], table


def _wait_for_pages(newsroom: Newsroom, process: subprocess.Popen[bytes], count: int) -> None:
    """Until so many pages were asked for, or the process has ended."""
    while len(_article_paths(newsroom)) < count:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            return


def _article_paths(newsroom: Newsroom) -> list[str]:
    known = {each.path for each in expected_articles()}
    return [f"{request.paper} {request.path}" for request in newsroom.requests() if request.path in known]
