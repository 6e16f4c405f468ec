"""Reads the article links of a listing page."""

from collections.abc import Iterable
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from bs4.exceptions import ParserRejectedMarkup

from extractors.listed import Link
from extractors.page_depth import bounded_depth

MAX_CHARS = 3_000_000
"""Characters of a listing that are read; real ones have up to 600,000."""
MAX_LINKS = 5_000
"""Links taken of one page; real ones have up to 500."""


def read_listing(html: str, url: str, selectors: tuple[str, ...] = ()) -> tuple[Link, ...]:
    """The links of a page in page order, each address once, without its fragment.

    ``selectors`` are CSS selectors of the links, or of elements around or in them, tried in order until one
    matches; without any, every link counts, and the caller keeps those that are articles. The longest text of
    the links to one address is its title.
    """
    if "<" not in html:
        return ()
    soup = _soup(bounded_depth(html[:MAX_CHARS]))
    base = _base(soup, url)
    found: dict[str, str] = {}
    for anchor in _find_anchors(soup, selectors):
        address = _address(anchor, base)
        if address is None or (len(found) >= MAX_LINKS and address not in found):
            continue
        title = " ".join(anchor.get_text(" ").split())
        found[address] = max(found.get(address, ""), title, key=len)
    return tuple(Link(url=address, title=title or None) for address, title in found.items())


def _soup(html: str) -> BeautifulSoup:
    try:
        return BeautifulSoup(html, "html.parser")
    except (ParserRejectedMarkup, UnicodeEncodeError):
        # Python's parser gives up at a broken <![section and at lone surrogates; as text they do no harm.
        tame = html.replace("<![", "&lt;![").encode("utf-8", "replace").decode("utf-8")
        return BeautifulSoup(tame, "html.parser")


def _base(soup: BeautifulSoup, url: str) -> str:
    tag = soup.find("base", href=True)
    try:
        return urljoin(url, str(tag["href"])) if isinstance(tag, Tag) else url
    except ValueError:
        return url


def _find_anchors(soup: BeautifulSoup, selectors: tuple[str, ...]) -> Iterable[Tag]:
    if not selectors:
        yield from soup.find_all("a", href=True, limit=MAX_LINKS * 4)
        return
    for tag in _selected(soup, selectors):
        anchor = tag if tag.name == "a" else tag.find("a", href=True) or tag.find_parent("a")
        if isinstance(anchor, Tag) and anchor.get("href"):
            yield anchor


def _selected(soup: BeautifulSoup, selectors: tuple[str, ...]) -> list[Tag]:
    for selector in selectors:
        if found := soup.select(selector, limit=MAX_LINKS * 4):
            return list(found)
    return []


def _address(anchor: Tag, base: str) -> str | None:
    href = str(anchor["href"]).strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return urljoin(base, href).partition("#")[0]
    except ValueError:
        return None
