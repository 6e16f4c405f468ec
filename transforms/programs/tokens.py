"""Words and marks of a sentence, with their offsets in the levelled text."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W\d_]+(?:['.&/-][^\W\d_]+)*|\d+(?:[.,/-]\d+)*|[^\w\s]")
_JOINED = re.compile(r"[^\W\d_]+|\W")
_UNIT_DOT = ("TP.", "Tp.", "tp.", "TX.", "Q.", "P.", "H.", "T.")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    low: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()


def tokenise(norm: str, start: int, end: int) -> list[Token]:
    """Tokens of ``norm[start:end]``; "Nam-Thanh" is three tokens, "Xa-vẳn-na-khẹt" and "TP.HCM" are one."""
    found: list[Token] = []
    for match in _TOKEN.finditer(norm, start, end):
        text = match.group()
        if len(text) > 3 and _splits(text):
            found.extend(
                Token(
                    piece.group(),
                    piece.group().lower(),
                    match.start() + piece.start(),
                    match.start() + piece.end(),
                )
                for piece in _JOINED.finditer(text)
            )
        else:
            found.append(Token(text, text.lower(), match.start(), match.end()))
    return found


def _splits(text: str) -> bool:
    if text.startswith(_UNIT_DOT):
        return text[3:6].upper() != "HCM"
    pieces = text.split("-")
    return len(pieces) == 2 and all(
        len(piece) > 1 and piece[0].isupper() and not piece.isupper() for piece in pieces
    )
