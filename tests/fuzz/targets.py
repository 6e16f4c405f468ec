"""What is fuzzed: each target reads bytes as one reader would, and says what must hold of the answer."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from extractors.article import Rejected, read_article
from extractors.capture import Capture
from extractors.classify import refusal
from extractors.decode import text_of_bytes
from extractors.feeds import FeedError, read_feed
from extractors.listed import Link
from extractors.listings import read_listing
from extractors.robots import read_robots
from extractors.sitemaps import read_sitemap
from extractors.source import Source, load_registry
from transforms.dates import find_days, find_instants, parse_day, parse_instant
from transforms.programs.filter import label_of
from transforms.programs.reader import read_mentions
from transforms.programs.records import Document
from transforms.text import clean_text, match_form, nfc
from warehouse.tables import Article

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
URL = "https://baohatinh.vn/tin-moi-post123456.html"
_RULED = ("baohatinh", "vnexpress", "nhandan")


@cache
def _source(choice: int) -> Source | None:
    """No rules for even choices, rules of one of a few built-in sources for odd ones."""
    return load_registry()[_RULED[choice // 2 % len(_RULED)]] if choice % 2 else None


def article(data: bytes) -> None:
    """A page gives an article with clean texts, or a reason; never an error."""
    headers = {"content-type": "text/html; charset=utf-8"} if data[:1] < b"\x80" else {}
    capture = Capture(url=URL, final_url=URL, status=200, headers=headers, content=data[1:], captured_at=AT)
    refusal(capture)
    read = read_article(capture, _source(data[0] if data else 0))
    if isinstance(read, Rejected):
        assert read.reason != "error", read.detail
        return
    _check_texts(read)
    if read.published_at:
        assert read.published_at.tzinfo
        assert read.published_at.year >= 1990
        assert read.published_at <= AT + timedelta(days=2)


def _check_texts(read: Article) -> None:
    """Texts can be stored, and cleaning them again changes nothing."""
    lines = (read.title, read.lead, *read.body.split("\n"), *read.captions, *read.authors, *read.tags)
    for text in (line for line in lines if line):
        text.encode("utf-8")
        assert clean_text(text) == text, ascii(text)
        assert nfc(text) == text, ascii(text)


def feed(data: bytes) -> None:
    """A feed gives links with instants in a zone, or says that it is none."""
    text = text_of_bytes(data, "application/rss+xml")
    try:
        links = read_feed(text, URL, HANOI)
    except FeedError:
        return
    _check_links(links)


def sitemap(data: bytes) -> None:
    """A sitemap gives links, or says that it is none."""
    text = text_of_bytes(data, "application/xml")
    try:
        found = read_sitemap(text, URL, HANOI)
    except FeedError:
        return
    _check_links((*found.pages, *found.sitemaps))


def listing(data: bytes) -> None:
    """A list page gives links, whatever the selectors."""
    text = text_of_bytes(data, "text/html")
    _check_links(read_listing(text, URL, ()))
    _check_links(read_listing(text, URL, ("h3 a", ".list > li a[href]")))


def _check_links(links: tuple[Link, ...]) -> None:
    for link in links:
        assert isinstance(link.url, str)
        for at in (link.stamp, link.published_at):
            assert at is None or at.tzinfo is not None, at


def _text(data: bytes) -> str:
    """Any bytes as text, lone surrogates included."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def dates(data: bytes) -> None:
    """Any text gives aware instants and real days, and the same whatever is asked twice."""
    text = _text(data)
    for order in (None, "dmy", "mdy", "ymd"):
        at = parse_instant(text, HANOI, order)  # type: ignore[arg-type]
        assert at is None or at.utcoffset() is not None
        parse_day(text, order)  # type: ignore[arg-type]
    assert list(find_instants(text, HANOI)) == list(find_instants(text, HANOI))
    assert all(1 <= day.month <= 12 for day in find_days(text))


def cleaning(data: bytes) -> None:
    """To clean twice is to clean once."""
    text = _text(data)
    assert clean_text(clean_text(text)) == clean_text(text), ascii(text)
    assert match_form(match_form(text)) == match_form(text), ascii(text)


def programs(data: bytes) -> None:
    """Every piece of evidence is the slice that it says, and the label can be written."""
    parts = [part.strip("\n") for part in data.decode("utf-8", "replace").split("\n\n")]
    title, lead, *body = parts if len(parts) > 1 else (parts[0], "")
    document = Document(
        doc_id="x", url=URL, title=title, lead=lead or None, body=tuple(body[:-1] or body),
        captions=tuple(body[-1:]), published_at=AT if len(data) % 2 else None,
    )  # fmt: skip
    read = read_mentions(document)
    told = {
        "title": document.title, "lead": document.lead or "", "body": "\n".join(document.body),
        "captions": "\n".join(document.captions),
    }  # fmt: skip
    for mention in read.mentions:
        assert len(mention.parties) >= 2 or mention.parties, mention
        for piece in mention.evidence:
            assert told[piece.part][piece.start : piece.end] == piece.text, piece
    json.dumps(label_of(document, read), ensure_ascii=False).encode("utf-8")


def robots(data: bytes) -> None:
    """Any robots.txt gives rules that answer."""
    rules = read_robots(data, longest_delay=300.0)
    rules.refusal(URL)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "article": article, "feed": feed, "sitemap": sitemap, "listing": listing, "dates": dates,
    "cleaning": cleaning, "programs": programs, "robots": robots,
}  # fmt: skip
"""Fuzz targets by name; each raises when a promise is broken."""
