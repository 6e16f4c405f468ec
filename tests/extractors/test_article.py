"""A captured page becomes an article, or a reason."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.article import Rejected, read_article
from extractors.capture import Capture
from extractors.source import Layout, Source
from warehouse.tables import Article

URL = "https://bao.vn/hop-tac-viet-lao-post12345.html"
PARAGRAPH = "Hai bên thống nhất tăng cường hợp tác về giáo dục, y tế và giao thông theo kế hoạch đã ký."
LEAD = "(Báo Mẫu) - Chiều 18/8, hai tỉnh ký chương trình hợp tác giai đoạn 2023 - 2028 tại thành phố Vinh."


def capture(html: str, url: str = URL, kind: str = "text/html") -> Capture:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers={"content-type": kind},
        content=html.encode(),
        captured_at=at,
    )


def page(head: str = "", before: str = "", after: str = "") -> str:
    paragraphs = "".join(f"<p>{number}. {PARAGRAPH}</p>" for number in range(8))
    return f"""<html lang="vi"><head><title>Ký kết hợp tác Việt Lào | Báo Mẫu</title>
    <meta property="og:title" content="Ký kết hợp tác Việt Lào">
    <meta property="og:description" content="{LEAD}">{head}</head>
    <body><header><div>Thứ tư, 31/12/2025 10:00</div><a href="/">Trang chủ</a></header>
    <article><h1>Ký kết hợp tác Việt Lào</h1>{before}<h2 class="sapo">{LEAD}</h2>
    <div class="content">{paragraphs}</div>{after}</article></body></html>"""


def read(html: str, source: Source | None = None) -> Article:
    result = read_article(capture(html), source)
    assert isinstance(result, Article), result
    return result


@pytest.fixture
def source() -> Source:
    return Source.model_validate({
        "name": "bao", "title": "Báo", "homepage": "https://bao.vn/",
        "discover": [{"rss": "https://bao.vn/rss"}],
        "article": {"title": "h1", "lead": ".sapo", "body": ".content", "author": ".author",
        "published": ".time",
                    "captions": "figcaption", "remove": [".ads"]},
    })  # fmt: skip


def test_generic_reading_finds_title_lead_and_body():
    article = read(page())
    assert article.title == "Ký kết hợp tác Việt Lào"
    assert article.lead == LEAD
    assert article.body.count("\n") == 7
    assert article.body.startswith("0. Hai bên")
    assert (article.language, article.extractor) == ("vi", "generic/1")


def test_rules_win_and_remove_applies_inside_the_body(source: Source):
    html = page(before="<span class=author>Minh An - Lê Hà</span><div class=time>18/08/2023 23:27</div>")
    html = html.replace("<p>3.", "<div class=ads>Mua ngay</div><p>3.")
    article = read(html, source)
    assert article.authors == ("Minh An", "Lê Hà")
    assert article.published_at == datetime(2023, 8, 18, 16, 27, tzinfo=UTC)
    assert (article.published_from, article.extractor) == ("rule", "bao/1")
    assert "Mua ngay" not in article.body


def test_a_rule_that_finds_nothing_falls_back_and_says_so(source: Source):
    article = read(page().replace('class="content"', 'class="noi-dung"'), source)
    assert article.extractor == "bao/1+generic"
    assert "0. Hai bên" in article.body


def test_without_a_date_on_the_page_published_is_null():
    assert read(page()).published_at is None  # the day in the page's header is today's, not the article's


def test_the_printed_time_mends_local_time_stamped_as_utc():
    data = (
        '{"@type":"NewsArticle","headline":"Ký kết hợp tác Việt Lào","datePublished":"2023-08-18T23:27:00Z"}'
    )
    head = f'<script type="application/ld+json">{data}</script>'
    assert read(page(head, "<p>Thứ sáu, 18/08/2023, 23:27 (GMT+7)</p>")).published_at == datetime(
        2023, 8, 18, 16, 27, tzinfo=UTC
    )


def test_a_date_after_the_capture_is_none():
    head = '<meta property="article:published_time" content="2031-01-01T10:00:00+07:00">'
    assert read(page(head)).published_at is None


def test_captions_and_credit_have_fields_of_their_own(source: Source):
    figure = "<figure><img><figcaption>Toàn cảnh lễ ký. Ảnh: Hà My</figcaption></figure>"
    html = (
        page()
        .replace("<p>2.", figure + "<p>2.")
        .replace("</div></article>", "<p>Theo TTXVN</p></div></article>")
    )
    article = read(html, source)
    assert article.captions == ("Toàn cảnh lễ ký. Ảnh: Hà My",)
    assert "Toàn cảnh" not in article.body
    assert "Theo TTXVN" not in article.body
    assert article.credit == "TTXVN"


def test_a_list_of_links_is_a_list_page():
    cards = "".join(
        f"<div class=item><h3><a href='/bai-so-{n}'>Tiêu đề dài của bài báo số {n} trong"
        f" ngày</a></h3><p>{PARAGRAPH[:90]} {n}</p></div>"
        for n in range(30)
    )
    html = f"<html lang=vi><head><title>Thời sự</title></head><body><h1>Thời sự</h1>{cards}</body></html>"
    result = read_article(capture(html, "https://bao.vn/thoi-su"), None)
    assert isinstance(result, Rejected)
    assert result.reason == "list_page"


@pytest.mark.parametrize(("html", "kind", "reason"), [
    ("%PDF-1.7", "application/pdf", "not_html"),
    ("", "text/html", "no_title"),
    ("<title>Một tiêu đề</title>", "text/html", "no_body"),
    ("<h1>Một tiêu đề đủ dài</h1><p>Ngắn.</p>", "text/html", "too_short"),
])  # fmt: skip
def test_what_is_no_article_is_rejected_with_a_reason(html: str, kind: str, reason: str):
    result = read_article(capture(html, kind=kind), None)
    assert isinstance(result, Rejected)
    assert result.reason in (reason, "no_body")


HOSTILE = {
    "deep": "<div>" * 200_000 + "x",
    "deep with stray ends": "<div></p>" * 50_000,
    "nul": "\x00" * 100_000 + page(),
    "open comments": "<!--" * 100_000,
    "open scripts": "<script>" * 50_000,
    "open tags": "<div " * 100_000,
    "lists": "<ul><li>" * 50_000,
    "json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + page(),
    "one line": "a" * 3_000_000,
    "entities": "&amp;" * 200_000,
    "tables": "<table><tr><td>" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(20)
def test_hostile_pages_end_quickly(name: str):
    result = read_article(capture(HOSTILE[name]), None)
    assert not (isinstance(result, Rejected) and result.reason == "error"), result


@given(st.text(alphabet="<>/=\"'&; abdefhilnoprstuv123\x00ăđ\n", max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_input_raises(html: str):
    result = read_article(capture(page(before=html)), None)
    assert not (isinstance(result, Rejected) and result.reason == "error"), result


def test_a_page_whose_body_is_empty_has_no_body(source: Source):
    links = [f'<a href="/{number}">Một bài báo khác số {number} cùng chuyên mục</a>' for number in range(8)]
    cards = "".join(f'<div class="tin"><h3>{link}</h3><p>{PARAGRAPH}</p></div>' for link in links)
    html = f'<html lang="vi"><h1>Video: Lễ ký kết</h1><div class="content"></div>{cards}</html>'
    result = read_article(capture(html), source)
    assert isinstance(result, Rejected)
    assert result.reason == "no_body"


def test_captions_within_the_text_are_told_apart_from_it():
    figure = "<figure><img src=a.jpg><figcaption><p>Hai đoàn ký kết tại Vinh.</p></figcaption></figure>"
    article = read(page().replace("<p>4.", f"{figure}<p>4."))
    assert article.captions == ("Hai đoàn ký kết tại Vinh.",)
    assert "Hai đoàn ký kết tại Vinh." not in article.body


def test_who_stands_where_a_page_prints_its_source_is_credited():
    article = read(page().replace("</article>", '<p class="source">Theo Ba Miền</p></article>'))
    assert (article.authors, article.credit) == ((), "Ba Miền")


def test_a_page_in_looks_of_another_day_is_read_by_their_rules(source: Source):
    past = Layout.model_validate({"until": "2020-12-31", "body": ".cu"})
    both = source.model_copy(update={"layouts": (past,)})
    now, then = read(page(), both), read(page().replace('class="content"', 'class="cu"'), both)
    assert (now.extractor, then.extractor) == ("bao/1", "bao/1")
    assert now.body == then.body
