"""A layout that changes is noticed in the run that meets it, and its pages are kept out."""

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from extractors.capture import Capture
from extractors.source import Source
from flows.accept import accept
from flows.alarms import ALL, Changes, watch_sources
from flows.batch import Batch, PolledEntry
from flows.collect import clock_skew
from flows.known import find_known
from flows.load import load_batch
from flows.messages import Receivers
from flows.plan import Seen
from flows.reading import Reading, read_capture
from flows.runs import Totals
from tests.rehearsal.press import ZONE, Paper, Story, page, source_file
from transforms.resolution import Decisions
from warehouse.store import Store
from warehouse.tables import Alarm

PAPER = Paper(name="baosong", seed=3, per_day=16, weekdays=(1,) * 7)
pytestmark = pytest.mark.slow

SOURCE = Source.model_validate(source_file(PAPER))
FEED = SOURCE.discover[0].address
FIRST = date(2026, 3, 2)
NOBODY = Receivers()


class Desk:
    """Loads what a paper prints, a day a run."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def day(self, number: int, *troubles: str, readable: bool = True, share: float = 1.0) -> Totals:
        """Reads a day's stories; the first ``share`` of them have the troubles."""
        at = noon(number)
        stories = PAPER.stories(at.date()) if readable else ()
        spoilt = {story.number for story in stories[: round(len(stories) * share)]}
        readings = [
            _read(story, at, set(troubles) if story.number in spoilt else set()) for story in stories
        ]  # fmt: skip
        return self.load(number, readings, readable)

    def load(self, number: int, readings: Sequence[Reading], readable: bool = True) -> Totals:
        batch = Batch(
            run_id=f"ingest-{number}", source=SOURCE, polled_at=noon(number), readings=tuple(readings),
            seen=tuple(Seen(url=each.url, stamp=None) for each in readings),
            polled=(PolledEntry(entry=FEED, readable=readable),),
        )  # fmt: skip
        return load_batch(self.store, batch, {SOURCE.name: SOURCE.title}, Decisions())

    def watch(self, number: int, receivers: Receivers = NOBODY) -> Changes:
        return watch_sources(self.store, f"ingest-{number}", noon(number), receivers)

    def standing(self) -> list[tuple[str, str]]:
        alarms = self.store.records(Alarm, "closed_at IS NULL")
        return sorted((each.kind, each.what) for each in alarms)

    def one(self, sql: str) -> Any:
        return self.store.rows(sql)[0][0]


def noon(number: int) -> datetime:
    day = FIRST + timedelta(days=number)
    return datetime.combine(day, time(23, 30), ZONE).astimezone(UTC)


def _read(story: Story, at: datetime, troubles: set[str]) -> Reading:
    url = f"https://{PAPER.host}{story.path}"
    content = page(PAPER, story, troubles).encode()
    headers = {"content-type": "text/html; charset=utf-8"}
    capture = Capture(
        url=url, final_url=url, status=200, headers=headers, content=content,
        captured_at=at + timedelta(seconds=story.number % 1000),
    )  # fmt: skip
    return read_capture(capture, SOURCE, url)


@pytest.fixture(scope="module")
def five_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has seen five sound days."""
    home = tmp_path_factory.mktemp("five_days")
    with Store.open(home / "catalog.sqlite", home) as store:
        for number in range(5):
            Desk(store).day(number)
        assert Desk(store).watch(4).opened == ()
    return home


@pytest.fixture
def desk(five_days: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a copy of it, in the same place: the catalog names its files by their path."""
    kept = tmp_path / "kept"
    shutil.copytree(five_days, kept)
    with Store.open(five_days / "catalog.sqlite", five_days) as store:
        yield Desk(store)
    shutil.rmtree(five_days)
    shutil.copytree(kept, five_days)


def test_a_lead_that_is_gone_breaks_in_the_first_run_and_its_pages_are_kept_out(desk: Desk) -> None:
    before = desk.one("SELECT count(*) FROM articles")
    totals = desk.day(5, "no_lead")
    changes = desk.watch(5)

    assert [(each.kind, each.what, each.since) for each in changes.opened] == [
        ("drift", "lead", FIRST + timedelta(days=5))
    ]
    assert totals.new_articles == 0
    assert desk.one("SELECT count(*) FROM articles") == before
    kept_out = desk.store.rows("SELECT DISTINCT reason FROM rejects WHERE captured_at >= ?", [noon(5)])
    assert kept_out == [("drift",)]
    checks = desk.store.rows("SELECT name, subject FROM quality_checks WHERE NOT passed")
    assert checks == [("drift:lead", SOURCE.name)]
    assert "drift lead" in desk.one("SELECT alarms FROM source_health")
    assert not find_known(desk.store, [SOURCE])[SOURCE.name].well


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [("no_date", "date_rule"), ("boxes", "repeated"), ("teaser", "short"), ("redesign", "body"),
     ("empty", "body")],
)  # fmt: skip
def test_every_kind_of_break_is_noticed_at_once(desk: Desk, trouble: str, fault: str) -> None:
    before = desk.one("SELECT count(*) FROM articles")
    desk.day(5, trouble)
    desk.watch(5)

    assert ("drift", fault) in desk.standing()
    assert desk.one("SELECT count(*) FROM articles") <= before + 1


def test_pages_that_are_sound_are_published_while_others_are_kept_out(desk: Desk) -> None:
    before = desk.one("SELECT count(*) FROM articles")
    for number in (5, 6):
        desk.day(number, "no_date", share=0.6)
    desk.watch(6)

    assert ("drift", "date_rule") in desk.standing()
    sound = desk.one("SELECT count(*) FROM state.page_facts WHERE NOT quarantined") - before
    assert sound > 0
    assert desk.one("SELECT count(*) FROM articles") == before + sound


def test_a_source_that_is_good_again_leaves_the_mark_and_is_told_of_once(desk: Desk) -> None:
    with webhook() as (receivers, told):
        desk.day(5, "no_lead")
        desk.watch(5, receivers)
        desk.day(6, "no_lead")
        desk.watch(6, receivers)
        assert len(told) == 1
        for number in (7, 8):
            desk.day(number)
            desk.watch(number, receivers)

    assert desk.standing() == []
    assert find_known(desk.store, [SOURCE])[SOURCE.name].well
    assert ["new" in each["title"] for each in told] == [True, False]
    assert "over" in told[1]["title"]
    assert "baosong: drift lead since 2026-03-07" in told[0]["message"]
    assert desk.store.rows("SELECT DISTINCT passed FROM quality_checks ORDER BY 1") == [(False,), (True,)]


def test_pages_that_gave_no_article_are_asked_for_again_when_the_site_is_good_again(desk: Desk) -> None:
    desk.day(5, "teaser")
    desk.day(6, "empty")
    waiting = "SELECT count(*) FROM state.urls WHERE outcome = 'reject:drift'"
    kept_out = desk.one(waiting)
    assert desk.one("SELECT count(*) FROM state.urls WHERE outcome = 'reject:too_short'") > 0

    desk.day(7)
    desk.day(8)

    assert desk.one("SELECT count(*) FROM state.urls WHERE outcome = 'reject:too_short'") == 0
    assert desk.one(waiting) > kept_out


def test_pages_that_are_meant_so_are_accepted(desk: Desk) -> None:
    desk.day(5, "no_lead")
    assert accept(desk.store, SOURCE.name) == ["lead"]
    desk.day(6, "no_lead")
    desk.watch(6)

    assert desk.standing() == []
    assert accept(desk.store, SOURCE.name) == []


def test_what_cannot_be_delivered_harms_nothing_and_is_delivered_by_a_later_run(desk: Desk) -> None:
    desk.day(5, "no_lead")
    nowhere = Receivers(addresses=("json://127.0.0.1:9/secret", "no address"))
    assert len(desk.watch(5, nowhere).opened) == 1
    assert "secret" not in repr(nowhere)
    with webhook() as (receivers, told):
        desk.watch(5, receivers)
        desk.watch(5, receivers)
    assert len(told) == 1


def test_a_feed_that_stumbles_is_no_alarm_and_one_that_stays_away_is(desk: Desk) -> None:
    desk.day(5, readable=False)
    desk.watch(5)
    assert desk.standing() == []
    assert desk.store.rows("SELECT outcome FROM coverage WHERE day = ?", [FIRST + timedelta(days=5)]) == [
        ("failed",)
    ]
    desk.day(6, readable=False)
    desk.watch(6)
    assert desk.standing() == [("unreadable", FEED)]
    for number in (7, 8):
        desk.day(number)
    desk.watch(8)
    assert desk.standing() == []


def test_refused_pages_are_an_alarm(desk: Desk) -> None:
    for number in (5, 6):
        urls = [f"https://{PAPER.host}/trang-{number}-{page}.html" for page in range(6)]
        desk.load(number, [Reading(url=url, read_at=noon(number), outcome="challenge") for url in urls])
    desk.watch(6)
    assert desk.standing() == [("blocked", "")]


def test_a_clock_that_went_back_is_told(desk: Desk) -> None:
    desk.watch(2)
    assert [(each.kind, each.subject) for each in desk.store.records(Alarm)] == [("clock", "this machine")]


def test_the_skew_of_a_site_counts_what_a_cache_has_held_back() -> None:
    headers = {"date": "Mon, 02 Mar 2026 10:00:00 GMT", "age": "60"}
    at = datetime(2026, 3, 2, 10, 1, tzinfo=UTC)
    capture = Capture(url="u", final_url="u", status=200, headers=headers, content=b"", captured_at=at)
    assert clock_skew(capture) == 0


def test_alarms_name_no_source_when_all_are_quiet(desk: Desk) -> None:
    assert all(each.subject != ALL for each in desk.store.records(Alarm))


class webhook:  # noqa: N801 - reads as what it is where it is used
    """A receiver on loopback, and the messages that it got."""

    def __enter__(self) -> tuple[Receivers, list[dict[str, str]]]:
        told: list[dict[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return Receivers(addresses=(f"json://127.0.0.1:{self.server.server_port}/",)), told

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
