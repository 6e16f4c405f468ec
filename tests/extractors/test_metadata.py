"""What pages state of their article, and the traps in it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from extractors.authors import read_byline, split_authors
from extractors.jsonld import read_jsonld
from extractors.metadata import (
    read_language,
    read_signing_house,
    read_stated_authors,
    read_tags,
    read_times,
    read_title,
    without_site,
)
from extractors.page import Page

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LATEST = datetime(2030, 1, 1, tzinfo=UTC)


def page(data: str = "", head: str = "") -> Page:
    script = f'<script type="application/ld+json">{data}</script>' if data else ""
    return Page(
        f"<html lang=vi><head>{head}{script}</head><body><p>Văn bản</p></body></html>",
        "https://dantri.com.vn/a",
    )


@pytest.mark.parametrize(("line", "names", "credit"), [
    ("NHẬT XUÂN - NGHI VŨ", ("NHẬT XUÂN", "NGHI VŨ"), None),
    ("Bài, ảnh: Minh An và Lê Hà", ("Minh An", "Lê Hà"), None),
    ("Tin, ảnh: Minh An; Lê Hà & Trần Vũ", ("Minh An", "Lê Hà", "Trần Vũ"), None),
    ("Phóng sự: Minh An, Lê Hà", ("Minh An", "Lê Hà"), None),
    ("Theo TTXVN", (), "TTXVN"),
    ("Theo Minh An (Vietnamnet/Reuters)", ("Minh An",), "Vietnamnet/Reuters"),
    ("Minh An (tổng hợp)", ("Minh An",), None),
    ("By Jane Roe and John Doe", ("Jane Roe", "John Doe"), None),
    ("Theo Thanh Niên", (), "Thanh Niên"),
])  # fmt: skip
def test_bylines(line: str, names: tuple[str, ...], credit: str | None):
    byline = read_byline([line])
    assert (byline.authors, byline.credit) == (names, credit)


def test_split_authors_gives_names_alone():
    assert split_authors("Thực hiện: Minh An") == ("Minh An",)


@pytest.mark.parametrize("stated", [
    "2023-08-18T23:27:00+07:00", "2023-08-18T23:27:00.000 +07:00", "8/18/2023 11:27:00 PM",
    "2023-08-18T23:27:00",
])  # fmt: skip
def test_stated_times_in_many_forms(stated: str):
    given = page(f'{{"@type": "NewsArticle", "datePublished": "{stated}"}}')
    times = read_times(given, read_jsonld(given.scripts), list, VIETNAM, LATEST)
    assert (times.published_at, times.published_from) == (datetime(2023, 8, 18, 16, 27, tzinfo=UTC), "jsonld")


def test_an_american_date_of_open_order_is_left_to_the_printed_one():
    given = page('{"@type": "NewsArticle", "datePublished": "8/5/2023 11:27:00 PM"}')
    times = read_times(given, read_jsonld(given.scripts), lambda: ["23:27 05/08/2023"], VIETNAM, LATEST)
    assert (times.published_at, times.published_from) == (datetime(2023, 8, 5, 16, 27, tzinfo=UTC), "visible")


def test_the_finer_of_two_equal_times_counts():
    given = page(
        '{"@type": "NewsArticle", "datePublished": "2026-03-07T08:01:00+07:00"}',
        '<meta property="article:published_time" content="2026-03-07T08:01:53+07:00">',
    )
    times = read_times(given, read_jsonld(given.scripts), list, VIETNAM, LATEST)
    assert times.published_at == datetime(2026, 3, 7, 1, 1, 53, tzinfo=UTC)


def test_relative_times_are_no_dates():
    given = page()
    assert (
        read_times(given, read_jsonld([]), lambda: ["3 giờ trước", "Hôm nay"], VIETNAM, LATEST).published_at
        is None
    )


@pytest.mark.parametrize("data", [
    '{"@type":"NewsArticle","headline":"Tiêu &amp;#7871; đề",}',
    '<!--{"@graph":[{"@type":["Article","NewsArticle"],"headline":"Tiêu ế đề"}]}-->',
    '[{"@type":"WebPage"},{"@type":"NewsArticle","headline":"Tiêu\n ế đề"}]',
    '{"@type":"WebPage","mainEntity":{"@type":"http://schema.org/NewsArticle","headline":"Tiêu ế đề"}}',
])  # fmt: skip
def test_jsonld_as_publishers_write_it(data: str):
    assert read_jsonld(page(data).scripts).headline == "Tiêu ế đề"


@pytest.mark.parametrize(
    "data", ["", "{", "null", "[" * 5000, '{"@type": 3}', '{"@type":"NewsArticle","author":[null,{}]}']
)
def test_broken_jsonld_states_nothing(data: str):
    assert read_jsonld(page(data).scripts).headline is None


def test_the_publisher_is_no_author():
    given = page(
        '{"@type":"NewsArticle","author":{"name":"Dân Trí"}}', '<meta name="author" content="VCCorp.vn">'
    )
    assert read_stated_authors(given, read_jsonld(given.scripts)).authors == ()


def test_site_names_leave_the_title():
    assert without_site("Ký kết hợp tác - Báo Mẫu", ["Báo Mẫu"]) == "Ký kết hợp tác"
    assert without_site("Ký kết - hợp tác", ["Báo Mẫu"]) == "Ký kết - hợp tác"


def test_tags_and_language():
    given = page(
        head='<meta name="keywords" content="Lào, hợp tác,Lào"><meta property="og:locale" content="en_US">'
    )
    assert read_tags(given, read_jsonld([])) == ("Lào", "hợp tác")
    assert read_language(given, "Hai bên đã ký chương trình hợp tác", None) == "vi"
    assert read_language(Page("<html lang=de-DE>", ""), "Ein Text", None) == "de"


def english(headline: str, author: str = "") -> Page:
    data = f'{{"@type": "NewsArticle", "headline": "{headline}", "author": {{"name": "{author}"}}}}'
    return Page(
        f'<html lang=en><head><meta property="og:title" content="Two Towns Sign — The Daily">'
        f'<meta property="og:site_name" content="The Daily">'
        f'<script type="application/ld+json">{data}</script></head>'
        "<body><h1>Two towns sign for five years</h1></body></html>",
        "https://daily.example/two-towns",
    )


@pytest.mark.parametrize(("stated", "title"), [
    ("Two Towns Sign", "Two Towns Sign"),
    ("Towns sign at last", "Two towns sign for five years"),
])  # fmt: skip
def test_a_headline_stated_twice_counts_more_than_the_printed_one(stated: str, title: str):
    daily = english(stated)
    headings = [block for block in daily.blocks if block.box.tag == "h1"]
    assert read_title(daily, read_jsonld(daily.scripts), headings) == title


def test_a_house_signs_where_no_person_does_but_not_on_vietnamese_pages():
    daily, paper = english("A", "The Daily"), page('{"@type": "NewsArticle", "author": {"name": "Báo Mẫu"}}')
    assert read_signing_house(daily, read_jsonld(daily.scripts)) == ("The Daily",)
    assert read_signing_house(paper, read_jsonld(paper.scripts)) == ()


def test_a_paper_is_no_person():
    assert read_byline(["Theo Báo Mẫu"]) == read_byline(["(Nguồn: Báo Mẫu)"])
    assert read_byline(["Theo Báo Mẫu"]).authors == ()
