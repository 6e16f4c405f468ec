"""A source file learned from a paper's own pages, held against the paper's own rules."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from extractors import rules
from extractors.learn import LearnError, learn_site
from extractors.learn_file import bare_source, source_text
from extractors.learn_links import find_form
from extractors.listed import FetchedBytes, Link, Validators
from extractors.page import Page
from extractors.source import Source, load_source
from flows.commands.sources import command
from flows.newsroom import Newsroom

pytestmark = pytest.mark.slow

AT = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
HEADLINE = "Hai tỉnh ký kết chương trình hợp tác"


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        yield opened


def fetch(url: str, validators: Validators) -> FetchedBytes | None:  # noqa: ARG001
    """Asks a loopback paper."""
    try:
        got = requests.get(url, timeout=5)
    except requests.RequestException as error:
        return FetchedBytes(url=url, error=str(error))
    if got.status_code != 200:
        return FetchedBytes(url=url, error=f"http {got.status_code}")
    return FetchedBytes(url=got.url, content=got.content, content_type=got.headers.get("content-type"))


def learned(room: Newsroom, paper: str, folder: Path) -> tuple[Source, Source, str]:
    """The learned source, the paper's own, and the text of the learned one."""
    text = source_text(learn_site(bare_source(room.base(paper) + "/"), fetch, at=AT), date(2026, 9, 1))
    file = folder / "learned.yaml"
    file.write_text(text, encoding="utf-8")
    own = load_source(room.sources_dir(folder / "own") / f"{paper}.yaml")
    return load_source(file), own, text


def body_text(source: Source, page: Page) -> str:
    return " ".join(block.text for block in rules.read_body(page, source.article))


@pytest.mark.parametrize("paper", ["songxanh", "phuongnam", "bamien"])
def test_a_learned_source_reads_the_bodies_that_the_papers_own_rules_read(
    room: Newsroom, paper: str, tmp_path: Path
) -> None:
    found, own, text = learned(room, paper, tmp_path)
    assert found.article.title
    assert re.search(r"# By these rules (9|1\d) of the 1\d read as they do without any", text)
    assert "pages, agrees on" in text
    stories = [story for story in room.sites[paper].stories if story.page == "article"]
    addresses = [room.sites[paper].link(story) for story in stories]
    assert own.url_pattern
    assert found.url_pattern
    assert all(bool(found.url_pattern.search(url)) for url in addresses if own.url_pattern.search(url))
    for url in addresses[:5]:
        page = Page(requests.get(url, timeout=5).text, url)
        theirs, ours = body_text(own, page), body_text(found, page)
        assert theirs in ours or ours.startswith(theirs[:200])
        assert len(ours) <= len(theirs) * 1.1 + 100
        assert rules.read_first(page, found.article.title) == rules.read_first(page, own.article.title)


def test_noise_inside_the_body_is_proposed_with_its_evidence(room: Newsroom, tmp_path: Path) -> None:
    found, _, text = learned(room, "songxanh", tmp_path)
    assert found.article.remove == ("div.ads-zone", "div.story--related")
    assert re.search(r"'div\.ads-zone'  # same text on \d+ of \d+ pages", text)


def test_a_title_that_is_the_same_on_all_pages_is_the_sites_name(room: Newsroom, tmp_path: Path) -> None:
    found, own, _ = learned(room, "binhhai", tmp_path)
    assert found.article.title == own.article.title
    assert found.article.body == own.article.body
    assert found.article.published == own.article.published
    assert found.article.url_pattern == own.article.url_pattern


def test_a_site_without_articles_is_told_in_one_line() -> None:
    page = FetchedBytes(
        url="http://127.0.0.1:9/", content=b"<html><body><p>Xin ch&agrave;o</p></body></html>"
    )
    with pytest.raises(LearnError, match="fewer than 5 links"):
        learn_site(
            bare_source("http://127.0.0.1:9/"), lambda url, _: page if url.endswith("9/") else None, at=AT
        )


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ("/xa-hoi/ky-ket-hop-tac-post{n}.html", r"-post(?P<id>\d+)\.html$"),
        ("/tin-tuc/ky-ket-hop-tac/{n}", r"/tin-tuc/[^/]+/(?P<id>\d+)$"),
        ("/bai-viet/{n}/ky-ket-hop-tac-{n}", r"-(?P<id>\d{4,})$"),
        ("/tin/2026/08/22/hop-tac-x{n}-viet-lao.html", r"/tin/\d{4}/\d{2}/\d{2}/[^/]+\.html$"),
        ("/chi-tiet.aspx?ItemID={n}", r"[?&]ItemID=(?P<id>\d+)(?:&.*)?$"),
        ("/kinh-te/hai-tinh-ky-ket-hop-tac-lan-{n}-nam-2026", r"/[^/-]+(?:-[^/-]+){4,}$"),
    ],
)
def test_the_form_of_addresses_is_found(form: str, pattern: str) -> None:
    links = [Link(url=f"https://bao.example{form.format(n=10230 + n)}", title=HEADLINE) for n in range(6)]
    menu = [Link(url=f"https://bao.example/chuyen-muc/muc-{n}", title="Thời sự") for n in range(50)]
    found = find_form([*menu, *links])
    assert found is not None
    assert all(re.search(found.pattern, link.url) for link in links)
    assert not any(re.search(found.pattern, link.url) for link in menu)
    assert found.pattern == pattern


def test_the_command_writes_a_new_file_and_refuses_an_old_one(room: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "phuongnam.yaml"
    asked = ["learn", room.base("phuongnam") + "/", "--out", str(file), "--delay", "0"]
    where = ["--home", str(tmp_path / "home"), "--allow-hosts", "127.0.0.1"]
    done = CliRunner().invoke(command, [*asked, *where])
    assert done.exit_code == 0, done.output
    assert load_source(file).article.body == ("div.cms-body",)
    again = CliRunner().invoke(command, [*asked, *where])
    assert again.exit_code == 2
    assert "is there already" in again.output
