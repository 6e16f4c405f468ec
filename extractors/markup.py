"""Walks the tags of a feed or sitemap: no entities of its own making, no DTD, no nesting that could grow."""

import re
from collections.abc import Iterator
from html.entities import html5

from warehouse.record import record

MAX_TEXT = 20_000
"""Most characters kept of the text of one element; a feed's link, date or headline is far shorter."""

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]{0,80})(?P<rest>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>"
)
_OPENING = re.compile(r"<(?=[A-Za-z_/!?])")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))


@record
class Tag:
    """A tag and the text between the tag before and this one."""

    name: str
    """Name in lower case, with its prefix."""
    end: bool
    """Whether it closes an element; <a/> comes as an opening and a closing tag."""
    rest: str
    """Attributes as written."""
    before: str
    """Text since the last tag, references resolved, CDATA taken as it is, at most ``MAX_TEXT`` characters."""

    def attribute(self, name: str) -> str | None:
        for key, double, single in _ATTRIBUTE.findall(self.rest):
            if key.lower() == name:
                return unescape(double or single)
        return None


def find_tags(text: str) -> Iterator[Tag]:
    """The tags of a text in order. Broken markup is text; the cost is linear in its length.

    Only the references of XML and HTML are resolved, so a DTD (skipped) can define nothing.
    """
    at, kept = 0, _Text()
    while found := _OPENING.search(text, at):
        opens = found.start()
        kept.add(text[at : min(opens, at + MAX_TEXT)], raw=False)
        at = _after_special(text, opens, kept)
        if at != opens:
            continue
        tag = _TAG.match(text, opens)
        if tag is None:
            kept.add("<", raw=True)
            at = opens + 1
            continue
        at = tag.end()
        yield from _tags(tag, kept.take())


def _tags(tag: re.Match[str], before: str) -> Iterator[Tag]:
    name, rest = tag["name"].lower(), tag["rest"]
    yield Tag(name=name, end=bool(tag["end"]), rest=rest, before=before)
    if rest.endswith("/") and not tag["end"]:
        yield Tag(name=name, end=True, rest="", before="")


def _after_special(text: str, at: int, kept: "_Text") -> int:
    """Where a CDATA section, comment, instruction or declaration ends; ``at`` itself if none starts there."""
    if text.startswith("<![CDATA[", at):
        ends = text.find("]]>", at)
        inner_end = ends if ends >= 0 else len(text)
        kept.add(text[at + 9 : min(inner_end, at + 9 + MAX_TEXT)], raw=True)
        return inner_end + 3
    for opening, closing in _SKIPPED:
        if text.startswith(opening, at):
            if opening == "<!":
                return _after_declaration(text, at)
            ends = text.find(closing, at + len(opening))
            return ends + len(closing) if ends >= 0 else len(text)
    return at


def _after_declaration(text: str, at: int) -> int:
    """Where <!DOCTYPE ...> ends; one with a bracketed part ends at ]>."""
    closes = text.find(">", at)
    bracket = text.find("[", at, closes if closes >= 0 else len(text))
    ends = text.find("]", bracket) if bracket >= 0 else at
    closes = text.find(">", ends) if ends >= 0 else -1
    return closes + 1 if closes >= 0 else len(text)


def unescape(text: str) -> str:
    """Resolves references that are written in full: ?a=1&copy=2 in a loose feed stays an address."""
    return _REFERENCE.sub(_resolved, text) if "&" in text else text


def _resolved(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return html5.get(f"{name};", found[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    unfit = code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF
    return "\ufffd" if unfit else chr(code)


class _Text:
    """Collects the text before a tag, up to a bound."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, piece: str, *, raw: bool) -> None:
        if piece and self._size < MAX_TEXT:
            self._parts.append(piece if raw else unescape(piece))
            self._size += len(piece)

    def take(self) -> str:
        text = "".join(self._parts)[:MAX_TEXT]
        self._parts, self._size = [], 0
        return text
