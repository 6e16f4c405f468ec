"""Which listed addresses a run asks for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from extractors.source import Entry, Source
from flows.plan import MOST_TRIES, Seen, find_wanted
from warehouse.tables import KnownUrl

NOW = datetime(2026, 6, 11, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=30)
URL = "https://paper.example/a-1.html"
SOURCE = Source(
    name="paper",
    title="Paper",
    homepage="https://paper.example/",
    discover=(Entry(rss="https://paper.example/rss"),),
)
ARTICLE = KnownUrl(
    url=URL, source="paper", article_id="1", first_listed_at=LONG_AGO, last_listed_at=LONG_AGO,
    listed_stamp=LONG_AGO, published_at=LONG_AGO, fetched_at=LONG_AGO, outcome="article", tries=0,
    etag='"1"', last_modified=None,
)  # fmt: skip


def reasons(state: KnownUrl | None, stamp: datetime | None = None, source: Source = SOURCE) -> list[str]:
    known = {URL: state} if state else {}
    return [want.reason for want in find_wanted([Seen(url=URL, stamp=stamp)], known, source, NOW)]


def test_an_unknown_address_is_asked_for_whatever_its_age() -> None:
    assert reasons(None, LONG_AGO) == ["new"]


def test_a_source_may_set_an_age_limit() -> None:
    assert reasons(None, LONG_AGO, SOURCE.model_copy(update={"max_age_days": 7})) == []


def test_a_known_article_is_left_alone() -> None:
    assert reasons(ARTICLE, LONG_AGO) == []


def test_a_listing_that_says_it_changed_brings_another_look_with_validators() -> None:
    (want,) = find_wanted([Seen(url=URL, stamp=NOW)], {URL: ARTICLE}, SOURCE, NOW)

    assert (want.reason, want.etag) == ("changed", '"1"')


def test_a_young_article_is_looked_at_again_while_it_is_listed() -> None:
    assert reasons(replace(ARTICLE, published_at=NOW - timedelta(days=2))) == ["young"]
    assert reasons(replace(ARTICLE, published_at=NOW - timedelta(days=4))) == []


def test_without_a_date_the_first_listing_counts_as_birth() -> None:
    assert reasons(replace(ARTICLE, published_at=None, first_listed_at=NOW - timedelta(hours=1))) == ["young"]


def test_what_failed_is_tried_again_a_few_times() -> None:
    failed = replace(
        ARTICLE, article_id=None, outcome="timeout", fetched_at=NOW - timedelta(minutes=30), tries=1
    )

    assert reasons(failed) == ["retry"]
    assert reasons(replace(failed, tries=MOST_TRIES)) == []


def test_standing_refusals_are_asked_for_less_and_less_often() -> None:
    missing = replace(ARTICLE, article_id=None, outcome="not_found", tries=2)

    assert reasons(replace(missing, fetched_at=NOW - timedelta(hours=3))) == []
    assert reasons(replace(missing, fetched_at=NOW - timedelta(hours=5))) == ["retry"]


def test_what_robots_forbids_is_looked_at_a_day_later() -> None:
    refused = replace(ARTICLE, article_id=None, outcome="robots", tries=3)

    assert reasons(replace(refused, fetched_at=NOW - timedelta(hours=20))) == []
    assert reasons(replace(refused, fetched_at=NOW - timedelta(hours=30))) == ["retry"]
