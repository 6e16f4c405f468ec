"""Reads bylines and dates that are only printed, near the headline and at the end of the text."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from extractors.authors import Byline, has_role, is_credit_line, is_person, read_byline
from extractors.page import Page
from extractors.page_blocks import Block, Box
from transforms.text import clean_text, match_form, match_form_of_clean

_AUTHOR = re.compile(r"author|byline|tac-?gia|nguon|source|writer|autor")
_SOURCE = re.compile(r"source|nguon")
_INITIALS = re.compile(r"(?:\w\.\s?){2,4}|\w\.\s?\w+")
_DOTTED = re.compile(r"(?:\w\.\s?){2,4}")
_DATED = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\btháng\s\d{1,2}\b|\b(?:19|20)\d\d\b", re.IGNORECASE
)
_HEADERISH = re.compile(
    r"(?<!sub)(?<!article-)(?<!article_)(?<!sub-)header|menu|\bnav|top-?bar|weather|footer|related"
    r"|lienquan|comment"
)
_MARKED = (
    "[rel~=author], [itemprop~=author], span[class*=author i], span[class*=byline i], a[class*=author i]"
)
_INLINE = frozenset({"a", "span", "b", "strong", "em", "i", "small", "cite", "address", "font", "label"})
_BEFORE, _AFTER = 14, 8  # blocks looked at on either side of the text
_FAR = 40  # blocks between headline and text
MOST_AFTER = _AFTER
"""Blocks after a text that are looked at."""
_LONGEST = 160  # characters of a line that holds a date or byline


@lru_cache(maxsize=4096)
def _is_headerish(hint: str) -> bool:
    return _HEADERISH.search(hint) is not None and "article" not in hint


class NearLines:
    """The short lines beside an article, without the page's furniture."""

    def __init__(self, blocks: list[Block], chosen: tuple[int, ...], title: str) -> None:
        """``chosen``: positions of the text in ``blocks``, which are the page's or those around the text."""
        self.title = title
        self.above_text: list[Block] = []
        self.above_headline: list[Block] = []  # the nearest first
        self.below_text: list[Block] = []
        self._own: set[Box] = set()
        if not chosen:
            return
        first, last = chosen[0], chosen[-1]
        at = title_position(blocks, title, first)
        start = at if at is not None and first - at < _FAR else first
        self._own = {*blocks[start].box.around(), *blocks[first].box.around()}
        self.above_text = self._lines(blocks[start : first + 2])
        self.below_text = self._lines(blocks[last : last + _AFTER])
        self.above_headline = self._lines(list(reversed(blocks[max(0, start - _BEFORE) : start])))

    @property
    def elsewhere(self) -> list[Block]:
        return [*self.below_text, *self.above_headline]

    def _lines(self, blocks: list[Block]) -> list[Block]:
        return [block for block in blocks if len(block.text) <= _LONGEST and not self._is_furniture(block)]

    def _is_furniture(self, block: Block) -> bool:
        """Whether it stands in a header, menu or footer, other than the one that holds the headline."""
        for box in islice(block.box.around(), 6):
            if box in self._own:
                return False
            if box.tag in ("nav", "header", "footer") and box.parent and box.parent.tag == "body":
                return True
            if _is_headerish(box.hint):
                return True
        return False


def title_position(blocks: list[Block], title: str, first: int) -> int | None:
    """Position of the printed headline: its last place before the text."""
    wanted = match_form(title)
    for number in range(min(first, len(blocks) - 1), -1, -1):
        if _is_title(blocks[number].text, wanted):
            return number
    return None


def _is_title(text: str, wanted: str) -> bool:
    """Whether the text of a block is a title; ``wanted`` is that in match form."""
    # no letter has more than three in match form
    return len(text) <= 3 * len(wanted) <= 9 * len(text) and match_form_of_clean(text) == wanted


def above_text(title: str) -> Callable[[Iterator[Block]], list[Block]]:
    """Takes of the blocks before a text, the nearest first, those that ``NearLines`` looks at."""

    def take(blocks: Iterator[Block]) -> list[Block]:
        taken: list[Block] = []
        wanted, most = match_form(title), _FAR + _BEFORE
        for block in islice(blocks, most):
            taken.append(block)
            if len(taken) < _FAR and _is_title(block.text, wanted):
                return [*taken, *islice(blocks, _BEFORE)]
        return taken

    return take


def dated_lines(near: NearLines) -> list[str]:
    """Short lines that may hold the date: between headline and text, just before it, then after the text."""
    lines = (*near.above_text, *near.above_headline, *near.below_text)
    return [block.text for block in lines if _DATED.search(block.text)]


def read_printed_byline(page: Page, near: NearLines, *, named_only: bool = False) -> Byline:
    """Authors and credit from lines beside the text that are called author, or else look like names.

    Who stands between headline and text is the author, else who stands after the text or above the headline.
    ``named_only`` leaves out lines that only look like names.
    """
    title = match_form(near.title)
    marked, credit = _marked_authors(page, near), None
    for lines in (near.above_text, near.elsewhere):
        byline = _named_byline(lines, title, marked)
        credit = credit or byline.credit
        if byline.authors:
            return Byline(authors=byline.authors, credit=credit)
    plain = () if named_only else (*near.above_text, *near.elsewhere)
    for block in plain:
        names = read_byline([block.text]).authors if _is_plain(block, title) else ()
        if names and all(is_person(name) or _DOTTED.fullmatch(name) for name in names):
            return Byline(authors=names, credit=credit)
    return Byline(credit=credit)


def _named_byline(lines: list[Block], title: str, marked: dict[int, list[str]]) -> Byline:
    named, sources = [], []
    for block in lines:
        text, hint = block.text, _hint(block)
        named += marked.get(block.box.node.mem_id, [])
        if _is_title(text, title):
            continue
        if _SOURCE.search(hint) and is_credit_line(text):
            sources.append(text)
        elif _is_named(text, hint):
            named.append(_DATED.split(text)[0])
    byline = _with_credit(read_byline(named), read_byline(sources))
    signed = read_byline(block.text for block in lines if _is_signature(block)).authors
    return Byline(authors=_people(byline.authors) or signed, credit=byline.credit)


def _is_signature(block: Block) -> bool:
    """Whether a line is set to the right and holds but a few capitalised words: how letters are signed."""
    words = block.text.split()
    is_name = len(words) <= 4 and all(word[0].isupper() for word in words) and block.text[-1].isalpha()
    if not is_name or block.links:
        return False
    attributes = block.box.node.attributes
    aligned = f"{attributes.get('align')} {attributes.get('style')}".replace(" ", "").lower()
    return aligned.startswith("right") or "text-align:right" in aligned


def _is_named(text: str, hint: str) -> bool:
    return _AUTHOR.search(hint) is not None or is_credit_line(text) or has_role(text)


def _is_plain(block: Block, title: str) -> bool:
    text = block.text
    short = len(text) <= 60 and not block.links and not _is_title(text, title)
    return short and not _SOURCE.search(_hint(block)) and not _is_named(text, _hint(block))


def _people(names: tuple[str, ...]) -> tuple[str, ...]:
    """Who of them is a person; capitals throughout are an outlet's where another name has small letters."""
    people = tuple(name for name in names if is_person(name) or _INITIALS.fullmatch(name))
    return tuple(name for name in people if not name.isupper()) or people


def _marked_authors(page: Page, near: NearLines) -> dict[int, list[str]]:
    """Texts of inline elements beside the text that are marked as its author, by the block element around."""
    boxes = {block.box.node.mem_id for block in (*near.above_text, *near.elsewhere)}
    found: dict[int, list[str]] = {}
    for node in page.tree.css(_MARKED):
        text = clean_text(node.text(separator=" "))
        if _holder(node) in boxes and 0 < len(text) <= 60:
            found.setdefault(_holder(node), []).append(text)
    return found


def _holder(node: LexborNode) -> int:
    """The block element around an inline one; itself if it is one."""
    for _ in range(4):
        if node.tag not in _INLINE or node.parent is None:
            break
        node = node.parent
    return node.mem_id


def _with_credit(byline: Byline, source: Byline) -> Byline:
    """Who is named where a page prints its source is credited, though it look like a person's name."""
    named = ", ".join(source.authors) or source.credit
    return Byline(authors=byline.authors, credit=byline.credit or named)


def _hint(block: Block) -> str:
    box = block.box
    return f"{box.hint} {box.parent.hint if box.parent else ''}"
