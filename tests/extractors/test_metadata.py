"""What pages state of their article, and the traps in it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from extractors.authors import read_byline, split_authors
from extractors.jsonld import read_jsonld
from extractors.metadata import (
    read_language,
    read_paywall,
    read_signing_house,
    read_stated_authors,
    read_tags,
)
from extractors.page import Page
from extractors.times import read_times
from extractors.title import find_headings, read_title, without_site
from extractors.visible import NearLines, dated_lines, read_printed_byline

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
    ("Towns sign at last", "Towns sign at last"),
    ("Two towns sign for five years | Politics", "Two towns sign for five years"),
    ("Two towns sign for…", "Two towns sign for five years"),
    ("", "Two towns sign for five years"),
])  # fmt: skip
def test_the_headline_of_the_data_counts_whole_and_without_its_section(stated: str, title: str):
    daily = english(stated)
    headings = [block for block in daily.blocks if block.box.tag == "h1"]
    assert read_title(daily, read_jsonld(daily.scripts), headings) == title


def test_a_headline_that_is_printed_and_shared_counts_before_one_that_search_engines_alone_see():
    data = '{"@type": "NewsArticle", "headline": "The best heaters of 2023"}'
    script = f'<script type="application/ld+json">{data}</script>'
    shared = '<meta property="og:title" content="Heaters that save money">'
    html = "<html lang=en><head>{}{}</head><body><h1>{}</h1></body></html>"

    def title(printed: str) -> str | None:
        daily = Page(html.format(shared, script, printed), "https://daily.example/a")
        return read_title(daily, read_jsonld(daily.scripts), find_headings(daily.blocks))

    assert title("Heaters that save money") == "Heaters that save money"
    assert title("Our tests of heaters") == "The best heaters of 2023"


def test_a_house_signs_where_no_person_does_but_not_on_vietnamese_pages():
    daily, paper = english("A", "The Daily"), page('{"@type": "NewsArticle", "author": {"name": "Báo Mẫu"}}')
    assert read_signing_house(daily, read_jsonld(daily.scripts)) == ("The Daily",)
    assert read_signing_house(paper, read_jsonld(paper.scripts)) == ()


def test_a_paper_is_no_person():
    assert read_byline(["Theo Báo Mẫu"]) == read_byline(["(Nguồn: Báo Mẫu)"])
    assert read_byline(["Theo Báo Mẫu"]).authors == ()


@pytest.mark.parametrize("printed", [
    "Veröffentlicht am 13. Mai 2026 um 15:44", "Publié le 13 mai 2026 à 15h44",
    "13 de mayo de 2026 a las 15:44",
    "Pubblicato il 13 maggio 2026 alle 15:44", "May 13, 2026 3:44 PM", "2026年5月13日 15:44",
    "15:44, 13/05/2026",
    "Thứ tư, ngày 13 tháng 5 năm 2026, 15:44",
])  # fmt: skip
def test_printed_dates_of_many_languages(printed: str):
    given = Page("<html><body><p>x</p></body></html>", "https://daily.example/a")
    times = read_times(given, read_jsonld([]), lambda: [printed], UTC, LATEST)
    assert (times.published_at, times.published_from) == (
        datetime(2026, 5, 13, 15, 44, tzinfo=UTC),
        "visible",
    )


@pytest.mark.parametrize(
    "name", ["article:published:time", "Article_Published_Time", "DC.date.issued", "pubdate"]
)
def test_meta_names_are_read_however_they_are_spelled(name: str):
    given = page(head=f'<meta name="{name}" content="2026-05-13T15:44:00+07:00">')
    times = read_times(given, read_jsonld([]), list, VIETNAM, LATEST)
    assert (times.published_at, times.published_from) == (datetime(2026, 5, 13, 8, 44, tzinfo=UTC), "meta")


@pytest.mark.parametrize(("stated", "why"), [
    ("2026-05-13T15:44:00Z", "local time stamped as UTC"),
    ("2026-05-13T08:44:00+07:00", "UTC stamped as local time"),
])  # fmt: skip
def test_a_wrong_zone_is_mended_by_the_printed_time(stated: str, why: str):
    given = page(
        f'{{"@type": "NewsArticle", "datePublished": "{stated}"}}',
        '<meta property="article:published_time" content="2026-05-13T15:44:00+07:00">',
    )
    times = read_times(given, read_jsonld(given.scripts), lambda: ["13/05/2026 15:44"], VIETNAM, LATEST)
    assert times.published_at == datetime(2026, 5, 13, 8, 44, tzinfo=UTC), why


def test_the_time_element_below_the_headline_counts():
    given = Page(
        '<body><time datetime="2026-05-14T09:00:00Z">a live ticker</time><h1>Towns sign</h1>'
        '<time datetime="2026-05-13T15:44:00Z">yesterday</time></body>',
        "https://daily.example/a",
    )
    times = read_times(given, read_jsonld([]), list, UTC, LATEST)
    assert (times.published_at, times.published_from) == (datetime(2026, 5, 13, 15, 44, tzinfo=UTC), "time")


def test_an_edit_before_the_publication_is_none():
    given = page(
        '{"@type": "NewsArticle", "datePublished": "2026-05-13T15:44:00Z",'
        ' "dateModified": "2026-05-11T08:00:00Z"}'
    )
    assert read_times(given, read_jsonld(given.scripts), list, VIETNAM, LATEST).modified_at is None


@pytest.mark.parametrize(("stated", "names"), [
    ('["Jane Roe", "Reuters"]', ("Jane Roe", "Reuters")),
    ('"Jane Roe and John Doe"', ("Jane Roe", "John Doe")),
    ('"Deutsche Presse-Agentur, Berlin"', ("Deutsche Presse-Agentur, Berlin",)),
    ('"jane@daily.example"', ()),
    ('"Jane Roe, professor of the history of towns at the University, Daily"', ("Jane Roe",)),
])  # fmt: skip
def test_signatures_of_pages_in_other_languages(stated: str, names: tuple[str, ...]):
    data = f'{{"@type": "NewsArticle", "author": {stated}}}'
    given = Page(
        f'<html lang=en><script type="application/ld+json">{data}</script>', "https://other.example/a"
    )
    assert read_stated_authors(given, read_jsonld(given.scripts)).authors == names


def test_wordpress_names_the_author_beside_a_label():
    head = (
        '<meta name="author" content="d.roe@daily.example"><meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Jane Roe">'
    )
    given = Page(f"<html lang=en><head>{head}</head>", "https://daily.example/a")
    assert read_stated_authors(given, read_jsonld([])).authors == ("Jane Roe",)


PRINTED = """<html lang=de><body><div class="site-header"><a href="/">Start</a></div>
<article><div class="entry-header"><h1>Zwei Städte unterzeichnen</h1><p>{line}</p></div>
<p class=text>Zwei Städte haben am Mittwoch einen Vertrag über zwei Jahre unterzeichnet.</p>
<p class=text>Der Vertrag sieht vor, dass beide Städte ihre Schulen und Betriebe miteinander verbinden.</p>
<p class=text>Geld kommt aus beiden Haushalten, und zwar zu gleichen Teilen.</p>
</article><ul class=author-list><li>Otto Anders</li></ul></body></html>"""


@pytest.mark.parametrize(("line", "names"), [
    ("<span class=byline>Gregor Muster</span>", ("Gregor Muster",)),
    ("<a rel=author href=/a>Gregor Muster</a>, 13. Mai 2026", ("Gregor Muster",)),
    ("Von Gregor Muster, MUSTERSTADT RADIO", ("Gregor Muster",)),
    ("Von Gregor MUSTER", ("Gregor MUSTER",)),
])  # fmt: skip
def test_printed_bylines_between_headline_and_text(line: str, names: tuple[str, ...]):
    given = Page(PRINTED.format(line=line), "https://daily.example/a")
    texts = tuple(number for number, block in enumerate(given.blocks) if block.box.hint == "text")
    near = NearLines(given.blocks, texts, "Zwei Städte unterzeichnen")
    assert read_printed_byline(given, near).authors == names


def test_near_lines_look_into_the_header_of_the_article_alone():
    given = Page(PRINTED.format(line="13. Mai 2026, 15:44"), "https://daily.example/a")
    texts = tuple(number for number, block in enumerate(given.blocks) if block.box.hint == "text")
    assert dated_lines(NearLines(given.blocks, texts, "Zwei Städte unterzeichnen")) == ["13. Mai 2026, 15:44"]


@pytest.mark.parametrize(("data", "head", "paywalled"), [
    ('{"@type": "NewsArticle", "isAccessibleForFree": false}', "", True),
    ('{"@type": "NewsArticle", "isAccessibleForFree": "True"}', "", False),
    ('{"@type": "NewsArticle", "hasPart": {"isAccessibleForFree": "False"}}', "", True),
    ('{"@type": "NewsArticle"}', '<meta property="article:content_tier" content="metered">', True),
    ('{"@type": "NewsArticle"}', '<meta property="article:content_tier" content="free">', False),
    ('{"@type": "NewsArticle"}', "", None),
])  # fmt: skip
def test_paywalls_are_known_by_what_the_page_says(data: str, head: str, paywalled: bool | None):
    given = page(data, head)
    assert read_paywall(given, read_jsonld(given.scripts)) is paywalled


def test_a_date_line_that_a_script_writes_is_read_if_there_is_no_other():
    line = '<script>document.getElementById("d").innerHTML="Th&#7913; n&#259;m, 20/12/2012, 16:10";</script>'
    given = Page(f"<html lang=vi><body><p>x</p>{line}</body></html>", "https://bao.vn/a")
    times = read_times(given, read_jsonld([]), list, VIETNAM, LATEST)
    assert (times.published_at, times.published_from) == (datetime(2012, 12, 20, 9, 10, tzinfo=UTC), "script")


@pytest.mark.parametrize(("line", "names"), [
    ("<p align=right><b>Minh</b></p>", ("Minh",)), ('<p style="text-align: right">Hà An</p>', ("Hà An",)),
    ("<p>Minh</p>", ()), ("<p align=right>Xem tiếp trang sau</p>", ()),
])  # fmt: skip
def test_letters_are_signed_at_the_right(line: str, names: tuple[str, ...]):
    given = Page(f"<body><h1>Thư bạn đọc</h1><p>Kính gửi tòa soạn.</p>{line}</body>", "https://bao.vn/a")
    near = NearLines(given.blocks, (1,), "Thư bạn đọc")
    assert read_printed_byline(given, near).authors == names


def test_a_date_above_the_headline_counts_before_one_below_the_text():
    given = Page(
        "<body><main><p>13.05.2026, 15:44</p><h1>Zwei Städte</h1><p>Ein Vertrag über zwei Jahre.</p>"
        "<p>Beide zahlen.</p><p>Mehr: 11.05.2026, 09:00</p></main></body>",
        "https://daily.example/a",
    )
    near = NearLines(given.blocks, (2, 3), "Zwei Städte")
    assert dated_lines(near) == ["13.05.2026, 15:44", "Mehr: 11.05.2026, 09:00"]
