"""Reads what a page states of its article outside the text: title, times, authors, section, tags."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from extractors.authors import Byline, is_person, read_byline
from extractors.jsonld import JsonLd, unescaped
from extractors.page import Page
from extractors.page_blocks import Block
from transforms.dates import find_days, find_instants, parse_day, parse_instant, start_of_day
from transforms.text import match_form
from warehouse.record import record

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
UTC_ZONE = ZoneInfo("UTC")

_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "publish_date",
    "publish-date", "dc.date.issued", "dcterms.issued", "dcterms.created", "sailthru.date",
    "parsely-pub-date",
    "og:published_time", "article_date_original", "article.published", "date", "dc.date", "dc.date.created",
    "datecreated", "cxenseparse:recs:publishtime", "last-publish", "published-date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified",
    "dcterms.modified",
    "article:updated_time", "revised",
)  # fmt: skip
_AUTHOR_META = ("author", "article:author", "dable:author", "dc.creator", "sailthru.author", "parsely-author",
                "cxenseparse:author", "byl", "article.author", "citation_author")  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|–—•·»:]+\s+|\s+-\s+|\s*\|\s*")


@record
class Times:
    published_at: datetime | None = None
    published_from: str | None = None
    modified_at: datetime | None = None


def description(page: Page) -> str | None:
    return page.meta_text("og:description", "description", "twitter:description")


def canonical_link(page: Page) -> str | None:
    """The address that the page states as its own."""
    node = page.tree.css_first("link[rel=canonical][href]")
    return (node.attributes.get("href") if node else None) or page.meta_text("og:url")


def default_zone(page: Page, language: str) -> tzinfo:
    """Zone of times that state none: Viet Nam's for Vietnamese pages, else UTC."""
    return VIETNAM if language == "vi" or ".vn/" in page.url + "/" else UTC_ZONE


def is_vietnamese(page: Page) -> bool:
    """Whether a page says that it is Vietnamese, or stands on a Vietnamese host."""
    return page.html_language.startswith("vi") or ".vn/" in page.url + "/"


# --- title ------------------------------------------------------------------------------------


def stated_titles(page: Page, data: JsonLd) -> list[str]:
    """Titles from the head and JSON-LD, the surest first."""
    found = [
        data.headline,
        page.meta_text("og:title", "dable:title"),
        page.meta_text("headline", "twitter:title", "title"),
    ]
    titles = [unescaped(title) for title in found if title]
    return [*titles, page.head_title] if page.head_title else titles


def without_site(title: str, site_names: Iterable[str]) -> str:
    """Takes the name of the site off the end of a title."""
    names = {match_form(name) for name in site_names if name}
    parts = list(_SEPARATOR.finditer(title))
    for part in reversed(parts):
        if match_form(title[part.end() :]) in names:
            return title[: part.start()]
    return title


_MOST_OF = 0.4
"""A heading is the headline if it makes up this share of a stated title; the site's name makes up less."""


def read_title(page: Page, data: JsonLd, headings: list[Block]) -> str | None:
    """The headline: what JSON-LD and og:title agree on, else a heading that the head confirms, else a title.

    Vietnamese pages state headlines for search engines, so there the printed one counts. On the development
    pages both agree with the truth more often than the printed headline does elsewhere (105 and 99 of 123).
    """
    if not is_vietnamese(page) and (agreed := _agreed_title(page, data)):
        return agreed
    stated = stated_titles(page, data)
    forms = [match_form(title) for title in stated]
    ranked = sorted(headings, key=lambda block: block.box.tag != "h1")
    for block in ranked:
        form = match_form(block.text)
        if len(form) > 8 and any(form in other and len(form) > _MOST_OF * len(other) for other in forms):
            return block.text
    similar = [block for block in ranked if any(form and form in match_form(block.text) for form in forms)]
    similar += [block for block in ranked if any(_overlap(block.text, title) >= 0.5 for title in stated[:3])]
    if similar:
        return similar[0].text
    if stated:
        return without_site(stated[0], _site_names(page, data)) or None
    return ranked[0].text if ranked else None


def _agreed_title(page: Page, data: JsonLd) -> str | None:
    names = _site_names(page, data)
    titles = (unescaped(title) for title in (data.headline or "", page.meta_text("og:title") or ""))
    first, second = (without_site(title, names) for title in titles)
    return first if match_form(first) and _letters(first) == _letters(second) else None


def _letters(text: str) -> list[str]:
    return re.findall(r"\w+", match_form(text))


def _site_names(page: Page, data: JsonLd) -> list[str]:
    host = urlsplit(page.url).netloc
    return [page.meta_text("og:site_name") or "", data.publisher or "", host, host.removeprefix("www.")]


def _overlap(left: str, right: str) -> float:
    """Share of common words in the smaller of two titles' word sets."""
    one, two = set(match_form(left).split()), set(match_form(right).split())
    return len(one & two) / max(min(len(one), len(two)), 1) if min(len(one), len(two)) >= 3 else 0.0


# --- times ------------------------------------------------------------------------------------


def read_times(
    page: Page, data: JsonLd, printed: Callable[[], list[str]], zone: tzinfo, latest: datetime
) -> Times:
    """Publication and last edit. ``printed`` gives texts near the headline that may hold the date.

    A date after the capture (``latest``) is none. Without a date anywhere the answer is null.
    """
    modified = _modified(page, data, zone, latest)
    stated = [(origin, text) for origin, texts in _stated_times(page, data) for text in texts]
    read = [(origin, parse_instant(text, zone)) for origin, text in stated]
    candidates = [(origin, at) for origin, at in read if at and at <= latest]
    if not candidates or stated[0][1].endswith(_IN_UTC):
        lines = printed()
        seen = (at for line in lines for at in find_instants(line, zone))
        candidates += [("visible", at) for at in seen if at <= latest]
        if not candidates:
            return _day_only(page, data, lines, zone, latest, modified)
    origin, published = _surest(candidates, zone)
    return Times(published_at=published, published_from=origin, modified_at=modified)


def _stated_times(page: Page, data: JsonLd) -> Iterator[tuple[str, list[str]]]:
    if data.published:
        yield "jsonld", [data.published]
    yield "meta", [text for key in _PUBLISHED_META for text in page.meta.get(key, [])[:1]]
    times = page.tree.css("time[datetime], [itemprop=datePublished][datetime], abbr.published[title]")[:1]
    yield (
        "time",
        [text for node in times if (text := node.attributes.get("datetime") or node.attributes.get("title"))],
    )


def _surest(candidates: list[tuple[str, datetime]], zone: tzinfo) -> tuple[str, datetime]:
    """The first candidate, unless the printed time shows that its zone is wrong, or another is finer."""
    origin, first = candidates[0]
    for other, at in candidates[1:]:
        if (
            other == "visible"
            and at != first
            and at.astimezone(zone).replace(tzinfo=UTC, second=0) == first.replace(second=0)
        ):
            return other, at  # local time was stamped as UTC
        if first.second == 0 and at.second and at.replace(second=0) == first:
            return other, at
    return origin, first


_IN_UTC = ("Z", "z", "+00:00", "+0000", " GMT", " UTC")


def _modified(page: Page, data: JsonLd, zone: tzinfo, latest: datetime) -> datetime | None:
    texts = [data.modified, *(text for key in _MODIFIED_META for text in page.meta.get(key, [])[:1])]
    times = (parse_instant(text, zone) for text in texts if text)
    return next((at for at in times if at and at <= latest), None)


def _day_only(
    page: Page, data: JsonLd, printed: list[str], zone: tzinfo, latest: datetime, modified: datetime | None
) -> Times:
    """A date without a time of day stands for its midnight."""
    stated = (
        (origin, day)
        for origin, texts in _stated_times(page, data)
        for text in texts
        if (day := parse_day(text))
    )
    seen = (("visible", day) for text in printed for day in find_days(text))
    for origin, day in (*stated, *seen):
        at = start_of_day(day, zone)
        if at <= latest:
            return Times(published_at=at, published_from=origin, modified_at=modified)
    return Times(modified_at=modified)


# --- people, section, tags, language --------------------------------------------------------------


def read_stated_authors(page: Page, data: JsonLd) -> Byline:
    """Authors by JSON-LD, else by meta tags; the publisher itself and addresses are no authors."""
    sites = {squeezed_ascii(name) for name in (data.publisher, *page.meta.get("og:site_name", ())) if name}
    label = max(urlsplit(page.url).netloc.removeprefix("www.").split(".")[:-1] or [""], key=len)
    for names in (data.authors, *(page.meta.get(key, ()) for key in _AUTHOR_META)):
        byline = read_byline(names)
        authors = tuple(name for name in byline.authors if not _is_publisher(name, sites, label))
        if names is not data.authors:
            authors = tuple(name for name in authors if is_person(name) or _is_uncased(name))
        if authors:
            return Byline(authors=authors, credit=byline.credit)
    return Byline()


def read_signing_house(page: Page, data: JsonLd) -> tuple[str, ...]:
    """Publishers and agencies that JSON-LD names as authors, for pages that name no person.

    Vietnamese pages always name their publisher there, which says nothing.
    """
    return () if is_vietnamese(page) else tuple(dict.fromkeys(data.authors))


def _is_uncased(name: str) -> bool:
    """Whether a name is in a script without capitals, where no form tells a person's name."""
    return name[:1].isalpha() and name.upper() == name.lower()


def _is_publisher(name: str, sites: set[str], label: str) -> bool:
    plain = squeezed_ascii(name)
    if plain in sites or _DOMAIN.search(name) or _PUBLISHER.match(name):
        return True
    return len(label) >= 4 and (label in plain or (len(plain) >= 5 and plain in label))


def squeezed_ascii(text: str) -> str:
    """Letters and digits without marks, as in host names: Dân trí, dantri."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in bare if letter.isascii() and letter.isalnum())


_DOMAIN = re.compile(r"\.\w{2,4}$")
_PUBLISHER = re.compile(
    r"(?:báo|tạp chí|đài|cổng|trang|website|ban biên tập|tòa soạn|toà soạn|thông tấn xã)\b|.*\b(?:online"
    r"|news|newspaper|media|tv)$",
    re.IGNORECASE,
)


def read_section(page: Page, data: JsonLd) -> str | None:
    return page.meta_text("article:section", "articlesection", "section") or data.section


def read_tags(page: Page, data: JsonLd) -> tuple[str, ...]:
    """Tags stated by meta tags or JSON-LD, in order, each once."""
    stated = page.meta.get("article:tag") or page.meta.get("news_keywords") or page.meta.get("keywords")
    pieces = [piece.strip() for text in stated or () for piece in re.split(r"[,;]", text)] or list(
        data.keywords
    )
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


_VIETNAMESE_LETTERS = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def read_language(page: Page, text: str, expected: str | None) -> str:
    """ISO 639-1 code: Vietnamese by its letters, else what the page states, else what the source expects."""
    sample = text[:2000].lower()
    if len(_VIETNAMESE_LETTERS.findall(sample)) > 0.03 * len(sample):
        return "vi"
    stated = (
        page.html_language or (page.meta_text("og:locale", "content-language", "inlanguage") or "").lower()
    )
    code = re.match(r"[a-z]{2}(?![a-z])", stated)
    if code and code[0] != "vi":
        return code[0]
    return expected or "en"
