"""Cuts a page into blocks, its paragraphs in the order of reading, in one walk over the tree."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.text import clean_text

_SKIPPED = (
    "script style noscript iframe svg button select option input textarea template head object embed canvas "
    "math dialog audio video map datalist meter progress title meta link label"
)
_BLOCKS = (
    "html body div p h1 h2 h3 h4 h5 h6 ul ol li table tbody tr td th thead tfoot section article main"
    " aside nav header "
    "footer figure figcaption blockquote dl dt dd pre center address details summary caption fieldset"
    " legend hr "
    "hgroup search menu form"
)
_INLINE, _SKIP, _BLOCK, _BREAK, _LINK = range(5)
_TEXT, _COMMENT = 2, 4  # the parser's numbers of nodes that are no elements


def _kinds() -> tuple[dict[int, int], dict[int, str]]:
    """Kinds and names by the parser's number of the tag."""
    maker = LexborHTMLParser("")
    named = [(_SKIP, _SKIPPED), (_BLOCK, _BLOCKS), (_BREAK, "br"), (_LINK, "a")]
    kinds, names = {}, {}
    for kind, tags in named:
        for tag in tags.split():
            number = maker.create_node(tag).tag_id
            kinds[number], names[number] = kind, tag
    kinds[_COMMENT] = _SKIP
    return kinds, names


_KIND, _NAME = _kinds()
_BR = "\x1e"
_LEAST_LATE = 25  # letters of a block on a page that has very many
_MANY_PIECES = 500  # paragraphs of one element, after which the same holds
_PARAGRAPH_BREAK = re.compile(rf"{_BR}\s*(?:{_BR}\s*)+")


class Box:
    """An element that holds blocks."""

    __slots__ = ("_hint", "node", "parent", "tag")

    def __init__(self, parent: "Box | None", tag: str, node: LexborNode) -> None:
        self.parent = parent
        self.tag = tag
        self.node = node
        self._hint: str | None = None

    def around(self) -> Iterator["Box"]:
        """The element itself and those around it, from the inside out."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent

    @property
    def hint(self) -> str:
        """Class, id and itemprop of the element in lower case: what its makers call it."""
        if self._hint is None:
            self._hint = _hint(self.node)
        return self._hint


class Block(NamedTuple):
    """A paragraph, heading, list item, caption or other run of text without a block inside."""

    text: str
    link_chars: int
    links: int
    box: Box  # the block element that holds the text directly


def read_blocks(
    root: LexborNode, without: frozenset[int] = frozenset(), many: int = sys.maxsize
) -> list[Block]:
    """All blocks below an element that hold text, but for the elements ``without`` (by ``mem_id``).

    After ``many`` blocks only those of ``_LEAST_LATE`` letters or more are taken. Linear in the number of
    nodes, and not recursive.
    """
    return _walk(Box(None, root.tag or "", root), root.first_child, [], without, many)


def read_surroundings(
    elements: Sequence[LexborNode], take_before: Callable[[Iterator[Block]], list[Block]], after: int
) -> list[Block] | None:
    """The blocks in a block element, before and after it, as ``read_blocks`` of the page has them.

    ``take_before`` takes of those before, the nearest first; ``after`` is the most of those after. Costs less
    than a walk over the whole page. None for several elements or none, for an inline one, and for one within
    what is left out.
    """
    around = _ancestors(elements[0]) if len(elements) == 1 else None
    if around is None or _KIND.get(elements[0].tag_id) != _BLOCK:
        return None
    element = elements[0]
    box = Box(None, around[0].tag or "", around[0])
    stack = [(node, _KIND.get(node.tag_id, _INLINE)) for node in around[1:]]
    for node, kind in stack:
        if kind == _BLOCK:
            box = Box(box, _NAME[node.tag_id], node)
    above = take_before(_walk_back(box, element.prev, stack.copy()))
    inside = _walk(Box(box, _NAME[element.tag_id], element), element.first_child, [])
    below = _walk(box, element.next, stack, most=after)
    return [*above[::-1], *inside, *below[:after]]


def _ancestors(element: LexborNode) -> list[LexborNode] | None:
    """Elements from ``body`` to the one around an element; None if one of them is left out."""
    found: list[LexborNode] = []
    node = element.parent
    while node is not None and _KIND.get(node.tag_id, _INLINE) not in (_SKIP, _LINK):
        found.append(node)
        if node.tag == "body":
            return found[::-1]
        node = node.parent
    return None


_Stack = list[tuple[LexborNode, int]]
"""The elements that a walk is in, each with its kind, from the outside in."""


def _walk(
    box: Box, node: LexborNode | None, stack: _Stack, without: frozenset[int] = frozenset(),
    many: int = sys.maxsize, most: int = sys.maxsize,
) -> list[Block]:  # fmt: skip
    """The blocks from a node on: those of its siblings, then what follows the elements of the stack.

    It ends soon after it has ``most`` blocks.
    """
    blocks: list[Block] = []
    parts: list[str] = []
    link_chars = links = link_depth = 0
    while True:
        while node is not None:
            number = node.tag_id
            if number == _TEXT:
                text = node.text_content or ""
                if not text.isspace():
                    parts.append(text)
                    if link_depth:
                        link_chars += len(text)
                elif parts:
                    parts.append(" ")
                node = node.next
                continue
            kind = _KIND.get(number, _INLINE)
            if kind == _BLOCK and parts:
                if len(blocks) < many or sum(map(len, parts)) >= _LEAST_LATE:
                    blocks += _closed(parts, link_chars, links, box)
                parts, link_chars, links = [], 0, 0
            elif kind == _BREAK and parts:
                parts.append(_BR)
            child = None if kind == _SKIP else node.first_child
            if child is None or (without and node.mem_id in without):
                node = node.next
                continue
            if kind == _BLOCK:
                box = Box(box, _NAME[number], node)
            elif kind == _LINK:
                link_depth += 1
                links += 1
            stack.append((node, kind))
            node = child
        if not stack:
            break
        node, kind = stack.pop()
        if kind == _BLOCK:
            if parts:
                if len(blocks) < many or sum(map(len, parts)) >= _LEAST_LATE:
                    blocks += _closed(parts, link_chars, links, box)
                if len(blocks) >= most:
                    return blocks
                parts, link_chars, links = [], 0, 0
            box = box.parent or box
        elif kind == _LINK:
            link_depth -= 1
        node = node.next
    if parts:
        blocks += _closed(parts, link_chars, links, box)
    return blocks


def _walk_back(box: Box, node: LexborNode | None, stack: _Stack) -> Iterator[Block]:
    """The blocks before a place, the nearest first: ``_walk`` the other way round."""
    parts: list[str] = []
    link_chars = links = link_depth = 0
    while True:
        while node is not None:
            number = node.tag_id
            kind = _KIND.get(number, _INLINE)
            if number == _TEXT:
                parts.append(node.text_content or "")
                link_chars += len(parts[-1]) if link_depth and not parts[-1].isspace() else 0
            elif kind == _BREAK:
                parts.append(_BR)
            elif kind == _BLOCK:
                yield from _closed(parts[::-1], link_chars, links, box)[::-1]
                parts, link_chars, links = [], 0, 0
            child = None if kind == _SKIP else node.last_child
            if child is None:
                node = node.prev
                continue
            if kind == _BLOCK:
                box = Box(box, _NAME[number], node)
            elif kind == _LINK:
                link_depth += 1
                links += 1
            stack.append((node, kind))
            node = child
        if not stack:
            break
        node, kind = stack.pop()
        if kind == _BLOCK:
            yield from _closed(parts[::-1], link_chars, links, box)[::-1]
            parts, link_chars, links = [], 0, 0
            box = box.parent or box
        elif kind == _LINK:
            link_depth -= 1
        node = node.prev
    yield from _closed(parts[::-1], link_chars, links, box)[::-1]


def _closed(parts: list[str], link_chars: int, links: int, box: Box) -> list[Block]:
    """The block that ends here, or the paragraphs of it that double line breaks part."""
    raw = "".join(parts)
    if _BR not in raw:
        text = clean_text(raw)
        return [Block(text, min(link_chars, len(text)), links, box)] if text else []
    pieces = [text for piece in _PARAGRAPH_BREAK.split(raw) if (text := clean_text(piece))]
    pieces[_MANY_PIECES:] = [text for text in pieces[_MANY_PIECES:] if len(text) >= _LEAST_LATE]
    whole = sum(map(len, pieces))
    linked = min(link_chars, whole)  # taken as spread evenly
    return [Block(text, len(text) * linked // whole, links, box) for text in pieces]


def _hint(node: LexborNode) -> str:
    attributes = node.attributes
    if not attributes:
        return ""
    hint = attributes.get("class") or ""
    for other in (attributes.get("id"), attributes.get("itemprop")):
        if other:
            hint = f"{hint} {other}" if hint else other
    return hint.lower()
