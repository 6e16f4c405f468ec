"""Finds where a site names its articles: feeds, sitemaps and sections, each tried once."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from pydantic import ValidationError

from extractors.discover import find_listed
from extractors.entries import Limits
from extractors.learn_links import HEADLINE
from extractors.listed import EntryReading, Fetch, Link
from extractors.page import Page
from extractors.source_spec import Entry, Source
from extractors.urls import canonical_url
from warehouse.record import record

USUAL_FEEDS = ("/rss/home.rss", "/rss", "/feed", "/atom.xml")
"""Asked for where the front page names no feed: addresses of the publishing systems in common use."""
MOST_FEEDS = 5
MOST_SECTIONS = 5
"""Sections that are asked for."""
LEAST_NAMED = 3
"""Articles that a listing must name to be kept."""
_LIMITS = Limits(urls=2_000, sitemaps=3)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")


@record
class FoundEntry:
    """An entry that answered, and the articles that it named when it was tried."""

    entry: Entry
    articles: int
    links: tuple[Link, ...]


def find_feeds(home: Page, source: Source, fetch: Fetch) -> list[FoundEntry]:
    """Feeds that the front page names in its head or links to; else those at the usual addresses."""
    stated = [
        node.attributes.get("href") or ""
        for node in home.tree.css("link[rel=alternate][href]")
        if (node.attributes.get("type") or "").lower() in _FEED_TYPES
    ]
    linked = [node.attributes.get("href") or "" for node in home.tree.css('a[href$=".rss"]')]
    urls = _own((stated + linked)[:MOST_FEEDS] or USUAL_FEEDS, home.url, source)
    return _tried("rss", urls, source, fetch)


def find_sitemaps(named: Sequence[str], source: Source, fetch: Fetch) -> list[FoundEntry]:
    """Sitemaps that robots.txt names, and the one at the usual address."""
    urls = _own((*named[:MOST_FEEDS], "/sitemap.xml"), source.homepage, source)
    return _tried("sitemap", urls, source, fetch)


def find_listings(links: Iterable[Link], source: Source, fetch: Fetch) -> list[FoundEntry]:
    """The front page and its sections, as far as they name articles by ``url_pattern``."""
    urls = [source.homepage, *list(_sections(links, source))[:MOST_SECTIONS]]
    found = _tried("listing", urls, source, fetch)
    return [entry for entry in found if entry.articles >= LEAST_NAMED]


def _sections(links: Iterable[Link], source: Source) -> Iterator[str]:
    """Short links into the site's upper folders, in page order: the menu comes first."""
    for link in links:
        url = _canonical(link.url, source)
        steps = [step for step in urlsplit(url).path.split("/") if step] if url else []
        short = 2 <= len(link.title or "") < HEADLINE and 1 <= len(steps) <= 2
        if url and short and source.url_pattern and not source.url_pattern.search(url):
            yield link.url


def _own(hrefs: Iterable[str], base: str, source: Source) -> list[str]:
    urls = (urljoin(base, href) for href in dict.fromkeys(hrefs))
    return list(dict.fromkeys(url for url in urls if source.same_site(url)))


def _tried(kind: str, urls: Sequence[str], source: Source, fetch: Fetch) -> list[FoundEntry]:
    found = (_try(kind, url, source, fetch) for url in urls)
    return [entry for entry in found if entry is not None]


def _try(kind: str, url: str, source: Source, fetch: Fetch) -> FoundEntry | None:
    try:
        entry = Entry.model_validate({kind: url})
    except ValidationError:  # braces, blanks: no address that a source file could hold
        return None
    one = source.model_copy(update={"discover": (entry,)})
    readings: list[EntryReading] = list(find_listed(one, fetch, {}, limits=_LIMITS))
    links = tuple(
        Link(url=listed.url, title=listed.title) for reading in readings for listed in reading.listed
    )
    return FoundEntry(entry=entry, articles=len({link.url for link in links}), links=links) if links else None


def canonical_links(links: Iterable[Link], source: Source) -> list[Link]:
    """The links on the site in canonical form, each address once."""
    found: dict[str, Link] = {}
    for link in links:
        url = _canonical(link.url, source)
        if url and source.same_site(url):
            found.setdefault(url, Link(url=url, title=link.title))
    return list(found.values())


def _canonical(url: str, source: Source) -> str | None:
    try:
        return canonical_url(url, source)
    except ValueError:
        return None
