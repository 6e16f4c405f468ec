"""A page in memory: its tree by the fast parser, its data scripts, and what its head says."""

import re
from functools import cached_property
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.page_blocks import Block, read_blocks
from extractors.page_depth import bounded_depth
from transforms.text import clean_text

MAX_CHARS = 6_000_000
"""Characters of a page that are read. The largest page of the evaluation sets has 2.4 million; a tree
takes some five times its text, and a reader must stay within 150 MB."""

_OPAQUE = re.compile(r"<(?:script|style|svg|!--)")  # lower case alone: the parser knows the others
_ENDS = {"<script": "</script>", "<style": "</style>", "<svg": "</svg>", "<!--": "-->"}


class Script(NamedTuple):
    """A script of the page: the inside of its tag, and its text."""

    attributes: str
    text: str


class Page:
    """A parsed page. Its tree is never changed: blocks and nodes point into it."""

    def __init__(self, html: str, url: str) -> None:
        self.url = url
        rest, self.scripts = _without_opaque(html[:MAX_CHARS])
        self.tree = LexborHTMLParser(bounded_depth(rest))

    @property
    def body(self) -> LexborNode | None:
        return self.tree.body

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks of text in the order of reading."""
        return read_blocks(self.body) if self.body else []

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of the meta tags by name, property or itemprop in lower case; empty ones left out."""
        found: dict[str, list[str]] = {}
        for node in self.tree.css("meta[content]"):
            attributes = node.attributes
            content = clean_text(attributes.get("content") or "")
            if content:
                keys = {attributes.get(kind) for kind in ("property", "name", "itemprop")}
                for key in keys:
                    if key:
                        found.setdefault(key.strip().lower(), []).append(content)
        return found

    def meta_text(self, *keys: str) -> str | None:
        """The first content stated under one of the keys, in the order of the keys."""
        return next((self.meta[key][0] for key in keys if key in self.meta), None)

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


def _without_opaque(html: str) -> tuple[str, list[Script]]:
    """Takes out scripts, styles, drawings and comments: half of a page, and no text of it.

    Text search does it several times faster than the parser, which has less to read then.
    """
    parts: list[str] = []
    scripts: list[Script] = []
    open_ended: set[str] = set()
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
        if kind == "<script":
            inside = html.find(">", start, end)
            if inside >= 0:
                scripts.append(Script(html[start + 7 : inside], html[inside + 1 : end]))
        parts.append(html[done:start])
        done = at = end + len(_ENDS[kind])
    parts.append(html[done:])
    return "".join(parts), scripts
