"""Reads sitemaps, sitemap indexes and news sitemaps."""

from collections.abc import Iterator
from datetime import tzinfo
from urllib.parse import urljoin

from extractors.feed_dates import read_feed_instant
from extractors.feeds import FeedError
from extractors.listed import Link
from extractors.markup import Tag, find_tags
from warehouse.record import record

MAX_LOCATIONS = 50_000
"""Addresses read of one sitemap: what the protocol allows."""

_ROOTS = {"urlset", "sitemapindex"}
_FIELDS = {"loc", "lastmod", "publication_date", "title"}
_FOREIGN = ("image:", "video:", "xhtml:")


@record
class Sitemap:
    """What one sitemap names: pages, or further sitemaps if it is an index."""

    pages: tuple[Link, ...] = ()
    sitemaps: tuple[Link, ...] = ()
    truncated: bool = False
    """Whether it names more than ``MAX_LOCATIONS``."""


def is_sitemap(text: str) -> bool:
    """Whether the first tag is that of a sitemap or an index."""
    root = next(find_tags(text[:4096]), None)
    return root is not None and root.name.rpartition(":")[2] in _ROOTS


def read_sitemap(text: str, url: str, zone: tzinfo) -> Sitemap:
    """Reads one document. A stamp is lastmod, else the news publication date; a day alone is its midnight.

    Broken markup is read as far as it makes sense. Raises ``FeedError`` if the root is no sitemap's.
    """
    tags = find_tags(text)
    root = next(tags, None)
    kind = root.name.rpartition(":")[2] if root else ""
    if kind not in _ROOTS:
        raise FeedError(
            f"no sitemap: it starts with <{root.name}>" if root else "no sitemap: it holds no tag"
        )
    pages, sitemaps, truncated = list[Link](), list[Link](), False
    for holder, fields in _find_locations(tags):
        if len(pages) + len(sitemaps) >= MAX_LOCATIONS:
            truncated = True
            break
        link = _link(fields, url, zone)
        if link is not None:
            (sitemaps if holder == "sitemap" else pages).append(link)
    return Sitemap(pages=tuple(pages), sitemaps=tuple(sitemaps), truncated=truncated)


def _find_locations(tags: Iterator[Tag]) -> Iterator[tuple[str, dict[str, str]]]:
    """For each <url> and <sitemap>, its own fields; those of images and videos are others'."""
    holder, fields = "", dict[str, str]()
    name, text = "", ""
    for tag in tags:
        text += tag.before if name else ""
        local = tag.name.rpartition(":")[2]
        if local in ("url", "sitemap") and not tag.name.startswith(_FOREIGN):
            if fields:
                yield holder, fields
            holder, fields, name = local, {}, ""
        elif tag.end and local == name:
            fields.setdefault(name, text.strip())
            name = ""
        elif not tag.end and not name and local in _FIELDS and not tag.name.startswith(_FOREIGN):
            name, text = local, ""
    if fields:
        yield holder, fields


def _link(fields: dict[str, str], url: str, zone: tzinfo) -> Link | None:
    address = fields.get("loc")
    if not address:
        return None
    published = fields.get("publication_date")
    stamp = fields.get("lastmod") or published
    try:
        absolute = urljoin(url, address)
    except ValueError:
        return None
    return Link(
        url=absolute, title=" ".join(fields.get("title", "").split()) or None, stamp_text=stamp,
        stamp=read_feed_instant(stamp, zone), published_at=read_feed_instant(published, zone),
    )  # fmt: skip
