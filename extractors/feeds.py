"""Reads RSS and Atom: every item's link, headline and dates."""

from collections.abc import Iterable
from datetime import tzinfo
from itertools import islice
from urllib.parse import urljoin

from extractors.feed_dates import read_feed_instant
from extractors.listed import Link
from extractors.markup import Tag, find_tags

MAX_ITEMS = 5_000
"""Items read of one feed; papers publish 20 to 200."""

_ROOTS = {"rss", "feed", "rdf"}
_ITEMS = {"item", "entry"}
_FIELDS = {"title", "link", "guid", "id", "pubdate", "published", "issued", "updated", "modified", "dc:date",
           "a10:updated", "atom:updated", "feedburner:origlink"}  # fmt: skip
_PUBLISHED = ("pubdate", "published", "issued", "dc:date")
_UPDATED = ("updated", "atom:updated", "a10:updated", "modified")


class FeedError(ValueError):
    """The text is no feed or sitemap; the message says what it starts with."""


def read_feed(text: str, url: str, zone: tzinfo) -> tuple[Link, ...]:
    """The items in feed order, relative links resolved against ``url``, dates without zone in ``zone``.

    Broken markup is read as far as it makes sense. At most ``MAX_ITEMS`` items.
    Raises ``FeedError`` if the root is neither rss, feed nor rdf.
    """
    tags = find_tags(text)
    _check_root(tags)
    items = _find_items(tags)
    links = (_link(fields, url, zone) for fields in islice(items, MAX_ITEMS))
    return tuple(link for link in links if link is not None)


def _check_root(tags: Iterable[Tag]) -> None:
    root = next(iter(tags), None)
    local = root.name.rpartition(":")[2] if root else None
    if local not in _ROOTS:
        raise FeedError(f"no feed: it starts with <{root.name}>" if root else "no feed: it holds no tag")


def _find_items(tags: Iterable[Tag]) -> Iterable[dict[str, str]]:
    """The fields of each item; the first of a kind counts, what stands in an entry's <source> does not."""
    fields: dict[str, str] | None = None
    name, text = "", ""
    in_source = False
    for tag in tags:
        text += tag.before if name else ""
        if tag.name in _ITEMS:
            if fields:
                yield fields
            fields, name, in_source = ({} if not tag.end else None), "", False
        elif tag.name == "source":
            in_source, name = not tag.end, ""
        elif fields is not None and not in_source:
            name, text = _take_field(fields, tag, name, text)
    if fields:
        yield fields


def _take_field(fields: dict[str, str], tag: Tag, name: str, text: str) -> tuple[str, str]:
    """Opens or closes a field; returns the open field's name and its text so far."""
    if tag.end and tag.name == name:
        fields.setdefault(name if text.strip() else "", text.strip())
        return "", ""
    if tag.end or name or tag.name not in _FIELDS:
        return name, text
    if tag.name == "guid" and (tag.attribute("ispermalink") or "true").lower() == "false":
        return "", ""
    href = tag.attribute("href") if tag.name == "link" else None
    if href and (tag.attribute("rel") or "alternate").lower() == "alternate":
        fields.setdefault("href", href.strip())
    return tag.name, ""


def _link(fields: dict[str, str], url: str, zone: tzinfo) -> Link | None:
    named = (fields.get(key) for key in ("feedburner:origlink", "link", "href", "guid", "id"))
    address = next((text for text in named if text and not text.startswith(("urn:", "tag:"))), None)
    if address is None:
        return None
    published = next((fields[key] for key in _PUBLISHED if key in fields), None)
    stamp = next((fields[key] for key in _UPDATED if key in fields), published)
    try:
        absolute = urljoin(url, address)
    except ValueError:
        return None
    return Link(
        url=absolute, title=" ".join(fields.get("title", "").split()) or None, stamp_text=stamp,
        stamp=read_feed_instant(stamp, zone), published_at=read_feed_instant(published, zone),
    )  # fmt: skip
