"""Discovery over a made site that lives in a dict: what is listed, passed over, noticed and bounded."""

import gzip
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from extractors.discover import find_listed
from extractors.entries import Limits
from extractors.listed import EntryReading, FetchedBytes, Validators
from extractors.source import Source
from warehouse.tables import FeedState

HOME = "https://baomoi.example"
NOW = datetime(2026, 8, 22, 12, 0, tzinfo=UTC)


class Site:
    """A web site of made documents that keeps what was asked for and honours etags."""

    def __init__(self, **documents: str | bytes) -> None:
        self.documents = {f"{HOME}{path}": text for path, text in documents.items()}
        self.asked: list[str] = []
        self.etags: dict[str, str] = {}

    def fetch(self, url: str, validators: Validators) -> FetchedBytes | None:
        self.asked.append(url.removeprefix(HOME))
        etag = self.etags.get(url)
        if etag and validators.etag == etag:
            return FetchedBytes(url=url, unchanged=True)
        if url not in self.documents:
            return FetchedBytes(url=url, error="not_found")
        found = self.documents[url]
        content = found.encode() if isinstance(found, str) else found
        return FetchedBytes(url=url, content=content, validators=Validators(etag=etag), fetched_at=NOW)


def source_of(*entries: dict[str, Any], pattern: str | None = r"-post\d+\.html$", **more: Any) -> Source:
    discover = [{k: f"{HOME}{v}" if k in KINDS else v for k, v in entry.items()} for entry in entries]
    rules = {"url_pattern": pattern} if pattern else {}
    return Source.model_validate(
        {
            "name": "bao",
            "title": "Báo",
            "homepage": f"{HOME}/",
            "discover": discover,
            "article": rules,
            **more,
        }
    )


KINDS = ("rss", "sitemap", "listing", "archive")
RSS, SITEMAP = {"rss": "/rss"}, {"sitemap": "/sitemap.xml"}
LISTING = {"listing": "/tin?p={page}", "link": "h3 a", "pages": 5}
ARCHIVE = {"archive": "/ngay/{date:%d-%m-%Y}", "link": "h3 a"}


def rss(*numbers: int, at: datetime = NOW) -> str:
    """A feed of articles, an hour between one and the next."""
    stamps = [at - timedelta(hours=place) for place in range(len(numbers))]
    items = [
        f"<item><title>Tin {n}</title><link>{HOME}/tin-post{n}.html?utm_source=rss</link>"
        f"<pubDate>{stamp:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for n, stamp in zip(numbers, stamps, strict=True)
    ]
    return f"<rss><channel>{''.join(items)}</channel></rss>"


def page(*numbers: int) -> str:
    return (
        "".join(f'<h3><a href="/tin-post{n}.html">Tin {n}</a></h3>' for n in numbers)
        + '<a href="/khac">x</a>'
    )


def index(*names: str, lastmod: str = "") -> str:
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return (
        f"<sitemapindex>{''.join(f'<sitemap><loc>{n}</loc>{stamp}</sitemap>' for n in names)}</sitemapindex>"
    )


def urlset(*numbers: int, lastmod: str = "2026-08-22") -> str:
    places = (f"<url><loc>{HOME}/tin-post{n}.html</loc><lastmod>{lastmod}</lastmod></url>" for n in numbers)
    return f"<urlset>{''.join(places)}</urlset>"


def poll(
    site: Site, source: Source, states: dict[str, FeedState] | None = None, **more: Any
) -> list[EntryReading]:
    return list(find_listed(source, site.fetch, states or {}, **more))


def states_after(readings: Iterable[EntryReading]) -> dict[str, FeedState]:
    return {
        reading.entry: FeedState(
            source="bao", entry=reading.entry, etag=reading.validators.etag, last_modified=None,
            content_hash=reading.content_hash, newest_at=reading.newest_at, listed_stamp=reading.stamp,
            polled_at=NOW,
        )
        for reading in readings
        if reading.ok
    }  # fmt: skip


def numbers(*readings: EntryReading) -> list[int]:
    return [int(item.url.split("-post")[1].split(".")[0]) for reading in readings for item in reading.listed]


def test_a_feed_lists_its_articles_in_canonical_form() -> None:
    (reading,) = poll(Site(**{"/rss": rss(2, 1)}), source_of(RSS))
    first = reading.listed[0]
    assert (first.url, first.title) == (f"{HOME}/tin-post2.html", "Tin 2")
    assert first.raw_url == f"{HOME}/tin-post2.html?utm_source=rss"
    assert (first.stamp, first.published_at, first.entry) == (NOW, NOW, f"{HOME}/rss")
    assert (reading.newest_at, reading.oldest_at) == (NOW, NOW - timedelta(hours=1))


def test_other_sites_and_what_is_no_article_are_left_out_and_counted() -> None:
    text = (
        rss(1)
        + "<item><link>https://khac.example/a-post9.html</link></item><item><link>/lien-he</link></item>"
    )
    (reading,) = poll(Site(**{"/rss": text}), source_of(RSS))
    assert (numbers(reading), reading.refused) == ([1], 2)


def test_other_hosts_of_the_site_count() -> None:
    text = "<rss><item><link>https://nhadat.baomoi.example/a-post9.html</link></item></rss>"
    (reading,) = poll(Site(**{"/rss": text}), source_of(RSS, hosts=["*.baomoi.example"]))
    assert numbers(reading) == [9]


def test_without_a_pattern_feeds_and_sitemaps_are_believed() -> None:
    feed = "<rss><item><link>/tin/4711</link></item></rss>"
    named = ("/kinh-te", "/hai-tinh-ky-ket-chuong-trinh-hop-tac")
    sitemap = f"<urlset>{''.join(f'<url><loc>{path}</loc></url>' for path in named)}</urlset>"
    site = Site(**{"/rss": feed, "/sitemap.xml": sitemap})
    of_feed, of_sitemap = poll(site, source_of(RSS, SITEMAP, pattern=None))
    assert [item.url for item in of_feed.listed] == [f"{HOME}/tin/4711"]
    assert [item.url for item in of_sitemap.listed] == [HOME + path for path in named]


def test_what_a_feed_names_beside_the_pattern_is_told() -> None:
    feed = f"<rss><item><link>/kinh-te</link></item><item><link>{HOME}/a-post1.html</link></item></rss>"
    (reading,) = poll(Site(**{"/rss": feed}), source_of(RSS))
    assert reading.passed_over == (f"{HOME}/kinh-te",)


def test_what_the_server_calls_unchanged_lists_nothing_and_keeps_its_state() -> None:
    site = Site(**{"/rss": rss(2, 1)})
    site.etags[f"{HOME}/rss"] = '"1"'
    states = states_after(poll(site, source_of(RSS)))
    (second,) = poll(site, source_of(RSS), states)
    assert (second.ok, second.unchanged, second.listed) == (True, True, ())
    assert states_after([second]) == states


def test_a_feed_that_names_the_same_is_unchanged_whatever_its_build_date() -> None:
    site = Site(**{"/rss": rss(2, 1)})
    states = states_after(poll(site, source_of(RSS)))
    site.documents[f"{HOME}/rss"] = rss(2, 1).replace(
        "<channel>", "<channel><lastBuildDate>now</lastBuildDate>"
    )
    assert poll(site, source_of(RSS), states)[0].unchanged
    site.documents[f"{HOME}/rss"] = rss(3, 2, 1)
    assert numbers(*poll(site, source_of(RSS), states)) == [3, 2, 1]


def test_deep_reads_what_did_not_change() -> None:
    site = Site(**{"/rss": rss(2, 1)})
    states = states_after(poll(site, source_of(RSS)))
    assert numbers(*poll(site, source_of(RSS), states, deep=True)) == [2, 1]


def test_a_feed_that_rolled_over_has_lost_items_and_the_listing_is_read_to_its_end() -> None:
    listing = {f"/tin?p={n}": page(*range(40 - 5 * n, 35 - 5 * n, -1)) for n in range(1, 6)}
    site = Site(**{"/rss": rss(3, 2, 1), **listing})
    source = source_of(RSS, LISTING)
    states = states_after(poll(site, source))
    site.documents[f"{HOME}/rss"] = rss(9, 8, 7, at=NOW + timedelta(hours=6))
    site.asked.clear()
    feed, walk = poll(site, source, states, known=lambda _: True)
    assert feed.lost
    assert site.asked == ["/rss", "/tin?p=1", "/tin?p=2", "/tin?p=3", "/tin?p=4", "/tin?p=5"]
    assert len(walk.listed) == 25


def test_a_feed_that_still_holds_the_last_item_has_lost_nothing() -> None:
    site = Site(**{"/rss": rss(3, 2, 1)})
    states = states_after(poll(site, source_of(RSS)))
    site.documents[f"{HOME}/rss"] = rss(5, 4, 3, at=NOW + timedelta(hours=2))
    (feed,) = poll(site, source_of(RSS), states)
    assert not feed.lost


def test_a_date_from_the_future_does_not_hide_later_losses() -> None:
    site = Site(**{"/rss": rss(1, at=NOW + timedelta(days=900))})
    (reading,) = poll(site, source_of(RSS))
    assert reading.newest_at is None
    assert numbers(reading) == [1]


def test_one_broken_entry_leaves_the_others() -> None:
    site = Site(**{"/rss": "<html>Không tìm thấy</html>", "/tin?p=1": page(1)})
    feed, sitemap, walk = poll(site, source_of(RSS, SITEMAP, LISTING))
    assert (feed.ok, feed.error) == (False, "no feed: it starts with <html>")
    assert (sitemap.ok, sitemap.error) == (False, "not_found")
    assert walk.ok


def test_a_fetch_that_gives_nothing_is_an_entry_that_failed() -> None:
    (reading,) = find_listed(source_of(RSS), lambda *_: None, {})
    assert (reading.ok, reading.error) == (False, "no answer")


# --- sitemaps ---------------------------------------------------------------------------------


def test_sitemaps_below_an_index_are_read_the_newest_first() -> None:
    parts = (
        index("/s1.xml", lastmod="2026-06-30") + index("/s3.xml", lastmod="2026-08-22") + index("/s2.xml.gz")
    )
    packed = gzip.compress(urlset(2).encode())
    site = Site(**{"/sitemap.xml": parts, "/s1.xml": urlset(1), "/s2.xml.gz": packed, "/s3.xml": urlset(3)})
    readings = poll(site, source_of(SITEMAP))
    assert site.asked == ["/sitemap.xml", "/s3.xml", "/s1.xml", "/s2.xml.gz"]
    assert numbers(*readings) == [3, 1, 2]
    assert {reading.of for reading in readings} == {f"{HOME}/sitemap.xml"}


def test_an_index_is_asked_for_anew_and_its_old_sitemaps_are_not() -> None:
    parts = index("/s1.xml", lastmod="2026-06-30") + index("/s2.xml")
    site = Site(**{"/sitemap.xml": parts, "/s1.xml": urlset(1), "/s2.xml": urlset(2)})
    site.etags[f"{HOME}/sitemap.xml"] = '"1"'
    states = states_after(poll(site, source_of(SITEMAP)))
    site.asked.clear()
    site.documents[f"{HOME}/s2.xml"] = urlset(3, 2)
    readings = poll(site, source_of(SITEMAP), states)
    assert site.asked == ["/sitemap.xml", "/s2.xml"]
    assert numbers(*readings) == [3, 2]


def test_of_undated_sitemaps_only_those_are_read_again_that_held_the_newest() -> None:
    names = [f"/{month:02}.xml" for month in range(1, 11)]
    site = Site(**{"/sitemap.xml": index(*names)})
    for month, name in enumerate(names, 1):
        site.documents[HOME + name] = urlset(month, lastmod=f"2025-{13 - month:02}-01")
    states = states_after(poll(site, source_of(SITEMAP)))
    site.asked.clear()
    site.documents[f"{HOME}/sitemap.xml"] = index("/00.xml", *names)
    site.documents[f"{HOME}/00.xml"] = urlset(11)
    readings = poll(site, source_of(SITEMAP), states)
    assert site.asked == ["/sitemap.xml", "/10.xml", "/02.xml", "/01.xml", "/00.xml"]
    assert numbers(*readings) == [11]


def test_a_feed_in_the_place_of_a_sitemap_is_read() -> None:
    assert numbers(*poll(Site(**{"/sitemap.xml": rss(1)}), source_of(SITEMAP))) == [1]


def test_indexes_that_name_each_other_end() -> None:
    site = Site(
        **{"/sitemap.xml": index("/a.xml", "/sitemap.xml"), "/a.xml": index("/sitemap.xml", "/a.xml")}
    )
    assert len(poll(site, source_of(SITEMAP))) == 2


def test_endless_indexes_end_at_their_bounds_and_say_so() -> None:
    deep = Site(
        **{"/sitemap.xml": index("/1.xml"), **{f"/{n}.xml": index(f"/{n + 1}.xml") for n in range(1, 30)}}
    )
    wide = Site(**{"/sitemap.xml": index(*(f"/{n}.xml" for n in range(500)))})
    assert poll(deep, source_of(SITEMAP))[-1].truncated == "sitemaps nested deeper than 3"
    readings = poll(wide, source_of(SITEMAP), limits=Limits(sitemaps=20))
    assert (len(readings), readings[-1].truncated) == (20, "more than 20 sitemaps")


def test_no_entry_lists_more_addresses_than_its_bound() -> None:
    site = Site(
        **{"/sitemap.xml": index("/a.xml", "/b.xml"), "/a.xml": urlset(*range(50)), "/b.xml": urlset(99)}
    )
    readings = poll(site, source_of(SITEMAP), limits=Limits(urls=20))
    assert len(numbers(*readings)) == 20
    assert "more than" in str(readings[-1].truncated)


def test_a_bomb_in_a_gzip_file_is_cut() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 20_000_000)
    (reading,) = poll(
        Site(**{"/sitemap.xml": bomb}), source_of(SITEMAP), limits=Limits(document_bytes=1_000_000)
    )
    assert (reading.ok, reading.listed) == (True, ())


def test_sitemaps_on_other_sites_are_not_asked_for() -> None:
    site = Site(**{"/sitemap.xml": index("https://khac.example/s.xml", "http://169.254.169.254/x")})
    poll(site, source_of(SITEMAP))
    assert site.asked == ["/sitemap.xml"]


# --- listings and archives --------------------------------------------------------------------


def test_a_walk_ends_at_a_page_that_brings_nothing_new() -> None:
    site = Site(
        **{"/tin?p=1": page(3, 2), "/tin?p=2": page(2, 1), "/tin?p=3": page(2, 1), "/tin?p=4": page(0)}
    )
    (walk,) = poll(site, source_of(LISTING))
    assert numbers(walk) == [3, 2, 1]
    assert (walk.requests, site.asked[-1]) == (3, "/tin?p=3")


def test_a_walk_ends_where_all_is_known() -> None:
    site = Site(**{f"/tin?p={n}": page(10 * n, 10 * n + 1) for n in range(1, 6)})
    known = {f"{HOME}/tin-post{n}.html" for n in (20, 21, 30, 31)}
    (walk,) = poll(site, source_of(LISTING), known=known.__contains__)
    assert walk.requests == 2
    assert numbers(walk) == [10, 11, 20, 21]


def test_a_missing_last_page_ends_the_walk_without_harm() -> None:
    (walk,) = poll(Site(**{"/tin?p=1": page(1)}), source_of(LISTING))
    assert (walk.ok, numbers(walk), walk.requests) == (True, [1], 2)


def test_pages_bound_the_walk_and_start_is_its_first() -> None:
    site = Site(**{f"/tin?p={n}": page(n) for n in range(20)})
    poll(site, source_of({**LISTING, "pages": 3, "start": 0}))
    assert site.asked == ["/tin?p=0", "/tin?p=1", "/tin?p=2"]


def test_a_listing_that_names_the_same_is_one_request() -> None:
    site = Site(**{"/tin?p=1": page(2), "/tin?p=2": page(1)})
    states = states_after(poll(site, source_of(LISTING)))
    site.asked.clear()
    (walk,) = poll(site, source_of(LISTING), states)
    assert (walk.unchanged, site.asked) == (True, ["/tin?p=1"])


def test_a_day_is_read_from_its_archive_and_from_sitemaps() -> None:
    site = Site(**{"/ngay/21-08-2026": page(21), "/rss": rss(1), "/tin?p=1": page(2),
                   "/sitemap.xml": urlset(30, lastmod="2026-08-21T09:00:00+07:00")
                   + urlset(31, lastmod="2026-08-22T01:00:00+07:00")})  # fmt: skip
    source = source_of(RSS, SITEMAP, LISTING, ARCHIVE)
    readings = poll(site, source, day=date(2026, 8, 21))
    assert site.asked == ["/sitemap.xml", "/ngay/21-08-2026"]
    assert numbers(*readings) == [30, 21]


def test_archives_are_not_read_without_a_day() -> None:
    site = Site(**{"/rss": rss(1)})
    poll(site, source_of(RSS, ARCHIVE))
    assert site.asked == ["/rss"]


@pytest.mark.parametrize(
    "answer", [b"", b"\x00\xff" * 500, b"\x1f\x8b broken", b"<rss", b"\xef\xbb\xbf<rss></rss>"]
)
def test_no_answer_breaks_a_round(answer: bytes) -> None:
    site = Site(**{"/rss": answer, "/sitemap.xml": answer, "/tin?p=1": answer})
    readings = poll(site, source_of(RSS, SITEMAP, LISTING))
    assert [reading.listed for reading in readings] == [(), (), ()]
