"""The time between polls follows the share of new items, within the bounds of the source file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.listed import EntryReading, Listed
from extractors.source import Source, SourceError, load_source
from extractors.source_spec import PollBounds
from flows.cadence import new_share, next_interval, not_due
from flows.known import last_polls
from flows.newsroom import Newsroom
from tests.flows.runs import desk_for
from tests.flows.tables import ask
from warehouse.store import Store
from warehouse.tables import PollInterval
from warehouse.transaction import Transaction

MINUTE = timedelta(minutes=1)
BOUNDS = PollBounds.model_validate({"least": "10m", "most": "6h"})
NOON = datetime(2026, 6, 11, 12, tzinfo=UTC)


def entry(*urls: str) -> EntryReading:
    listed = tuple(Listed(url=url, raw_url=url) for url in urls)
    return EntryReading(entry="feed", of="feed", kind="rss", ok=True, listed=listed)


def test_a_list_of_which_half_is_new_is_polled_twice_as_often() -> None:
    assert next_interval(60 * MINUTE, 0.5, BOUNDS) == 30 * MINUTE


def test_a_list_with_nothing_new_is_polled_half_as_often() -> None:
    assert next_interval(60 * MINUTE, 0.0, BOUNDS) == 120 * MINUTE


def test_a_list_of_which_the_wanted_share_is_new_keeps_its_pace() -> None:
    assert next_interval(60 * MINUTE, 0.1, BOUNDS) == 60 * MINUTE


def test_the_first_poll_is_followed_soon() -> None:
    assert next_interval(None, 1.0, BOUNDS) == BOUNDS.least


@given(st.lists(st.floats(0, 1), max_size=40))
def test_the_time_between_polls_never_leaves_its_bounds(shares: list[float]) -> None:
    lasts = None
    for share in shares:
        lasts = next_interval(lasts, share, BOUNDS)
        assert BOUNDS.least <= lasts <= BOUNDS.most


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_news_never_means_fewer_polls(one: float, other: float) -> None:
    few, many = sorted([one, other])

    assert next_interval(60 * MINUTE, many, BOUNDS) <= next_interval(60 * MINUTE, few, BOUNDS)


def test_the_list_with_the_greatest_share_counts() -> None:
    feeds = [entry("a", "b", "c", "d"), entry("a", "e")]

    assert new_share(feeds, {"a", "b", "c", "d"}) == 0.5
    assert new_share(feeds, set()) == 1.0
    assert new_share([], set()) == 0.0


def test_of_a_long_sitemap_the_newest_count() -> None:
    sitemap = entry(*(f"page{number}" for number in range(5000)))

    assert new_share([sitemap], {f"page{number}" for number in range(5, 5000)}) == pytest.approx(0.1)


def polled(minutes_ago: float, interval: float) -> PollInterval:
    return PollInterval(
        source="baonui", polled_at=NOON - minutes_ago * MINUTE, run_id="r", listed=20, new_share=0.1,
        interval_seconds=interval * 60,
    )  # fmt: skip


def source(tmp_path: Path, more: str = "") -> Source:
    file = tmp_path / "baonui.yaml"
    file.write_text(
        "name: baonui\ntitle: Báo Núi\nhomepage: https://baonui.example/\n"
        f"discover: [{{rss: 'https://baonui.example/rss'}}]\n{more}"
    )
    return load_source(file)


@pytest.mark.parametrize(
    ("minutes_ago", "interval", "due"),
    [(20, 20, True), (19.8, 20, True), (20, 40, False), (40, 40, True), (30, 40, True), (20, 360, False)],
)
def test_a_poll_of_the_grid_is_taken_when_it_is_nearly_due(
    tmp_path: Path, minutes_ago: float, interval: float, due: bool
) -> None:
    later = not_due({"baonui": source(tmp_path)}, {"baonui": polled(minutes_ago, interval)}, NOON)

    assert (later == {}) is due


def test_a_source_that_was_never_polled_is_due(tmp_path: Path) -> None:
    assert not_due({"baonui": source(tmp_path)}, {}, NOON) == {}


def test_the_newest_poll_of_each_source_is_found(tmp_path: Path) -> None:
    with Store.open(tmp_path / "catalog.sqlite", tmp_path) as store:
        store.write("r", "polls", lambda tx: tx.merge([polled(50, 20), polled(10, 40)]))

        with store.reader() as connection:
            found = last_polls(Transaction(connection), ["baonui", "binhhai"])
        assert found == {"baonui": polled(10, 40)}


def test_bounds_stand_in_the_source_file(tmp_path: Path) -> None:
    bounds = source(tmp_path, "poll: {least: 5m, most: 1d}\n").poll

    assert (bounds.least, bounds.most) == (5 * MINUTE, timedelta(days=1))


@pytest.mark.parametrize(
    ("poll", "said"),
    [
        ("{least: 10}", "write minutes, hours or days"),
        ("{most: 0h}", "write minutes, hours or days"),
        ("{least: 6h, most: 10m}", "`most` is shorter than `least`"),
    ],
)
def test_wrong_bounds_are_refused(tmp_path: Path, poll: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        source(tmp_path, f"poll: {poll}\n")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_timer_passes_over_what_is_not_due_and_people_do_not(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "binhhai", "--due").returncode == 0
        newsroom.forget_requests()
        done = desk.run("ingest", "binhhai", "--due")

        assert done.returncode == 0
        assert "binhhai: not polled, its next poll is due at" in done.stderr
        assert newsroom.requests() == []
        assert desk.run("ingest", "binhhai").returncode == 0
        assert newsroom.requests()
    polls = ask(desk, "SELECT new_share, interval_seconds FROM state.intervals ORDER BY polled_at")
    assert polls == [
        {"new_share": 1.0, "interval_seconds": 600.0}, {"new_share": 0.0, "interval_seconds": 1200.0}
    ]  # fmt: skip
    assert "every min" in desk.run("status").stdout
