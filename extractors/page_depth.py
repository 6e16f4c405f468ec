"""Keeps a page from being nested so deeply that a parser needs minutes for it."""

import re
from collections.abc import Iterator

MAX_DEPTH = 400
"""Deepest nesting kept. Browsers stop at 512; real pages of the evaluation sets stay below 100."""

_HARMLESS = 3000
"""Opening tags that cost little however they nest. The parser's time grows with the square of the depth:
3,000 levels take 0.04 s, 200,000 eight minutes."""

# Elements that are void or that a following one closes: being left open, they do not nest.
_FLAT = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"
))  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


def bounded_depth(html: str) -> str:
    """Returns the page without the tags that lie deeper than ``MAX_DEPTH``; their text stays."""
    return html if html.count("<") - html.count("</") <= _HARMLESS else "".join(_shallow_parts(html))


def is_harmless(html: bytes) -> bool:
    """Whether a page, not decoded yet, has so few tags that it needs no bound."""
    tags = html.count(b"<")
    return tags <= _HARMLESS or tags - html.count(b"</") <= _HARMLESS


def _shallow_parts(html: str) -> Iterator[str]:
    opened: dict[str, int] = {}
    depth = done = 0
    for tag in _TAG.finditer(html):
        closing, name = tag.groups()
        if name in _FLAT:
            continue
        count = opened.get(name, 0)
        if closing:
            if not count:
                continue
            opened[name] = count - 1
            depth -= 1
        else:
            opened[name] = count + 1
            depth += 1
        if depth > MAX_DEPTH or (closing and depth == MAX_DEPTH):
            end = html.find(">", tag.end())
            yield html[done : tag.start()]
            if end < 0:
                return
            done = max(done, end + 1)
    yield html[done:]
