"""Finds the form that a site's article addresses share, among the links of its front page and feeds."""

import re
from collections.abc import Iterable, Iterator, Sequence
from os.path import commonprefix
from urllib.parse import parse_qsl, urlsplit

from extractors.listed import Link
from warehouse.record import record

HEADLINE = 25
"""Least characters of a link's text that may be a headline; names of sections are shorter."""
SLUG_WORDS = 5
"""Least words of a path step that is a headline without a number beside it."""
ID_DIGITS = 4
"""Least digits of a number that may name an article: shorter ones are pages, days, parts."""

_NUMBERED = re.compile(r"(?:.*[-_])?([a-z]{0,8})(\d{3,})(\.[a-z]{2,5})?", re.IGNORECASE)
_ALIKE = 8  # characters that two slugs of one article share at their beginning
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")


@record
class UrlForm:
    """The pattern of article addresses and the links that it takes."""

    pattern: str
    urls: tuple[str, ...]
    """Canonical addresses of this form, in the order in which they were seen."""
    of: int
    """Headline links that were looked at."""
    has_id: bool


def find_form(links: Iterable[Link]) -> UrlForm | None:
    """The commonest form of the addresses whose link reads like a headline; None if there is none."""
    urls = list(dict.fromkeys(link.url for link in links if len(link.title or "") >= HEADLINE))
    groups: dict[tuple[str, ...], list[str]] = {}
    for url in urls:
        if form := _form(url):
            groups.setdefault(form, []).append(url)
    if not groups:
        return None
    form, members = max(groups.items(), key=lambda item: len(item[1]))
    pattern = _common_lead(members, len(form)) + "".join(form) + "$"
    named = _with_id(pattern, members)
    return UrlForm(pattern=named or pattern, urls=tuple(members), of=len(urls), has_id=named is not None)


def _form(url: str) -> tuple[str, ...]:
    """The steps of an address from the first that varies, each as a regular expression; () if none does."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if value.isdecimal() and len(value) >= 3:
            return (rf"[?&]{_literal(name)}=(\d+)(?:&.*)?",)
    steps = [step for step in parts.path.split("/") if step]
    forms = list(_steps(steps))
    if forms and (forms[-1] or "").startswith(("-", "_")):
        return (forms[-1] or "",)  # a number that ends the slug says enough
    start = next((place for place, form in enumerate(forms) if form is not None), len(forms))
    return tuple(form or "/[^/]+" for form in forms[start:])


def _steps(steps: Sequence[str]) -> Iterator[str | None]:
    """The form of each step; None for a fixed word such as the name of a section."""
    numbered = any(_is_number(step) for step in steps)
    for place, step in enumerate(steps):
        yield _step(step, last=place == len(steps) - 1, numbered=numbered)


def _is_number(step: str) -> bool:
    found = _NUMBERED.fullmatch(step)
    return step.isdecimal() or (found is not None and not _is_year(found))


def _is_year(found: re.Match[str]) -> bool:
    return not found[1] and _YEAR.fullmatch(found[2]) is not None


def _step(step: str, *, last: bool, numbered: bool) -> str | None:
    if step.isdecimal():
        return rf"/\d{{{len(step)}}}" if len(step) == 2 or _YEAR.fullmatch(step) else r"/(\d+)"
    found = _NUMBERED.fullmatch(step)
    if last and found and not _is_year(found):
        before = step[found.start(1) - 1] if found.start(1) else "/"
        return rf"{before}{_literal(found[1])}(\d+){_literal(found[3] or '')}"
    words = len(re.split(r"[-_]+", step))
    ending = _literal(found_end[0]) if last and (found_end := _ENDING.search(step)) else ""
    if words >= SLUG_WORDS - numbered or (last and numbered):
        return f"/[^/]+{ending}" if numbered else f"/[^/-]+(?:-[^/-]+){{{SLUG_WORDS - 1},}}{ending}"
    return None


def _common_lead(urls: Sequence[str], length: int) -> str:
    """The fixed steps before the form where all addresses share them and the form starts with a step."""
    paths = [[step for step in urlsplit(url).path.split("/") if step] for url in urls]
    if any(urlsplit(url).query for url in urls) or length < 2:
        return ""
    leads = {tuple(path[: len(path) - length]) for path in paths}
    return "".join(f"/{_literal(step)}" for step in leads.pop()) if len(leads) == 1 else ""


def _with_id(pattern: str, urls: Sequence[str]) -> str | None:
    """The pattern with its one number named, if that number is long and every address its own."""
    if pattern.count(r"(\d+)") != 1:
        return None
    found: dict[str, list[str]] = {}
    for url in urls:
        if match := re.search(pattern, url):
            found.setdefault(match[1], []).append(url)
    sure = min(map(len, found)) >= ID_DIGITS and all(map(_are_one_page, found.values()))
    if not sure or len(found) < 2:
        return None
    # After a mere hyphen a short number may be a page or a part; after a word or a slash it is an id.
    number = rf"\d{{{ID_DIGITS},}}" if r"-(\d+)" in pattern else r"\d+"
    return pattern.replace(r"(\d+)", f"(?P<id>{number})")


def _are_one_page(urls: Sequence[str]) -> bool:
    """Whether addresses with one number can be one article: one address, or slugs that begin alike."""
    slugs = [urlsplit(url).path.rpartition("/")[2] for url in urls]
    return len(urls) == 1 or len(commonprefix(slugs)) >= _ALIKE


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")
