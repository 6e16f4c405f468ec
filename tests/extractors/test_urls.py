"""One address for one page: a golden table, and what must hold for any address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.source import Source
from extractors.urls import article_id, canonical_url, is_article_url, page_canonical


def make_source(
    homepage: str = "https://baomoi.example/", pattern: str | None = None, **more: object
) -> Source:
    rules = {"url_pattern": pattern} if pattern else {}
    fields = {"name": "bao", "title": "Báo", "homepage": homepage, "discover": [{"rss": f"{homepage}rss"}]}
    return Source.model_validate({**fields, "article": rules, **more})


SITE = make_source(pattern=r"-post(?P<id>\d+)\.html$")
SLASHED = make_source(pattern=r"/20\d{4}/[^/]+-[0-9a-f]{7}/$")
QUERY = make_source(pattern=r"/detail\.aspx\?(?:.*&)?from=(?P<id>\d+)")
WWW = make_source("https://www.baomoi.example/", hosts=["*.baomoi.example"])

GOLDEN = [
    # what it is | as written | as known
    (SITE, "https://baomoi.example/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "http://baomoi.example/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "HTTPS://BaoMoi.Example:443/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "http://baomoi.example:80/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://www.baomoi.example/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://m.baomoi.example/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://amp.baomoi.example/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/amp/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.amp.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html/amp", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html?amp=1", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi-example.cdn.ampproject.org/c/s/baomoi.example/a-post1.html",
     "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html?utm_source=zalo&utm_medium=x", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html?fbclid=IwAR0&zarsrc=30&gidzl=q", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html?vn_source=home&ref=mail&from=app", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html#comments", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html#!/x", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example//tin//a-post1.html", "https://baomoi.example/tin/a-post1.html"),
    (SITE, "https://baomoi.example/x/../a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html/", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/a-post1.html;jsessionid=9F", "https://baomoi.example/a-post1.html"),
    (SITE, " https://baomoi.example/a-post1.html\n", "https://baomoi.example/a-post1.html"),
    (SITE, "https://user:word@baomoi.example/a-post1.html", "https://baomoi.example/a-post1.html"),
    (SITE, "https://baomoi.example/;/a[1]", "https://baomoi.example/;/a[1]"),
    (SITE, "https://baomoi.example/;", "https://baomoi.example/"),
    (SITE, "https://baomoi.example", "https://baomoi.example/"),
    (SITE, "https://baomoi.example/?utm_source=x", "https://baomoi.example/"),
    (SITE, "https://baomoi.example/detail?newsid=5&p=2&id=3", "https://baomoi.example/detail?id=3&newsid=5&p=2"),
    (SITE, "https://baomoi.example/%E1%BA%A3nh%2f1 2", "https://baomoi.example/%E1%BA%A3nh%2F1%202"),
    (SITE, "https://baomoi.example/ảnh", "https://baomoi.example/%E1%BA%A3nh"),
    (SITE, "https://baomoi.example/tang-cuong-do-amp-post1.html", "https://baomoi.example/tang-cuong-do-amp-post1.html"),
    (SLASHED, "https://baomoi.example/kinh-te/202601/ky-ket-0a1b2c3", "https://baomoi.example/kinh-te/202601/ky-ket-0a1b2c3/"),
    (SLASHED, "https://baomoi.example/kinh-te/202601/ky-ket-0a1b2c3/", "https://baomoi.example/kinh-te/202601/ky-ket-0a1b2c3/"),
    (SLASHED, "https://baomoi.example/kinh-te/", "https://baomoi.example/kinh-te"),
    (QUERY, "https://baomoi.example/detail.aspx?from=12&utm_source=x", "https://baomoi.example/detail.aspx?from=12"),
    (WWW, "http://baomoi.example/a", "https://www.baomoi.example/a"),
    (WWW, "http://nhadat.baomoi.example/a", "https://nhadat.baomoi.example/a"),
    (None, "http://khac.example/a/", "http://khac.example/a"),
    (None, "http://m.khac.example/a", "http://khac.example/a"),
    (None, "http://m.example/a", "http://m.example/a"),
    (None, "http://báo.example/a", "http://xn--bo-mia.example/a"),
    (None, "http://127.0.0.1:8701/a?ref=x", "http://127.0.0.1:8701/a"),
    (None, "http://[::1]:80/a", "http://[::1]/a"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "written", "known"), GOLDEN)
def test_an_address_has_one_form(source: Source | None, written: str, known: str) -> None:
    assert canonical_url(written, source) == known
    assert canonical_url(known, source) == known


@pytest.mark.parametrize(
    "bad",
    ["", "/a.html", "javascript:void(0)", "mailto:x@y.vn", "ftp://x.vn/a", "http://", "http://[::1", "http://x:99999/",
     "file:///etc/passwd", "http://x.vn/" + "a" * 3000, "http://x.vn/\ud800"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words differ by what is wrong
        canonical_url(bad)


path_letters = st.text("abẢ/.%2-?&=#;:@ +~!ampref", max_size=40)


@given(path=path_letters, host=st.sampled_from(["baomoi.example", "m.baomoi.example", "khac.example:8080"]))
def test_a_canonical_url_is_its_own_canonical_form(path: str, host: str) -> None:
    for source in (SITE, SLASHED, None):
        once = canonical_url(f"http://{host}/{path}", source)
        assert canonical_url(once, source) == once


@given(url=st.text(max_size=60))
def test_any_text_is_an_address_or_a_value_error(url: str) -> None:
    for text in (url, f"https://{url}", f"https://baomoi.example/{url}"):
        try:
            canonical_url(text, SITE)
        except ValueError:
            continue


def test_an_id_outlives_slug_section_scheme_and_host_name() -> None:
    first = article_id(canonical_url("https://baomoi.example/kinh-te/cu-post7.html", SITE), SITE)
    assert (
        article_id(canonical_url("http://www.baomoi.example/xa-hoi/moi-post7.html?ref=x", SITE), SITE)
        == first
    )
    assert article_id(canonical_url("https://baomoi.example/kinh-te/cu-post8.html", SITE), SITE) != first
    assert len(first) == 16
    assert int(first, 16) >= 0


def test_without_an_id_in_the_pattern_the_address_is_the_id() -> None:
    plain = make_source(pattern=r"-post\d+\.html$")
    one, other = "https://baomoi.example/cu-post7.html", "https://baomoi.example/moi-post7.html"
    assert article_id(one, plain) != article_id(other, plain)
    assert article_id(one, plain) == article_id(one.replace("https://", "http://www."))
    assert article_id("https://baomoi.example/a?id=1") != article_id("https://baomoi.example/a?id=2")


def test_two_sites_share_no_ids() -> None:
    twin = make_source("https://baokhac.example/", pattern=r"-post(?P<id>\d+)\.html$")
    assert article_id("https://baokhac.example/a-post7.html", twin) != article_id(
        "https://baomoi.example/a-post7.html", SITE
    )


@pytest.mark.parametrize(
    ("stated", "counts"),
    [
        ("https://baomoi.example/that-post7.html", True),
        ("http://m.baomoi.example/that-post7.html?utm_source=x", True),
        ("/that-post7.html", True),
        ("https://baokhac.example/that-post7.html", False),  # another site
        ("https://baomoi.example/", False),  # the front page
        ("https://baomoi.example/kinh-te", False),  # a folder above the page
        ("https://baomoi.example/chuyen-muc.html", False),  # no article by url_pattern
        ("javascript:void(0)", False),
        ("", False),
        (None, False),
    ],
)
def test_a_page_names_itself_only_on_its_site_and_with_a_path_of_its_own(
    stated: str | None, counts: bool
) -> None:
    page = "https://baomoi.example/kinh-te/x-post7.html"
    named = page_canonical(page, stated, SITE)
    assert named == ("https://baomoi.example/that-post7.html" if counts else page)


@pytest.mark.parametrize(
    ("url", "is_article"),
    [
        ("https://x.example/hai-tinh-ky-ket-chuong-trinh-hop-tac", True),
        ("https://x.example/ky-ket-hop-tac-123456.html", True),
        ("https://x.example/chi-tiet?newsid=4711", True),
        ("https://x.example/van-hoa-giai-tri", False),
        ("https://x.example/tag/ky-ket-chuong-trinh-hop-tac-2026", False),
        ("https://x.example/anh/ky-ket-hop-tac-giua-hai-tinh-2026.jpg", False),
        ("https://x.example/", False),
    ],
)
def test_without_a_pattern_the_shape_tells_an_article(url: str, is_article: bool) -> None:
    assert is_article_url(url) is is_article
