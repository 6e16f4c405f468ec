"""Reads the headline: from what the head states and what stands printed as a heading."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from extractors.jsonld import JsonLd, unescaped
from extractors.page import Page
from extractors.page_blocks import Block
from transforms.text import match_form, match_form_of_clean

_SEPARATOR = re.compile(r"\s+[|–—•·»:]+\s+|\s+-\s+|\s*[|ㅣ]\s*")
_VIETNAMESE = re.compile("[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")  # letters of no other language
_CUT = ("...", "…")  # a title shortened for another place
_CALLED = re.compile(r"\btieu[-_]?de|(?:^|[\s_-])(?:head)?(?:line|title)\b")
_MOST_HEADINGS = 40
_MOST_OF = 0.4
"""A heading is the headline if it makes up this share of a stated title; the site's name makes up less."""


def is_vietnamese(page: Page) -> bool:
    """Whether a page says that it is Vietnamese, stands on a Vietnamese host, or has such a title."""
    if page.html_language.startswith("vi") or ".vn/" in page.url + "/":
        return True
    return len(set(_VIETNAMESE.findall(page.head_title.lower()))) >= 2


def stated_titles(page: Page, data: JsonLd) -> list[str]:
    """Titles from the head and JSON-LD, the surest first."""
    found = [
        data.headline,
        page.meta_text("og:title", "dable:title", "parsely-title", "sailthru.title", "cxenseparse:title"),
        page.meta_text("headline", "twitter:title", "title", "dc.title"),
    ]
    titles = [unescaped(title) for title in found if title]
    return [*titles, page.head_title] if page.head_title else titles


def find_headings(blocks: list[Block]) -> list[Block]:
    """Headings of a page, the likeliest first; without an ``h1`` also what its makers call a title."""
    found = [block for block in blocks if block.box.tag in ("h1", "h2", "h3")][:_MOST_HEADINGS]
    if any(block.box.tag == "h1" for block in found):
        return sorted(found, key=lambda block: block.box.tag != "h1")
    called = [block for block in blocks if _CALLED.search(block.box.hint) and not block.links]
    return [*called[:_MOST_HEADINGS], *found]


def read_title(
    page: Page, data: JsonLd, headings: list[Block], repeats: Callable[[str], bool] = lambda _: False
) -> str | None:
    """The headline: the one of JSON-LD, else a heading that the head confirms, else a title of the head.

    Vietnamese pages state headlines for search engines, so there the printed one counts. Elsewhere publishers
    mean the one of JSON-LD: on 177 public pages it is the true one on 139 of 157 that have it, the first
    ``h1`` on 131 and ``og:title`` on 139 of all. Where it is not printed at all, and ``h1`` and ``og:title``
    are the same, it is one for search engines. ``headings`` are those of ``find_headings``; what ``repeats``
    over the pages of a site is no title of one.
    """
    names = _site_names(page, data)
    stated = [title for title in stated_titles(page, data) if not repeats(title)]
    if not is_vietnamese(page) and (headline := _stated_headline(data, names)):
        social = without_site(unescaped(page.meta_text("og:title") or ""), names)
        if printed := _printed_instead(headline, headings, social):
            return printed
        return _without_suffix(headline, [*stated[1:], *(block.text for block in headings)])
    if found := _printed(headings, stated):
        return found
    if stated:
        return without_site(stated[0], names) or None
    return next((block.text for block in headings), None)


def without_site(title: str, site_names: Iterable[str]) -> str:
    """Takes the name of the site off the end of a title."""
    parts = list(_SEPARATOR.finditer(title))
    names = {match_form(name) for name in site_names if name} if parts else set()
    for part in reversed(parts):
        if match_form(title[part.end() :]) in names:
            return title[: part.start()]
    return title


def _stated_headline(data: JsonLd, names: list[str]) -> str | None:
    headline = without_site(unescaped(data.headline or ""), names)
    if headline.endswith(_CUT) or match_form(headline) in names:
        return None
    return headline or None


def _printed_instead(headline: str, headings: list[Block], social: str) -> str | None:
    """The first ``h1``, if ``og:title`` says the same and no heading says what JSON-LD does."""
    first = next((block.text for block in headings if block.box.tag == "h1"), None)
    if first is None or match_form(first) != match_form(social):
        return None
    stated = match_form(headline)
    printed = any(match_form_of_clean(block.text) == stated for block in headings if not block.links)
    return None if printed else first


def _without_suffix(title: str, others: list[str]) -> str:
    """Takes off what follows a separator, such as a section, where the rest stands elsewhere as a title."""
    ends = [part.start() for part in _SEPARATOR.finditer(title)]
    known = {match_form(other) for other in others} if ends else set()
    return next((title[:end] for end in reversed(ends) if match_form(title[:end]) in known), title)


def _printed(headings: list[Block], stated: list[str]) -> str | None:
    """A heading that is most of a stated title, else one that holds or resembles a stated title."""
    forms = [match_form(title) for title in stated]
    for block in headings:
        form = match_form_of_clean(block.text)
        if len(form) > 8 and any(form in other and len(form) > _MOST_OF * len(other) for other in forms):
            return block.text
    printed = [(block, match_form_of_clean(block.text)) for block in headings]
    similar = [block for block, own in printed if any(form and form in own for form in forms)]
    similar += [
        block for block in headings if any(_overlap(block.text, title) >= 0.5 for title in stated[:3])
    ]
    return similar[0].text if similar else None


def _site_names(page: Page, data: JsonLd) -> list[str]:
    host = urlsplit(page.url).netloc
    stated = (page.meta_text("og:site_name"), page.meta_text("application-name"), data.publisher)
    return [host, host.removeprefix("www."), *(match_form(name) for name in stated if name)]


def _overlap(left: str, right: str) -> float:
    """Share of common words in the smaller of two titles' word sets."""
    one, two = set(match_form(left).split()), set(match_form(right).split())
    return len(one & two) / max(min(len(one), len(two)), 1) if min(len(one), len(two)) >= 3 else 0.0
