"""Reads bylines and dates that are only printed, near the headline and at the end of the text."""

import re

from extractors.authors import Byline, has_role, is_credit_line, is_person, read_byline
from extractors.page_blocks import Block
from transforms.text import match_form

_AUTHOR = re.compile(r"author|byline|tac-?gia|nguon|source|writer|autor")
_SOURCE = re.compile(r"source|nguon")
_INITIALS = re.compile(r"(?:\w\.\s?){2,4}|\w\.\s?\w+")
_DATED = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\btháng\s\d{1,2}\b|\b(?:19|20)\d\d\b", re.IGNORECASE
)
_HEADERISH = re.compile(
    r"(?<!sub)(?<!article-)(?<!article_)(?<!sub-)header|menu|\bnav|top-?bar|weather|footer|related"
    r"|lienquan|comment"
)
_BEFORE, _AFTER = 14, 8  # blocks looked at on either side of the text
_LONGEST = 160  # characters of a line that holds a date or byline


def title_position(blocks: list[Block], title: str, first: int) -> int | None:
    """Position of the printed headline: its last place before the text."""
    wanted = match_form(title)
    back = range(min(first, len(blocks) - 1), -1, -1)
    return next((number for number in back if match_form(blocks[number].text) == wanted), None)


def near_lines(blocks: list[Block], chosen: tuple[int, ...], title: str) -> list[str]:
    """Short lines that may hold the date: between headline and text, just before it, then after the text."""
    near = (block for block in _near(blocks, chosen, title) if len(block.text) <= _LONGEST)
    return [block.text for block in near if _DATED.search(block.text) and not _is_furniture(block)]


def read_printed_byline(blocks: list[Block], chosen: tuple[int, ...], title: str) -> Byline:
    """Authors and credit from lines beside the text that are called author or look like names."""
    named, plain, sources = [], [], []
    for block in _near(blocks, chosen, title):
        text = block.text
        if len(text) > _LONGEST or _is_furniture(block) or match_form(text) == match_form(title):
            continue
        box = block.box
        hint = f"{box.hint} {box.parent.hint if box.parent else ''}"
        if _SOURCE.search(hint) and is_credit_line(text):
            sources.append(text)
        elif _AUTHOR.search(hint) or is_credit_line(text) or has_role(text):
            named.append(_DATED.split(text)[0])
        elif len(text) <= 60 and not block.links:
            plain.append(text)
    byline = _with_credit(read_byline(named), read_byline(sources))
    if byline.authors:
        names = tuple(name for name in byline.authors if is_person(name) or _INITIALS.fullmatch(name))
        return Byline(authors=names, credit=byline.credit)
    for line in plain:
        names = read_byline([line]).authors
        if names and all(is_person(name) for name in names):
            return Byline(authors=names, credit=byline.credit)
    return byline


def _with_credit(byline: Byline, source: Byline) -> Byline:
    """Who is named where a page prints its source is credited, though it look like a person's name."""
    named = ", ".join(source.authors) or source.credit
    return Byline(authors=byline.authors, credit=byline.credit or named)


def _near(blocks: list[Block], chosen: tuple[int, ...], title: str) -> list[Block]:
    if not chosen:
        return []
    first, last = chosen[0], chosen[-1]
    at = title_position(blocks, title, first)
    start = at if at is not None and first - at < 40 else first
    inside = range(start, first + 2)
    before = range(max(0, start - _BEFORE), start)
    after = range(last, min(len(blocks), last + _AFTER))
    order = [*inside, *after, *reversed(before)]
    return [blocks[number] for number in order if number < len(blocks)]


def _is_furniture(block: Block) -> bool:
    box = block.box
    for _ in range(6):
        if box.tag in ("nav", "header", "footer") and box.parent and box.parent.tag == "body":
            return True
        if _HEADERISH.search(box.hint) and "article" not in box.hint:
            return True
        if box.parent is None:
            return False
        box = box.parent
    return False
