"""Renders the newsroom's stories in each paper's own markup."""

import json
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from flows.newsroom.chrome import Chrome
from flows.newsroom.model import Paper, Story

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("flows.newsroom"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters["weekday"] = lambda at: WEEKDAYS[at.weekday()]
    made.filters["iso"] = datetime.isoformat
    return made


@cache
def _template(name: str) -> Template:
    return _templates().get_template(name)


def article_page(paper: Paper, story: Story, base: str, around: Chrome, *, amp: bool = False) -> bytes:
    """Renders a story's page, in the encoding that the page itself declares."""
    text = _template("amp.html" if amp else f"{paper.name}.html").render(
        paper=paper, story=story, base=base, url=base + paper.path(story, story.first_title),
        around=_marked(around), ld=Markup(_json_ld(paper, story, base)), charset=_charset(story),
    )  # fmt: skip
    return _encoded(text, story)


Row = tuple[Story, str]
"""A story and the address that a list gives it."""


def list_page(paper: Paper, rows: Sequence[Row], base: str, around: Chrome, heading: str) -> bytes:
    """Renders a page of links to stories."""
    return (
        _template("list.html")
        .render(paper=paper, rows=rows, base=base, around=_marked(around), heading=heading)
        .encode()
    )


def notice_page(kind: str, paper: Paper, base: str, path: str) -> bytes:
    """Renders a page that is no article: challenge, consent, soft_404 or not_found."""
    return _template(f"{kind}.html").render(paper=paper, base=base, path=path).encode()


def _marked(around: Chrome) -> dict[str, Markup]:
    return {name: Markup(getattr(around, name)) for name in ("head", "menu", "aside", "foot")}


def _charset(story: Story) -> str:
    return "windows-1258" if story.spelling == "windows-1258" else "utf-8"


def _encoded(text: str, story: Story) -> bytes:
    if story.spelling == "nfd":
        return unicodedata.normalize("NFD", text).encode()
    if story.spelling == "windows-1258":
        return _tones_apart(text).encode("cp1258", "xmlcharrefreplace")
    return text.encode()


def _tones_apart(text: str) -> str:
    """Splits off the five tone marks only: windows-1258 has â, ă, ê, ô, ơ, ư, but writes tones as marks."""
    return "".join(_tone_apart(letter) for letter in text)


def _tone_apart(letter: str) -> str:
    spelled = unicodedata.normalize("NFD", letter)
    tones = "".join(mark for mark in spelled if mark in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(mark for mark in spelled if mark not in tones)
    return unicodedata.normalize("NFC", rest) + tones


def _json_ld(paper: Paper, story: Story, base: str) -> str:
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": base + paper.path(story, story.first_title)},
        "headline": story.title,
        "description": story.lead,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified and story.modified.isoformat(),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": paper.title},
        "articleSection": story.section,
        "keywords": list(story.tags),
    }
    kept = {name: value for name, value in told.items() if value}
    return json.dumps(kept, ensure_ascii=False).replace("</", "<\\/")
