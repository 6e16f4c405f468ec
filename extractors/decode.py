"""Reads the text out of a response's bytes."""

import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from extractors.capture import Capture

MAX_BYTES = 32 * 1024 * 1024
"""Bytes read of one body; the rest is cut."""

GUESSED_BYTES = 16 * 1024
"""Bytes that the guess of a charset looks at: enough letters for its statistics, at a bounded cost."""

STRAY_SHARE = 0.05
"""A page is UTF-8 if at most this share of its non-ASCII marks is broken: in pages of other charsets nearly
all are, in UTF-8 pages with a foreign snippet or a cut few."""

# Python knows codecs that are no charsets (rot13, punycode, idna, unicode_escape), some of quadratic cost;
# these are the families that the Encoding Standard names.
_CHARSET = re.compile(
    r"(utf-(8|16|32)(-[lb]e)?|cp(12\d\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-\w+|gb18030|gbk"
    r"|big5(hkscs)?|euc_(jp|kr)|iso2022_jp|hz)"
)
_WIDE = ("utf-16", "utf-32")
_SHIFTED = ("iso2022_jp", "hz")
_ABOVE_ASCII = re.compile(r"[^\x00-\x7f]")


def text(capture: Capture, *, max_bytes: int = MAX_BYTES) -> str:
    """The body as text without NUL; bytes that do not fit, lone surrogates too, become U+FFFD. Never raises.

    The charset is, in this order: the byte order mark's; UTF-8 if the bytes are UTF-8, whatever is claimed
    (text of other charsets practically never is); the ``Content-Type`` header's; the page's own ``meta`` or
    XML declaration's; guessed.
    """
    return text_of_bytes(capture.content, capture.headers.get("content-type", ""), max_bytes=max_bytes)


def may_be_utf8(capture: Capture) -> bool:
    """Whether the bytes, if they are UTF-8, are the text: without mark, NUL or shifted charset."""
    body = capture.content
    if len(body) > MAX_BYTES or b"\x00" in body or read_bom(body)[0]:
        return False
    return not (body.isascii() and _declared(body, capture.headers.get("content-type", "")) in _SHIFTED)


def text_of_bytes(content: bytes, content_type: str = "", *, max_bytes: int = MAX_BYTES) -> str:
    """``text`` for a body that is no capture, such as a feed."""
    return _decoded(content[:max_bytes], content_type).replace("\x00", "")


def _decoded(body: bytes, content_type: str) -> str:
    charset, mark = read_bom(body)
    if charset and mark:
        return body[len(mark) :].decode(charset, "replace")
    if body.isascii() and (declared := _declared(body, content_type)) in _SHIFTED:
        return to_unicode(body, str(declared))
    return _as_utf8(body) or to_unicode(body, _declared(body, content_type) or _guess(body))


def _declared(body: bytes, content_type: str) -> str | None:
    """The charset that header or page claims, if it is one, and if the bytes can be that wide."""
    for name in (http_content_type_encoding(content_type), html_body_declared_encoding(body)):
        if name and _CHARSET.fullmatch(name) and (not name.startswith(_WIDE) or b"\x00" in body[:1024]):
            return str(name)
    return None


def _as_utf8(body: bytes) -> str | None:
    if body.startswith(b"\x00") or body[1:2] == b"\x00":
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        decoded = body.decode("utf-8", "replace")
    marks = len(_ABOVE_ASCII.findall(decoded))
    return decoded if decoded.count("\ufffd") <= STRAY_SHARE * marks else None


def _guess(body: bytes) -> str:
    best = from_bytes(body[:GUESSED_BYTES]).best()
    return best.encoding if best else "utf-8"
