"""Selectors are read by the fast parser, and BeautifulSoup reads the same."""

import gzip
import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from extractors import decode, rules
from extractors.capture import Capture
from extractors.page import Page
from extractors.source import ArticleRules, load_registry

SHARED = Path(os.environ.get("HOPTAC_SHARED", "../shared"))
HTML = "<h1>Một</h1><div class=b><p>Hai<b>ba</b></p><p class=x>Bốn</p></div><div class=b><p>Năm</p></div>"


def test_the_first_selector_with_text_counts():
    page = Page("<h1> </h1><h2>Tiêu đề</h2>", "https://a.vn/")
    assert rules.read_first(page, ("h1", "h2")) == "Tiêu đề"
    assert rules.read_first(page, ("h3",)) is None


def test_a_body_may_stand_in_several_elements_and_leaves_out_what_is_removed():
    own = ArticleRules.model_validate({"body": ".b", "remove": [".x"]})
    assert [block.text for block in rules.read_body(Page(HTML, "https://a.vn/"), own)] == ["Haiba", "Năm"]


def test_elements_inside_others_are_not_read_twice():
    page = Page("<div class=b>Một <div class=b>hai</div></div>", "https://a.vn/")
    assert rules.read_all(page, (".b",)) == ["Một hai"]


def find_pages() -> Iterator[tuple[str, str, str]]:
    with (SHARED / "pages/vn/index.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["kind"] in ("article", "listing"):
                content = gzip.decompress((SHARED / "pages/vn" / row["file"]).read_bytes())
                at = datetime(2026, 1, 1, tzinfo=UTC)
                url = row["url"] or f"https://{row['site']}.vn/"
                capture = Capture(
                    url=url, final_url=url, status=200, headers={}, content=content, captured_at=at
                )
                yield row["site"], url, decode.text(capture)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="HOPTAC_SHARED names no evaluation data")
def test_beautifulsoup_reads_the_same_on_every_real_page():
    registry = load_registry()
    wrong = []
    for site, url, html in find_pages():
        source = registry.get(site)
        if source is None:
            continue
        page, soup = Page(html, url), BeautifulSoup(html, "lxml" if _has_lxml() else "html.parser")
        for selector in {*source.article.title, *source.article.lead, *source.article.author}:
            fast = [_letters(node.text()) for node in page.tree.css(selector)]
            slow = [_letters(node.get_text()) for node in soup.select(selector)]
            if [text for text in fast if text] != [text for text in slow if text]:
                wrong.append((url, selector, fast[:2], slow[:2]))
    assert not wrong


def _has_lxml() -> bool:
    try:
        import lxml  # noqa: F401
    except ImportError:
        return False
    return True


def _letters(text: str) -> str:
    return re.sub(r"[^\w]", "", text)
