"""Feeds, sitemaps, listings and their dates: what is read, and what broken or hostile ones may do."""

import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.feed_dates import read_feed_instant
from extractors.feeds import MAX_ITEMS, FeedError, read_feed
from extractors.listings import read_listing
from extractors.sitemaps import read_sitemap

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
URL = "https://baomoi.example/rss/home.rss"
NOON = datetime(2026, 8, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sat, 22 Aug 2026 19:00:00 +0700",
        "Sat, 22 Aug 2026 19:00:00 +07:00",
        "Sat, 22 Aug 2026 19:00:00 +07",
        "Sat, 22 Aug 26 19:00:00 +0700",
        "Sat, 22 Aug 2026 12:00:00 GMT",
        "Sat, 22 Aug 2026 19:00:00 GMT+7",
        "22 August 2026 19:00:00",
        "8/22/2026 7:00:00 PM",
        "8/22/2026 7:00:00\u202fPM",
        "2026-08-22T19:00:00+07:00",
        "2026-08-22T12:00:00Z",
        "2026-08-22T19:00:00.000 +07:00",
        "2026-08-22 19:00",
        "2026/8/22 19:00:00",
        "22/08/2026 19:00",
        "  22-08-2026, 19:00:00\n",
    ],
)
def test_the_forms_of_feeds_name_one_instant(text: str) -> None:
    assert read_feed_instant(text, ZONE) == NOON


def test_with_am_or_pm_the_month_comes_first_and_without_the_day() -> None:
    assert read_feed_instant("8/9/2026 7:00:00 AM", ZONE) == datetime(2026, 8, 9, 0, 0, tzinfo=UTC)
    assert read_feed_instant("8/9/2026 7:00:00", ZONE) == datetime(2026, 9, 8, 0, 0, tzinfo=UTC)
    assert read_feed_instant("8/9/2026 12:05:00 AM", ZONE) == datetime(2026, 8, 8, 17, 5, tzinfo=UTC)


def test_a_day_alone_is_its_midnight() -> None:
    assert read_feed_instant("2026-08-22", ZONE) == datetime(2026, 8, 21, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "hôm nay", "3 giờ trước", "22 tháng 8", "2026", "13/13/2026 10:00", "31/02/2026 10:00", "0026-08-22",
     "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "2026-08-22T25:00:00Z", "2026-08-22T10:00:00+99:00",
     "8/22/2026 0:30:00 AM", "22 Aug 2026", "Sat, 22 Xyz 2026 10:00:00 GMT", "1" * 500],
)  # fmt: skip
def test_what_is_not_certain_is_no_date(text: str) -> None:
    assert read_feed_instant(text, ZONE) is None


@given(text=st.text(max_size=90))
def test_no_text_breaks_the_dates(text: str) -> None:
    found = read_feed_instant(text, ZONE)
    assert found is None or found.tzinfo is UTC


@pytest.mark.shared
def test_all_dates_of_real_feeds_are_read_and_none_lies_ahead(shared: Path) -> None:
    lines = gzip.decompress((shared / "text/press_scanning_rss_items.jsonl.gz").read_bytes()).splitlines()
    items = [json.loads(line) for line in lines[::3]]
    stamps = [read_feed_instant(item["published"], ZONE) for item in items]
    assert None not in stamps
    days = [stamp.astimezone(ZONE).date().isoformat() for stamp in stamps if stamp]
    assert all(day <= item["captured"] for day, item in zip(days, items, strict=True))


# --- feeds ------------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="utf-8"?><!-- <item><link>https://no.example/</link></item> -->
<rss version="2.0" xmlns:media="m"><channel><title>Báo Mới</title><link>https://baomoi.example/</link>
<pubDate>Sat, 22 Aug 2026 20:00:00 +0700</pubDate>
<item><title><![CDATA[Hai tỉnh <b>ký kết</b> & hợp tác]]></title><link> /a-post1.html </link>
  <media:content><media:title>Ảnh</media:title></media:content>
  <description><![CDATA[<a href="https://baomoi.example/b">x</a>]]></description>
  <pubDate>8/22/2026 7:00:00 PM</pubDate><guid isPermaLink="false">77</guid></item>
<item><title>Tin &amp; &#7843;nh</title><guid>https://baomoi.example/b-post2.html</guid></item>
<item><title>Không có địa chỉ</title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Báo</title><updated>2026-08-22T13:00:00Z</updated>
<entry><title type="html">Một</title><link rel="self" href="https://baomoi.example/api/1"/>
<link rel="alternate" href="https://baomoi.example/a-post1.html"/><id>tag:baomoi.example,2026:1</id>
<published>2026-08-22T12:00:00Z</published><updated>2026-08-22T12:30:00Z</updated>
<source><title>Báo khác</title><link href="https://khac.example/x"/></source></entry></feed>"""


def test_an_rss_item_gives_link_title_and_date_as_written() -> None:
    first, second = read_feed(RSS, URL, ZONE)
    assert first.url == "https://baomoi.example/a-post1.html"
    assert first.title == "Hai tỉnh <b>ký kết</b> & hợp tác"
    assert (first.stamp_text, first.stamp, first.published_at) == ("8/22/2026 7:00:00 PM", NOON, NOON)
    assert (second.url, second.title) == ("https://baomoi.example/b-post2.html", "Tin & ảnh")
    assert second.stamp is None


def test_an_atom_entry_gives_its_page_and_both_dates() -> None:
    (entry,) = read_feed(ATOM, URL, ZONE)
    assert (entry.url, entry.title) == ("https://baomoi.example/a-post1.html", "Một")
    assert entry.published_at == NOON
    assert entry.stamp == datetime(2026, 8, 22, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("cut", range(300, len(RSS), 60))
def test_a_feed_cut_anywhere_gives_what_came_whole(cut: int) -> None:
    whole = {link.url for link in read_feed(RSS, URL, ZONE)}
    assert {link.url for link in read_feed(RSS[:cut], URL, ZONE)} <= whole


def test_loose_ampersands_and_brackets_do_not_end_a_feed() -> None:
    broken = RSS.replace("Tin &amp; &#7843;nh", "A & B < C &nothing;")
    assert [link.title for link in read_feed(broken, URL, ZONE)][1] == "A & B < C &nothing;"


def test_a_page_in_the_place_of_a_feed_is_said_to_be_one() -> None:
    with pytest.raises(FeedError, match="no feed: it starts with <html>"):
        read_feed("<!doctype html><html><body>Không tìm thấy</body></html>", URL, ZONE)
    with pytest.raises(FeedError, match="no feed: it holds no tag"):
        read_feed("Not found", URL, ZONE)


def test_entities_of_a_dtd_are_not_resolved() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE rss [<!ENTITY a0 "x">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (link,) = read_feed(
        f"{dtd}<rss><item><title>&a9;&f;</title><link>https://baomoi.example/1</link></item></rss>", URL, ZONE
    )
    assert link.title == "&a9;&f;"


def test_an_endless_feed_is_read_up_to_its_bound() -> None:
    items = "<item><link>https://baomoi.example/1</link></item>" * (MAX_ITEMS + 100)
    assert len(read_feed(f"<rss>{items}", URL, ZONE)) == MAX_ITEMS


HOSTILE = [
    "<", "<a ", "</", "<!--", "<![CDATA[", "<!", "<?", "&", '<a b="', "<a b='>", "]]>", "\x00<",
    "&#0;&#xD800;", "<item>", "<link>", "</item>", "<item><link>", "<!DOCTYPE x [",
    "<loc>", "<url><loc>", "<sitemap>",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("root", ["<rss>", "<urlset>"])
def test_repeated_nonsense_costs_no_more_than_its_length(piece: str, root: str) -> None:
    text = root + piece * (100_000 // len(piece))
    start = time.process_time()
    read_feed(text, URL, ZONE) if root == "<rss>" else read_sitemap(text, URL, ZONE)
    assert time.process_time() - start < 1


markup = st.text("<>/!-[]?&;'\"= aitemlnkurosc\n", max_size=200)


@settings(max_examples=60)
@given(text=markup)
def test_no_text_breaks_the_readers(text: str) -> None:
    for root, read in (("<rss>", read_feed), ("<urlset>", read_sitemap)):
        read(root + text, URL, ZONE)
    read_listing(text, URL)


# --- sitemaps ---------------------------------------------------------------------------------

NEWS = """<?xml version="1.0"?><urlset xmlns="s" xmlns:news="n" xmlns:image="i">
<url><loc>https://baomoi.example/a-post1.html?x=1&amp;y=2</loc><lastmod>2026-08-22T12:30:00Z</lastmod>
<news:news><news:publication><news:name>Báo</news:name></news:publication>
<news:publication_date>2026-08-22T19:00:00+07:00</news:publication_date><news:title>Một</news:title></news:news>
<image:image><image:loc>https://cdn.example/x.jpg</image:loc><image:title>Ảnh</image:title></image:image></url>
<url><loc>
  https://baomoi.example/b-post2.html
</loc></url></urlset>"""


def test_a_news_sitemap_gives_pages_with_both_dates_and_no_pictures() -> None:
    found = read_sitemap(NEWS, URL, ZONE)
    assert [page.url for page in found.pages] == [
        "https://baomoi.example/a-post1.html?x=1&y=2",
        "https://baomoi.example/b-post2.html",
    ]
    first = found.pages[0]
    assert (first.title, first.published_at) == ("Một", NOON)
    assert first.stamp == datetime(2026, 8, 22, 12, 30, tzinfo=UTC)
    assert found.sitemaps == ()


def test_an_index_gives_sitemaps() -> None:
    text = "<sitemapindex><sitemap><loc>/s1.xml</loc><lastmod>2026-08-22</lastmod></sitemap></sitemapindex>"
    found = read_sitemap(text, URL, ZONE)
    assert [(link.url, link.stamp_text) for link in found.sitemaps] == [
        ("https://baomoi.example/s1.xml", "2026-08-22")
    ]
    assert found.pages == ()


def test_a_prefixed_and_a_cut_sitemap_are_read() -> None:
    text = "<s:urlset><s:url><s:loc>/1</s:loc></s:url><s:url><s:loc>/2</s:loc>"
    assert len(read_sitemap(text, URL, ZONE).pages) == 2


# --- listings ---------------------------------------------------------------------------------

PAGE = """<html><head><base href="https://baomoi.example/kinh-te/"></head><body>
<h3><a href="/a-post1.html#binh-luan">Hai tỉnh</a></h3>
<h3><a href="b-post2.html"><img></a></h3><h3><a href="b-post2.html">Ký kết</a></h3>
<h3><a href="javascript:void(0)">x</a></h3><h3><a href="http://[::1">y</a></h3><h3>không</h3>
<p><a href="/quang-cao-post9.html">Quảng cáo</a></p></body></html>"""


def test_chosen_links_come_once_with_their_longest_text() -> None:
    links = read_listing(PAGE, "https://baomoi.example/kt", ("h9 a", "h3 a"))
    assert [(link.url, link.title) for link in links] == [
        ("https://baomoi.example/a-post1.html", "Hai tỉnh"),
        ("https://baomoi.example/kinh-te/b-post2.html", "Ký kết"),
    ]


def test_a_selector_may_name_what_is_around_or_in_the_link() -> None:
    around = read_listing(PAGE, "https://baomoi.example/kt", ("h3",))
    inside = read_listing(PAGE, "https://baomoi.example/kt", ("img",))
    assert len(around) == 2
    assert [link.url for link in inside] == ["https://baomoi.example/kinh-te/b-post2.html"]


def test_without_selector_every_link_counts() -> None:
    assert len(read_listing(PAGE, "https://baomoi.example/kt")) == 3


def test_a_page_nested_without_end_is_read() -> None:
    deep = (
        '<h3><a href="/a-post1.html">x</a></h3>' + "<div>" * 50_000 + '<h3><a href="/b-post2.html">x</a></h3>'
    )
    assert read_listing(deep, URL, ("h3 a",))[0].url == "https://baomoi.example/a-post1.html"


@pytest.mark.parametrize("broken", ["<p><![<svg><!DOCTYPEx<a>", "<p>\ud800", "no markup", "<![endif]", ""])
def test_what_the_parser_refuses_is_read_without_it(broken: str) -> None:
    link = '<h3><a href="/a-post1.html">x</a></h3>' if "<" in broken else ""
    assert len(read_listing(link + broken, URL)) == bool(link)
