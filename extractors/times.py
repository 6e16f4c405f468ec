"""Reads when an article was published and last edited, and where the page says so."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from extractors.jsonld import JsonLd
from extractors.page import Page
from transforms.dates import find_days, find_instants, parse_day, parse_instant, start_of_day
from warehouse.record import record

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
UTC_ZONE = ZoneInfo("UTC")

# Names of meta tags without their signs: article:published_time and article_published-time are one.
_PUBLISHED_META = (
    "articlepublishedtime", "ogarticlepublishedtime", "articlepublished", "datepublished", "pubdate",
    "publishdate", "publisheddate", "publicationdate", "publishtime", "publishedtime", "ogpublishedtime",
    "ogpubdate", "dcdateissued", "dctermsissued", "dctermscreated", "dctermsdate", "sailthrudate",
    "parselypubdate", "articledateoriginal", "originalpublicationdate", "date", "dcdate", "dcdatecreated",
    "datecreated", "dateissued", "cxenseparserecspublishtime", "lastpublish", "citationdate",
    "citationpublicationdate", "btpubdate",
)  # fmt: skip
_MODIFIED_META = (
    "articlemodifiedtime", "ogupdatedtime", "datemodified", "lastmod", "lastmodified", "dctermsmodified",
    "articleupdatedtime", "articlemodified", "ogmodifiedtime", "revised",
)  # fmt: skip
_SIGNS = str.maketrans("", "", ":._- ")
_WRITTEN = re.compile(r"""\.(?:innerHTML|textContent|innerText)\s*=\s*(["'])([^"'<>]{8,100})\1""")
_MOST_SCRIPT = 20_000  # characters of a script in which such a line is looked for
_IN_UTC = ("Z", "z", "+00:00", "+0000", " GMT", " UTC")


@record
class Times:
    published_at: datetime | None = None
    published_from: str | None = None
    modified_at: datetime | None = None


def default_zone(page: Page, language: str) -> tzinfo:
    """Zone of times that state none: Viet Nam's for Vietnamese pages, else UTC."""
    return VIETNAM if language == "vi" or ".vn/" in page.url + "/" else UTC_ZONE


def read_times(
    page: Page, data: JsonLd, printed: Callable[[], list[str]], zone: tzinfo, latest: datetime
) -> Times:
    """Publication and last edit. ``printed`` gives texts near the headline that may hold the date.

    A date after the capture (``latest``) is none. Without a date anywhere the answer is null. An edit before
    the publication is none either: some publishers state when the draft was saved.
    """
    meta = {name.translate(_SIGNS): texts for name, texts in reversed(page.meta.items())}
    origin, published = _published(page, data, meta, printed, zone, latest)
    edits = (data.modified, *(text for key in _MODIFIED_META for text in meta.get(key, ())[:1]))
    read = (parse_instant(text, zone) for text in edits if text)
    modified = next((at for at in read if at and at <= latest), None)
    if modified and published and modified < published:
        modified = None
    return Times(published_at=published, published_from=origin, modified_at=modified)


def _published(
    page: Page,
    data: JsonLd,
    meta: dict[str, list[str]],
    printed: Callable[[], list[str]],
    zone: tzinfo,
    latest: datetime,
) -> tuple[str | None, datetime | None]:
    stated = list(_stated(page, data, meta))
    read = ((origin, parse_instant(text, zone)) for origin, text in stated)
    candidates = [(origin, at) for origin, at in read if at and at <= latest]
    if candidates and not _is_doubtful(candidates, stated[0][1], zone):
        return _surest(candidates, zone)
    lines = printed()
    seen = (at for line in lines for at in find_instants(line, zone))
    candidates += [("visible", at) for at in seen if at <= latest]
    candidates = candidates or [("script", at) for at in _written_times(page, zone) if at <= latest]
    return _surest(candidates, zone) if candidates else _day_only(stated, lines, zone, latest)


def _stated(page: Page, data: JsonLd, meta: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    if data.published:
        yield "jsonld", data.published
    for key in _PUBLISHED_META:
        for text in meta.get(key, ())[:1]:
            yield "meta", text
    if element := _time_element(page):
        yield "time", element


def _time_element(page: Page) -> str | None:
    """What the first time element after the headline states, else the first one of the page."""
    nodes = page.timed
    headed = next((number for number, node in enumerate(nodes) if node.tag == "h1"), 0)
    times = (node for node in (*nodes[headed:], *nodes[:headed]) if node.tag != "h1")
    node = next(times, None)
    return (node.attributes.get("datetime") or node.attributes.get("title")) if node else None


def _written_times(page: Page, zone: tzinfo) -> Iterator[datetime]:
    """Date lines that a script writes into the page as they are."""
    texts = (found[2] for script in page.scripts for found in _WRITTEN.finditer(script.text[:_MOST_SCRIPT]))
    return (at for text in texts if (at := parse_instant(html.unescape(text), zone)))


def _is_doubtful(candidates: list[tuple[str, datetime]], text: str, zone: tzinfo) -> bool:
    """Whether only the printed time can tell: local time may be stamped as UTC, or two differ by the zone."""
    slips = _slips(candidates[0][1], zone)
    return text.endswith(_IN_UTC) or any(at.replace(second=0, microsecond=0) in slips for _, at in candidates)


def _surest(candidates: list[tuple[str, datetime]], zone: tzinfo) -> tuple[str, datetime]:
    """The first candidate, unless the printed time shows that its zone is wrong, or another is finer."""
    origin, first = candidates[0]
    slips = _slips(first, zone)
    for other, at in candidates[1:]:
        if other == "visible" and at.replace(second=0) in slips:
            return other, at
        if first.second == 0 and at.second and at.replace(second=0) == first:
            return other, at
    return origin, first


def _slips(at: datetime, zone: tzinfo) -> set[datetime]:
    """What a time means if local time was stamped as UTC, or UTC as local time; to the minute."""
    offset = at.astimezone(zone).utcoffset()
    whole = at.astimezone(UTC).replace(second=0, microsecond=0)
    return {whole - offset, whole + offset} if offset else set()


def _day_only(
    stated: list[tuple[str, str]], printed: list[str], zone: tzinfo, latest: datetime
) -> tuple[str | None, datetime | None]:
    """A date without a time of day stands for its midnight."""
    days = [(origin, day) for origin, text in stated if (day := parse_day(text))]
    days += [("visible", day) for text in printed for day in find_days(text)]
    starts = ((origin, start_of_day(day, zone)) for origin, day in days)
    return next(((origin, at) for origin, at in starts if at <= latest), (None, None))
