"""Words and marks of a sentence, with their offsets in the levelled text."""

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W\d_]+(?:['.&/-][^\W\d_]+)*|\d+(?:[.,/-]\d+)*|[^\w\s]")
_JOINED = re.compile(r"[^\W\d_]+|\W")
_UNIT_DOT = ("TP.", "Tp.", "tp.", "TX.", "Q.", "P.", "H.", "T.")


class Token(NamedTuple):
    text: str
    low: str
    start: int
    end: int
    capital: bool
    word: bool


# A sentence is read for its places first and for its names again.
@lru_cache(maxsize=64)
def tokenise(norm: str, start: int, end: int) -> tuple[Token, ...]:
    """Tokens of ``norm[start:end]``; "Nam-Thanh" is three tokens, "Xa-vẳn-na-khẹt" and "TP.HCM" are one."""
    found: list[Token] = []
    for match in _TOKEN.finditer(norm, start, end):
        text = match.group()
        if ("-" in text or "." in text) and len(text) > 3 and _splits(text):
            found.extend(
                _token(piece.group(), match.start() + piece.start()) for piece in _JOINED.finditer(text)
            )
        else:
            found.append(_token(text, match.start()))
    return tuple(found)


def _token(text: str, start: int) -> Token:
    first = text[0]
    return Token(text, text.lower(), start, start + len(text), first.isupper(), first.isalnum())


def _splits(text: str) -> bool:
    if text.startswith(_UNIT_DOT):
        return text[3:6].upper() != "HCM"
    pieces = text.split("-")
    return len(pieces) == 2 and all(
        len(piece) > 1 and piece[0].isupper() and not piece.isupper() for piece in pieces
    )
