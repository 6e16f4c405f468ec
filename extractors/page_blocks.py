"""Cuts a page into blocks, its paragraphs in the order of reading, in one walk over the tree."""

import re
from collections.abc import Iterator
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


def _kinds() -> tuple[dict[int, int], dict[int, str]]:
    """Kinds and names by the parser's number of the tag."""
    maker = LexborHTMLParser("")
    named = [(_SKIP, _SKIPPED), (_BLOCK, _BLOCKS), (_BREAK, "br"), (_LINK, "a")]
    kinds, names = {}, {}
    for kind, tags in named:
        for tag in tags.split():
            number = maker.create_node(tag).tag_id
            kinds[number], names[number] = kind, tag
    return kinds, names


_KIND, _NAME = _kinds()
_TEXT = 2  # the parser's number of a text node
_COMMENT = 4
_BR = "\x1e"
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


def read_blocks(root: LexborNode, without: frozenset[int] = frozenset()) -> list[Block]:
    """All blocks below an element that hold text, but for the elements ``without`` (by ``mem_id``).

    Linear in the number of nodes, and not recursive.
    """
    blocks: list[Block] = []
    parts: list[str] = []
    stack: list[tuple[LexborNode, int]] = []
    box = Box(None, root.tag or "", root)
    link_chars = links = link_depth = 0
    node = root.first_child
    while True:
        if node is None:
            if not stack:
                break
            node, kind = stack.pop()
            if kind == _BLOCK:
                if parts:
                    _close(blocks, parts, link_chars, links, box)
                    parts, link_chars, links = [], 0, 0
                box = box.parent or box
            elif kind == _LINK:
                link_depth -= 1
            node = node.next
            continue
        number = node.tag_id
        if number == _TEXT:
            text = node.text_content or ""
            if not text.isspace():
                parts.append(text)
                if link_depth:
                    link_chars += len(text)
            elif parts:
                parts.append(" ")
        else:
            kind = _KIND.get(number, _INLINE)
            child = node.first_child if kind != _SKIP else None
            if without and child is not None and node.mem_id in without:
                child = None
            if kind == _BREAK:
                if parts:
                    parts.append(_BR)
            elif kind == _BLOCK and parts:
                _close(blocks, parts, link_chars, links, box)
                parts, link_chars, links = [], 0, 0
            if child is not None and number != _COMMENT:
                if kind == _BLOCK:
                    box = Box(box, _NAME[number], node)
                elif kind == _LINK:
                    link_depth += 1
                    links += 1
                stack.append((node, kind))
                node = child
                continue
        node = node.next
    if parts:
        _close(blocks, parts, link_chars, links, box)
    return blocks


def _close(blocks: list[Block], parts: list[str], link_chars: int, links: int, box: Box) -> None:
    raw = "".join(parts)
    if _BR in raw:
        pieces = [text for piece in _PARAGRAPH_BREAK.split(raw) if (text := clean_text(piece))]
    else:
        text = clean_text(raw)
        pieces = [text] if text else []
    if len(pieces) == 1:
        blocks.append(Block(pieces[0], min(link_chars, len(pieces[0])), links, box))
    elif pieces:
        whole = sum(map(len, pieces))
        for text in pieces:
            share = min(link_chars / whole, 1.0)
            blocks.append(Block(text, int(len(text) * share), links, box))


def _hint(node: LexborNode) -> str:
    attributes = node.attributes
    if not attributes:
        return ""
    hint = attributes.get("class") or ""
    for other in (attributes.get("id"), attributes.get("itemprop")):
        if other:
            hint = f"{hint} {other}" if hint else other
    return hint.lower()
