"""Writes what a paper announces: RSS, Atom, sitemaps, robots.txt."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from flows.newsroom.model import Paper
from warehouse.record import record

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@record
class Entry:
    """One story as a feed or sitemap names it."""

    link: str
    title: str
    summary: str
    published: datetime
    changed: datetime


def rss(paper: Paper, base: str, entries: Iterable[Entry], stamp: Callable[[datetime], str]) -> bytes:
    """Writes RSS 2.0; ``stamp`` gives the paper's own form of pubDate."""
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{escape(entry.link)}</link>"
        f"<guid isPermaLink=\"false\">{escape(entry.link)}</guid><pubDate>{stamp(entry.published)}</pubDate>"
        f"<description><![CDATA[<img src=\"/rss.jpg\"/>{entry.summary}]]></description></item>\n"
        for entry in entries
    )  # fmt: skip
    channel = f"<title>{escape(paper.title)}</title><link>{base}/</link><description>Tin mới</description>"
    return f'{DECLARATION}<rss version="2.0"><channel>{channel}\n{items}</channel></rss>'.encode()


def atom(paper: Paper, base: str, entries: Sequence[Entry]) -> bytes:
    """Writes an Atom feed (RFC 4287)."""
    items = "".join(
        f'<entry><title>{escape(entry.title)}</title><link rel="alternate" href="{escape(entry.link)}"/>'
        f"<id>{escape(entry.link)}</id><published>{entry.published.isoformat()}</published>"
        f"<updated>{entry.changed.isoformat()}</updated><summary>{escape(entry.summary)}</summary></entry>\n"
        for entry in entries
    )
    newest = max(entry.changed for entry in entries).isoformat()
    head = f"<title>{escape(paper.title)}</title><id>{base}/</id><updated>{newest}</updated>"
    return f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{items}</feed>'.encode()


def sitemap(entries: Iterable[Entry]) -> bytes:
    """Writes a sitemap of addresses with lastmod."""
    rows = "".join(
        f"<url><loc>{escape(entry.link)}</loc><lastmod>{entry.changed.isoformat()}</lastmod></url>\n"
        for entry in entries
    )
    return f"{DECLARATION}<urlset {SITEMAP}>\n{rows}</urlset>".encode()


def news_sitemap(paper: Paper, entries: Iterable[Entry]) -> bytes:
    """Writes a news sitemap: the newest stories with title and publication time."""
    rows = "".join(
        f"<url><loc>{escape(entry.link)}</loc><news:news><news:publication><news:name>{escape(paper.title)}</news:name>"
        f"<news:language>vi</news:language></news:publication>"
        f"<news:publication_date>{entry.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>\n"
        for entry in entries
    )
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{DECLARATION}<urlset {SITEMAP} {news}>\n{rows}</urlset>".encode()


def sitemap_index(parts: Iterable[tuple[str, datetime]]) -> bytes:
    """Writes a sitemap index of (address, newest change)."""
    rows = "".join(
        f"<sitemap><loc>{escape(link)}</loc><lastmod>{changed.isoformat()}</lastmod></sitemap>\n"
        for link, changed in parts
    )
    return f"{DECLARATION}<sitemapindex {SITEMAP}>\n{rows}</sitemapindex>".encode()


def robots(forbidden: Iterable[str], sitemaps: Iterable[str], delay: str | None) -> bytes:
    """Writes robots.txt for all agents."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in forbidden)]
    lines += [f"Crawl-delay: {delay}"] if delay is not None else []
    return "\n".join([*lines, "", *(f"Sitemap: {link}" for link in sitemaps), ""]).encode()


def gmt(at: datetime) -> str:
    """Gives the time as RFC 822 has it, in GMT."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def gmt_plus_7(at: datetime) -> str:
    """Gives local time with a zone name that RFC 822 does not know but that Vietnamese feeds carry."""
    return format_datetime(at).replace("+0700", "GMT+7")


def bare(at: datetime) -> str:
    """Gives local time without a zone, as some content systems print it."""
    return f"{at:%Y-%m-%d %H:%M:%S}"
