"""A source tried on a made site: what each entry names and each rule matches."""

from datetime import UTC, date, datetime

from test_discover import ARCHIVE, HOME, LISTING, RSS, Site, page, rss, source_of

from extractors.check import check_source
from extractors.source import Layout, Source

AT = datetime(2026, 8, 22, 12, 0, tzinfo=UTC)
TEXT = (
    "Lãnh đạo hai tỉnh ký kết chương trình hợp tác phát triển kinh tế xã hội giai đoạn mới, có đại biểu dự. "
)
ARTICLE = f"""<html><head><title>Hai tỉnh ký kết</title></head><body><h1 class="t">Hai tỉnh ký kết</h1>
<span class="d">22/08/2026 07:00</span>
<div class="b"><p>{TEXT * 2}</p><p>{TEXT * 2}</p></div></body></html>"""


def source_with(**rules: str) -> Source:
    source = source_of(RSS, LISTING, ARCHIVE)
    return source.model_copy(
        update={"article": source.article.model_validate({**source.article.model_dump(), **rules})}
    )


def site() -> Site:
    articles = {f"/tin-post{n}.html": ARTICLE for n in range(1, 8)}
    return Site(**{"/rss": rss(2, 1), "/tin?p=1": page(4, 3), "/ngay/21-08-2026": page(5), **articles})


def test_rules_that_hold_leave_nothing_to_mend() -> None:
    made = site()
    check = check_source(source_with(title="h1.t", body="div.b", published="span.d"), made.fetch, at=AT)
    assert check.ok
    assert check.problems == ()
    assert made.asked[:2] == ["/rss", "/tin?p=1"]
    assert [page.url for page in check.pages] == [f"{HOME}/tin-post{n}.html" for n in (2, 4, 1)]
    article = check.pages[0].article
    assert article is not None
    assert article.title == "Hai tỉnh ký kết"


def test_a_rule_that_matches_nothing_is_named() -> None:
    check = check_source(source_with(title="h1.t", body="div.cu", published="span.d"), site().fetch, at=AT)
    assert "article.body: div.cu matches nothing on 3 pages" in check.problems
    matches = {match.rule: match for match in check.pages[0].matches}
    assert (matches["title"].elements, matches["title"].sample) == (1, "Hai tỉnh ký kết")
    assert (matches["body"].elements, matches["body"].sample) == (0, "")


def test_an_archive_is_tried_when_a_day_is_given() -> None:
    made = site()
    check_source(source_with(), made.fetch, day=date(2026, 8, 21), at=AT)
    assert "/ngay/21-08-2026" in made.asked


def test_a_site_that_gives_nothing_is_told_in_sentences() -> None:
    check = check_source(source_with(), Site().fetch, at=AT)
    assert not check.ok
    assert f"{HOME}/rss: not_found" in check.problems
    assert "no article was found: mend the addresses or article.url_pattern" in check.problems


def test_links_that_are_no_articles_point_to_the_pattern() -> None:
    made = Site(**{"/rss": rss(1).replace("-post1", "/1"), "/tin?p=1": page(1)})
    check = check_source(source_with(), made.fetch, at=AT)
    assert any(
        problem.startswith(f"{HOME}/rss: 1 links, no article by url_pattern") for problem in check.problems
    )


def test_pages_in_past_looks_are_read_and_told() -> None:
    source = source_with(title="h1.t", body="div.moi").model_copy(
        update={"layouts": (Layout.model_validate({"until": "2020-12-31", "body": "div.b"}),)}
    )
    check = check_source(source, site().fetch, at=AT)
    assert check.ok
    assert [page.layout for page in check.pages] == ["2020-12-31"] * 3
    assert "3 of 3 pages have the looks of the layout until 2020-12-31" in check.problems
