"""A page in memory: its tree by the fast parser, its data scripts, and what its head says."""

import re
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors import decode
from extractors.capture import Capture
from extractors.page_blocks import Block, read_blocks
from extractors.page_depth import bounded_depth, is_harmless
from transforms.text import clean_text

MAX_BYTES = 6_000_000
"""Bytes of a page, in UTF-8, that are read. The largest page of the evaluation sets has 2.4 million; a tree
takes some five times its text, and a reader must stay within 150 MB."""

MANY_BLOCKS = 1000
"""Blocks for each 100 KB begun after which short ones are left out, so that judging them takes no longer than
for other pages. The densest page of the evaluation sets has 682."""

_OPAQUE = re.compile(rb"<(?:s(?:cript|tyle|vg)|!--)")  # lower case alone: the parser knows the others
_ENDS = {b"<script": b"</script>", b"<style": b"</style>", b"<svg": b"</svg>", b"<!--": b"-->"}


_META = LexborHTMLParser("").create_node("meta").tag_id
_META_KEYS = ("property", "name", "itemprop")
_STATED = "meta[content], h1, time[datetime], [datetime][itemprop~=datePublished], abbr.published[title]"


class Script:
    """A script of the page: the inside of its tag, and its text, which is decoded when it is asked for."""

    __slots__ = ("_attributes", "_text")

    def __init__(self, attributes: bytes, text: bytes) -> None:
        self._attributes = attributes
        self._text = text

    @property
    def is_json_ld(self) -> bool:
        return b"ld+json" in self._attributes

    @property
    def text(self) -> str:
        return self._text.decode("utf-8", "replace")

    @property
    def is_utf8(self) -> bool:
        return _is_utf8(self._text)


class Page:
    """A parsed page. Its tree is never changed: blocks and nodes point into it."""

    def __init__(self, html: str, url: str) -> None:
        self._read(_without_opaque(html[:MAX_BYTES].encode("utf-8", "replace")[:MAX_BYTES]), url)

    @classmethod
    def of(cls, capture: Capture) -> "Page":
        """The page of a response.

        Half of a page is scripts, so of bytes that may be UTF-8 only the printed part and the data scripts
        are decoded; where these are not UTF-8, the whole is read as ``decode`` does.
        """
        if len(capture.content) > MAX_BYTES or not decode.may_be_utf8(capture):
            return cls(decode.text(capture), capture.final_url)
        rest, scripts = _without_opaque(capture.content)
        if not _is_utf8(rest) or not all(script.is_utf8 for script in scripts if script.is_json_ld):
            return cls(decode.text(capture), capture.final_url)
        page = cls.__new__(cls)
        page._read((rest, scripts), capture.final_url)
        return page

    def _read(self, parts: tuple[bytes, list[Script]], url: str) -> None:
        self.url = url
        rest, self.scripts = parts
        self._size = len(rest)
        self.tree = LexborHTMLParser(rest if is_harmless(rest) else _bounded(rest))
        self._found: dict[str, list[LexborNode]] = {}

    @property
    def body(self) -> LexborNode | None:
        return self.tree.body

    def find(self, selector: str) -> list[LexborNode]:
        """All elements that a selector matches, in page order. Each selector is sought once."""
        if selector not in self._found:
            self._found[selector] = self.tree.css(selector)
        return self._found[selector]

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks of text in the order of reading."""
        many = MANY_BLOCKS * (1 + self._size // 100_000)
        return read_blocks(self.body, many=many) if self.body else []

    @cached_property
    def _stated(self) -> tuple[dict[str, list[str]], list[LexborNode]]:
        """What is stated: ``meta`` and ``timed``. One search and one look costs as much as for either."""
        found: dict[str, list[str]] = {}
        timed = []
        for node in self.tree.css(_STATED):
            if node.tag_id != _META:
                timed.append(node)
                continue
            attributes = node.attributes
            if "datetime" in attributes:
                timed.append(node)
            content = attributes.get("content")
            if content and (content := clean_text(content)):
                for key in {attributes.get(kind) for kind in _META_KEYS}:
                    if key:
                        found.setdefault(key.strip().lower(), []).append(content)
        return found, timed

    @property
    def timed(self) -> list[LexborNode]:
        """Elements that state a time, and headlines, in page order."""
        return self._stated[1]

    @property
    def meta(self) -> dict[str, list[str]]:
        """Contents of the meta tags by name, property or itemprop in lower case; empty ones left out."""
        return self._stated[0]

    def meta_text(self, *keys: str) -> str | None:
        """The first content stated under one of the keys, in the order of the keys."""
        meta = self.meta
        return next((meta[key][0] for key in keys if key in meta), None)

    @cached_property
    def head_title(self) -> str:
        """Text of ``<title>``, or empty."""
        node = self.tree.css_first("title")
        return clean_text(node.text()) if node else ""

    @cached_property
    def html_language(self) -> str:
        """Value of ``<html lang>`` in lower case, or empty."""
        node = self.tree.root
        attributes = node.attributes if node else {}
        return (attributes.get("lang") or attributes.get("xml:lang") or "").strip().lower()


def _bounded(html: bytes) -> bytes:
    return bounded_depth(html.decode("utf-8", "replace")).encode("utf-8")


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_opaque(html: bytes) -> tuple[bytes, list[Script]]:
    """Takes out scripts, styles, drawings and comments: half of a page, and no text of it.

    A search does it several times faster than the parser, which has less to read then.
    """
    parts: list[bytes] = []
    scripts: list[Script] = []
    open_ended: set[bytes] = set()
    done = at = 0
    while found := _OPAQUE.search(html, at):
        start, at = found.span()
        kind = found.group()
        if kind in open_ended:
            continue
        end = html.find(_ENDS[kind], start + 2)  # <!--> is a whole comment
        if end < 0:
            open_ended.add(kind)
            continue
        if kind == b"<script":
            inside = html.find(b">", start, end)
            if inside >= 0:
                scripts.append(Script(html[start + 7 : inside], html[inside + 1 : end]))
        parts.append(html[done:start])
        done = at = end + len(_ENDS[kind])
    parts.append(html[done:])
    return b"".join(parts), scripts
