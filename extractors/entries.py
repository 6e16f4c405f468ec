"""Turns one document of a discovery entry into a reading: what it names, and whether it changed."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from extractors.decode import text_of_bytes
from extractors.feeds import FeedError, read_feed
from extractors.listed import EntryReading, Fetch, FetchedBytes, Link, Listed, Validators
from extractors.listings import read_listing
from extractors.sitemaps import Sitemap, is_sitemap, read_sitemap
from extractors.source_checks import DATE_PLACEHOLDER
from extractors.source_spec import Entry, Source
from extractors.urls import canonical_url, is_article_url
from warehouse.record import record
from warehouse.tables import FeedState

_GZIP_MAGIC = b"\x1f\x8b"
_BELIEVED = timedelta(days=1)
MOST_PASSED_OVER = 500
"""Addresses without a match that one reading names."""


@record
class Limits:
    """Bounds of one discovery entry; a reading that meets one says so in ``truncated``."""

    urls: int = 50_000
    """Article addresses of one entry."""
    sitemaps: int = 200
    """Sitemaps read of one entry: an index of ten years by month, and some."""
    sitemap_depth: int = 3
    """Levels of indexes below the entry's own."""
    document_bytes: int = 52 * 1024 * 1024
    """Largest document after inflating; the sitemap protocol allows 50 MB."""


@record
class Document:
    """What came back for one address of an entry; ``text`` is None if there is nothing to read."""

    address: str
    url: str
    text: str | None = None
    validators: Validators = Validators()
    unchanged: bool = False
    fetched_at: datetime | None = None
    error: str | None = None


def fetch_document(fetch: Fetch, address: str, state: FeedState | None, limits: Limits) -> Document:
    """Asks for a feed, sitemap or listing, conditionally if its state holds validators; undoes gzip files."""
    validators = Validators(etag=state.etag, last_modified=state.last_modified) if state else Validators()
    answer = fetch(address, validators)
    if answer is None:
        return Document(address=address, url=address, error="no answer")
    if answer.unchanged or answer.error:
        return Document(address=address, url=answer.url, unchanged=answer.unchanged, error=answer.error)
    return Document(
        address=address, url=answer.url, text=_text(answer, limits), validators=answer.validators,
        fetched_at=answer.fetched_at,
    )  # fmt: skip


def _text(answer: FetchedBytes, limits: Limits) -> str:
    content = answer.content
    if content.startswith(_GZIP_MAGIC):
        from extractors.bounds import Bounds
        from extractors.inflate import beginning

        content = beginning(content, "gzip", most=limits.document_bytes, bounds=Bounds())
    return text_of_bytes(content, answer.content_type or "", max_bytes=limits.document_bytes)


def page_address(template: str, page: int, day: date | None) -> str:
    """An entry's address with its placeholders filled in."""
    dated = DATE_PLACEHOLDER.sub(lambda found: day.strftime(found[1]) if day else found[0], template)
    return dated.replace("{page}", str(page))


def read_links(document: Document, source: Source, entry: Entry) -> tuple[Link, ...]:
    """The links of a feed, or of a listing or archive, which may turn out to be a feed or sitemap.

    Raises ``FeedError`` where a feed was promised.
    """
    text = document.text or ""
    if entry.kind == "rss":
        return read_feed(text, document.url, source.zone)
    if text[:512].lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return read_any_sitemap(document, source).pages
    return read_listing(text, document.url, entry.link)


def read_any_sitemap(document: Document, source: Source) -> Sitemap:
    """A sitemap, or a feed in its place, which the protocol allows. Raises ``FeedError``."""
    text = document.text or ""
    if is_sitemap(text):
        return read_sitemap(text, document.url, source.zone)
    try:
        return Sitemap(pages=read_feed(text, document.url, source.zone))
    except FeedError as error:
        raise FeedError(str(error).replace("no feed", "no sitemap")) from error


def listed_links(
    links: Iterable[Link], source: Source, entry: Entry
) -> tuple[tuple[Listed, ...], tuple[str, ...]]:
    """The article addresses on the source's site, each once, and the addresses that were left out."""
    found: dict[str, Listed] = {}
    refused: dict[str, None] = {}
    for link in links:
        listed = _listed(link, source, entry)
        if listed is None:
            refused[link.url] = None
        else:
            found.setdefault(listed.url, listed)
    return tuple(found.values()), tuple(refused)


def passed_over(refused: Iterable[str], source: Source, entry: Entry) -> tuple[str, ...]:
    """Addresses on the site that a feed or sitemap names and ``url_pattern`` does not know, canonical."""
    if entry.kind not in ("rss", "sitemap"):
        return ()
    found: dict[str, None] = {}
    for url in refused:
        with suppress(ValueError):
            canonical = canonical_url(url, source)
            if source.same_site(canonical) and urlsplit(canonical).path != "/":
                found[canonical] = None
    return tuple(found)[:MOST_PASSED_OVER]


def _listed(link: Link, source: Source, entry: Entry) -> Listed | None:
    try:
        url = canonical_url(link.url, source)
    except ValueError:
        return None
    if not source.same_site(url) or not _is_article(url, source, entry):
        return None
    return Listed(
        url=url, raw_url=link.url.partition("#")[0], title=link.title, stamp_text=link.stamp_text,
        stamp=link.stamp, published_at=link.published_at, entry=entry.address,
    )  # fmt: skip


def _is_article(url: str, source: Source, entry: Entry) -> bool:
    """By ``url_pattern``; without one, what feeds, sitemaps and ``link`` name, else by its shape."""
    chosen = entry.kind in ("rss", "sitemap") or bool(entry.link)
    if source.url_pattern is None and chosen:
        return urlsplit(url).path != "/" or bool(urlsplit(url).query)
    return is_article_url(url, source)


def listed_hash(listed: Iterable[Listed], titles: bool) -> str:
    """Hash of the articles that a document names: build dates and page furniture do not count."""
    named = (f"{item.url}\t{item.stamp_text or ''}\t{item.title if titles else ''}" for item in listed)
    return sha256("\n".join(named).encode("utf-8", "replace")).hexdigest()[:32]


def reading_of_links(
    document: Document, source: Source, entry: Entry, links: tuple[Link, ...], state: FeedState | None,
    most: int,
) -> EntryReading:  # fmt: skip
    """The reading of one document. It is unchanged if it names what it named when ``state`` was kept."""
    listed, refused = listed_links(links, source, entry)
    digest = listed_hash(listed, titles=entry.kind in ("rss", "sitemap"))
    if state is not None and state.content_hash == digest:
        return reading_of_unchanged(document, entry, state)
    oldest, newest = _ends(links, document.fetched_at)
    lost = (
        state is not None and state.newest_at is not None and oldest is not None and oldest > state.newest_at
    )
    return EntryReading(
        entry=document.address, of=entry.address, kind=entry.kind, ok=True, listed=listed[:most],
        newest_at=newest, oldest_at=oldest, validators=document.validators, content_hash=digest, lost=lost,
        truncated=f"more than {most} addresses" if len(listed) > most else None, requests=1,
        refused=len(refused), passed_over=passed_over(refused, source, entry),
    )  # fmt: skip


def _ends(links: Iterable[Link], fetched_at: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Oldest and newest date; a date from the future would hide every loss, so it does not count."""
    stamps = [at for link in links if (at := link.published_at or link.stamp) is not None]
    if fetched_at is not None:
        stamps = [at for at in stamps if at <= fetched_at + _BELIEVED]
    return (min(stamps), max(stamps)) if stamps else (None, None)


def reading_of_unchanged(document: Document, entry: Entry, state: FeedState | None) -> EntryReading:
    """The reading of a document that is as it was: its state goes on."""
    kept = document.validators if document.text is not None else None
    if kept is None and state is not None:
        kept = Validators(etag=state.etag, last_modified=state.last_modified)
    return EntryReading(
        entry=document.address, of=entry.address, kind=entry.kind, ok=True, unchanged=True,
        newest_at=state.newest_at if state else None, validators=kept or Validators(),
        content_hash=state.content_hash if state else None, requests=1,
    )  # fmt: skip


def reading_of_failure(address: str, entry: Entry, error: str) -> EntryReading:
    return EntryReading(entry=address, of=entry.address, kind=entry.kind, ok=False, error=error, requests=1)
