"""The demo newsroom answers as it announces, and its truth agrees with its pages."""

import gzip
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import requests
from selectolax.lexbor import LexborHTMLParser

from extractors.source import load_registry
from flows.newsroom import Newsroom, truth
from flows.newsroom.model import PAPERS, Story
from flows.newsroom.stories import new_tone, stories

Client = requests.Session
STATUS = {"gone": 404}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        yield opened


@pytest.fixture(scope="module")
def client() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_every_address_answers_as_declared(newsroom: Newsroom, client: Client) -> None:
    declared = {
        newsroom.base(story.paper) + PAPERS[story.paper].path(story, story.first_title): story.page
        for story in stories(1)
        if story.page != "cut"
    }
    for paper, site in newsroom.sites.items():
        for path in site.advertised():
            url = newsroom.base(paper) + path.removeprefix("/amp")
            if "cap-nhat-them-bay-diem" not in path:
                answer = client.get(newsroom.base(paper) + path)
                assert answer.status_code == STATUS.get(declared.get(url, ""), 200), url


def test_the_newsroom_is_big_and_varied_enough() -> None:
    articles = truth.expected_articles()
    told = [program for label in truth.expected_programs() for program in label["programs"]]
    assert len(articles) >= 80
    assert len({article.source for article in articles}) >= 5
    assert len(told) >= 30
    assert {program["stage"] for program in told} == {"signed", "review", "implementation", "proposed"}
    assert len({program["event"] for program in told}) >= 20
    assert len(truth.expected_clusters()) >= 8
    reasons = {reject.reason for reject in truth.expected_rejects()}
    assert reasons >= {"challenge", "consent", "soft_404", "list_page", "robots", "no_body", "truncated"}


def test_known_pages_are_not_sent_again(newsroom: Newsroom, client: Client) -> None:
    for path in ("/rss/home.rss", _path_of("hy-tn-2023")):
        first = client.get(newsroom.base("songxanh") + path)
        by_tag = client.get(first.url, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
        by_date = client.get(first.url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
        older = client.get(first.url, headers={"If-Modified-Since": "Mon, 01 Jan 2018 00:00:00 GMT"})
        assert (by_tag.status_code, by_date.status_code, older.status_code) == (304, 304, 200)
        assert by_tag.content == b""


def test_pages_are_sent_compressed_to_those_who_ask(newsroom: Newsroom, client: Client) -> None:
    url = newsroom.base("songxanh") + _path_of("hy-tn-2023")
    packed, plain = client.get(url), client.get(url, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content == plain.content


def test_pages_have_the_size_of_real_ones(newsroom: Newsroom, client: Client) -> None:
    for key in (
        "hy-tn-2023",
        "cao-toc-tram-nghi",
        "cai-cach-thu-tuc",
        "ngap-ham-chui",
        "ao-lang",
        "bao-so-2",
    ):
        page = client.get(newsroom.base(_story(key).paper) + _path_of(key))
        assert 25_000 < len(page.content) < 70_000


def test_every_page_holds_its_story(newsroom: Newsroom, client: Client) -> None:
    for article in truth.expected_articles():
        page = client.get(newsroom.base(article.source) + article.path)
        text = _text(page.content, _charset(page))
        wanted = [article.title, article.lead or "", *article.paragraphs, *article.captions]
        assert [part for part in wanted if _squeezed(part) not in text] == [], article.key


def test_the_portal_names_its_charset_in_the_page_only(newsroom: Newsroom, client: Client) -> None:
    old = client.get(newsroom.base("binhhai") + _path_of("tb-qn-2022"))
    new = client.get(newsroom.base("binhhai") + _path_of("cai-cach-thu-tuc"))
    assert old.headers["Content-Type"] == new.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1258" in old.content
    assert b"charset=utf-8" in new.content
    assert "Thái Bình và Quảng Ninh" in unicodedata.normalize("NFC", old.content.decode("cp1258"))


def test_a_page_may_be_cut_short(newsroom: Newsroom, client: Client) -> None:
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
        client.get(newsroom.base("bamien") + _path_of("cut-short")).raise_for_status()


def test_tracked_twin_and_older_addresses_lead_to_one_page(newsroom: Newsroom, client: Client) -> None:
    path = _path_of("ngap-ham-chui")
    for link in (path + "?utm_source=atom&utm_campaign=moi", "/amp" + path):
        page = client.get(newsroom.base("phuongnam") + link)
        assert _canonical(page) == newsroom.base("phuongnam") + path
    number = _story("ao-lang").number
    moved = client.get(newsroom.base("langviet") + f"/bai-viet/{number}/mot-tieu-de-cu")
    assert moved.url == newsroom.base("langviet") + _path_of("ao-lang")


def test_all_stories_are_listed_somewhere(newsroom: Newsroom, client: Client) -> None:
    ways = {
        "songxanh": ["/tin-moi/?page=1", "/tin-moi/?page=2"],
        "dongbang": [f"/sitemaps/{year}.xml.gz" for year in (2023, 2024, 2025, 2026)],
        "binhhai": ["/tin-tuc?trang=1", "/tin-tuc?trang=2"],
        "phuongnam": ["/moi-nhat/trang-1.html", "/moi-nhat/trang-2.html"],
        "langviet": ["/sitemap.xml.gz"],
        "bamien": [f"/sitemaps/{year}.xml.gz" for year in (2021, 2024, 2025, 2026)],
    }  # fmt: skip
    for paper, paths in ways.items():
        listed = "".join(_read(client.get(newsroom.base(paper) + path)) for path in paths)
        expected = [article.path for article in truth.expected_articles() if article.source == paper]
        assert [path for path in expected if path not in listed] == [], paper


def test_feeds_are_well_formed_and_dated_in_several_ways(newsroom: Newsroom, client: Client) -> None:
    dates = {}
    for paper, path in (("songxanh", "/rss/home.rss"), ("langviet", "/feed"), ("bamien", "/rss")):
        feed = ElementTree.fromstring(client.get(newsroom.base(paper) + path).content)
        dates[paper] = feed.findtext("channel/item/pubDate") or ""
    assert dates["songxanh"].endswith("GMT+7")
    assert dates["bamien"].endswith("GMT")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", dates["langviet"])
    atom = ElementTree.fromstring(client.get(newsroom.base("phuongnam") + "/atom.xml").content)
    assert len(atom.findall("{http://www.w3.org/2005/Atom}entry")) == 12


def test_days_without_news_and_pages_past_the_end_answer(newsroom: Newsroom, client: Client) -> None:
    empty = client.get(newsroom.base("songxanh") + "/ngay/01-01-2020")
    assert empty.status_code == 200
    assert "stream__item" not in empty.text
    last, beyond = (client.get(f"{newsroom.base('songxanh')}/tin-moi/?page={page}").text for page in (2, 99))
    assert last.count("<h3>") == beyond.count("<h3>") > 0
    assert client.get(newsroom.base("binhhai") + "/tin-tuc?trang=99").status_code == 404


def test_the_next_day_edits_one_page_and_adds_three(client: Client) -> None:
    before, after = ({article.key: article for article in truth.expected_articles(day)} for day in (1, 2))
    assert len(after.keys() - before.keys()) == 3
    changed = [key for key, article in before.items() if article != after[key]]
    assert changed == ["cao-toc-tram-nghi"]
    with Newsroom() as newsroom:
        url = {key: newsroom.base(article.source) + article.path for key, article in before.items()}
        tags = {key: client.get(link).headers["ETag"] for key, link in url.items()}
        newsroom.turn_to(2)
        later = {key: client.get(link).headers["ETag"] for key, link in url.items()}
    assert [key for key, tag in tags.items() if later[key] != tag] == changed


def test_exact_copies_say_the_same_and_near_ones_nearly() -> None:
    by_key = {story.key: story for story in stories(1)}
    for copy in (story for story in by_key.values() if story.copy_of):
        original = by_key[copy.copy_of or ""]
        same = _said(copy) == _said(original)
        assert same == (copy.kind == "exact"), copy.key
        shared = set(map(_one_tone, copy.paragraphs)) & set(map(_one_tone, original.paragraphs))
        assert len(shared) >= 0.5 * len(original.paragraphs), copy.key


def test_labels_are_sound() -> None:
    for label in truth.expected_programs(2):
        story = _story(label["doc_id"], 2)
        text = "\n".join((story.title, story.lead or "", *story.paragraphs))
        for program in label["programs"]:
            assert len(program["parties"]) >= 2
            people = [signer["name"] for signer in program["signatories"]]
            years = [str(year) for year in (program["period_start"], program["period_end"]) if year]
            assert [part for part in people + years if _one_tone(part) not in _one_tone(text)] == [], (
                story.key
            )


def test_sources_are_valid_and_point_at_this_newsroom(newsroom: Newsroom, tmp_path: Path) -> None:
    registry = load_registry(newsroom.sources_dir(tmp_path / "sources"))
    assert set(registry) == set(PAPERS)
    assert all(str(source.homepage).startswith(newsroom.base(name)) for name, source in registry.items())


def test_rules_find_what_they_name(newsroom: Newsroom, client: Client, tmp_path: Path) -> None:
    registry = load_registry(newsroom.sources_dir(tmp_path / "sources"))
    for article in truth.expected_articles():
        rules = registry[article.source].article
        page = LexborHTMLParser(client.get(newsroom.base(article.source) + article.path).text)
        for selector in (*rules.title, *rules.body):
            assert len(page.css(selector)) == 1, (article.key, selector)


def test_requests_are_remembered(client: Client) -> None:
    with Newsroom() as newsroom:
        client.get(newsroom.base("bamien") + "/robots.txt", headers={"User-Agent": "reader/1"})
        client.get(newsroom.base("bamien") + "/nothing")
        assert [(seen.paper, seen.path, seen.status) for seen in newsroom.requests()] == [
            ("bamien", "/robots.txt", 200), ("bamien", "/nothing", 404),
        ]  # fmt: skip
        assert newsroom.requests()[0].headers["User-Agent"] == "reader/1"


def test_generated_articles_are_distinct_and_served(client: Client) -> None:
    with Newsroom(extra=60) as newsroom:
        for name in PAPERS:
            site_map = _read(client.get(newsroom.base(name) + "/kho/0.xml.gz"))
            links = re.findall(r"<loc>(.*?)</loc>", site_map)
            pages = {client.get(link).headers["ETag"] for link in links}
            assert len(links) == len(pages) == 10


def test_served_by_hand_it_prints_the_two_settings(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows.newsroom", "--edition", "2", "--sources", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        lines = [served.stdout.readline().strip() for _ in range(2)]
        served.terminate()
        assert served.wait(timeout=20) == 0
    assert lines == [f"export HOPTAC_SOURCES={tmp_path}", "export HOPTAC_ALLOW_HOSTS=127.0.0.1"]
    assert len(list(tmp_path.glob("*.yaml"))) == len(PAPERS)


def test_a_taken_port_is_an_error_that_leaves_nothing_open() -> None:
    with Newsroom() as newsroom:
        taken = int(newsroom.base("songxanh").rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            Newsroom(port=taken).__enter__()


def test_old_tone_marks_become_new_ones() -> None:
    assert new_tone("Hòa, thủy, khỏe, của, quý, toàn") == "Hoà, thuỷ, khoẻ, của, quý, toàn"


def _story(key: str, edition: int = 1) -> Story:
    return next(story for story in stories(edition) if story.key == key)


def _path_of(key: str) -> str:
    story = _story(key)
    return PAPERS[story.paper].path(story, story.first_title)


def _canonical(page: requests.Response) -> str:
    link = LexborHTMLParser(page.text).css_first("link[rel=canonical]")
    return str(link.attributes["href"]) if link else ""


def _charset(page: requests.Response) -> str:
    return "cp1258" if b"charset=windows-1258" in page.content else "utf-8"


def _text(content: bytes, charset: str) -> str:
    return _squeezed(LexborHTMLParser(content.decode(charset)).text(separator=" "))


def _squeezed(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _read(page: requests.Response) -> str:
    return gzip.decompress(page.content).decode() if page.content.startswith(b"\x1f\x8b") else page.text


def _one_tone(text: str) -> str:
    return new_tone(unicodedata.normalize("NFC", text)).casefold()


def _said(story: Story) -> list[str]:
    return [_one_tone(part) for part in (story.lead or "", *story.paragraphs)]
