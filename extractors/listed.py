"""What discovery takes and gives: a fetched document, a listed address, the reading of an entry."""

from collections.abc import Callable
from datetime import datetime

from warehouse.record import record


@record
class Validators:
    """What a server gave to ask later whether a document changed."""

    etag: str | None = None
    last_modified: str | None = None


@record
class FetchedBytes:
    """An answer to a discovery request: content, or unchanged, or an error in words."""

    url: str
    """Address that answered, after redirects."""
    content: bytes = b""
    content_type: str | None = None
    validators: Validators = Validators()
    unchanged: bool = False
    """304: the document is as it was when the validators were given."""
    fetched_at: datetime | None = None
    """When it was asked for; dates more than a day later are not believed."""
    error: str | None = None


Fetch = Callable[[str, Validators], FetchedBytes | None]
"""Asks for one address, conditionally if validators are given; None if no answer came."""


@record
class Link:
    """An address as a feed, sitemap or page writes it, made absolute."""

    url: str
    title: str | None = None
    stamp_text: str | None = None
    """The newest word on the page: updated, lastmod, else pubDate, as written."""
    stamp: datetime | None = None
    """``stamp_text`` as an instant; None if not given or not strict."""
    published_at: datetime | None = None
    """pubDate, published or news:publication_date as an instant."""


@record
class Listed:
    """An article address that an entry names."""

    url: str
    """Canonical form."""
    raw_url: str
    """Absolute, as the entry writes it, without the fragment."""
    title: str | None = None
    stamp_text: str | None = None
    """updated, lastmod or pubDate as written."""
    stamp: datetime | None = None
    """``stamp_text`` as an instant: tells that a known article changed."""
    published_at: datetime | None = None
    """When the entry says that it was published."""
    entry: str = ""
    """Address of the entry, as in the source file."""


@record
class EntryReading:
    """What one document of an entry gave: a feed, one sitemap of an index, one walk over a listing."""

    entry: str
    """Address under which the state of this document is kept: the entry's, or that of a sitemap below it."""
    of: str
    """Address of the entry in the source file."""
    kind: str
    """rss, sitemap, listing, archive."""
    ok: bool
    """Whether it could be read: an empty feed can, an error page or broken beyond salvage cannot."""
    error: str | None = None
    unchanged: bool = False
    """The server said so, or the content is that of the last poll: nothing is listed."""
    listed: tuple[Listed, ...] = ()
    newest_at: datetime | None = None
    oldest_at: datetime | None = None
    validators: Validators = Validators()
    content_hash: str | None = None
    lost: bool = False
    """The oldest item is newer than the newest of the last poll: items came and went unseen."""
    truncated: str | None = None
    """Which bound cut the reading short, in words."""
    requests: int = 0
    refused: int = 0
    """Links left out: other sites, or no article by ``url_pattern``."""
    passed_over: tuple[str, ...] = ()
    """Those of them on the site that feeds and sitemaps name: if many, the pattern is out of date."""
    stamp: datetime | None = None
    """For a sitemap below an index: the lastmod that the index gave it."""
