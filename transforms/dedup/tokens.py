"""One text as canonical tokens: a 16-bit code a word, and which words are facts (numbers, names)."""

import unicodedata

import numpy as np
import numpy.typing as npt

from transforms.dedup.boilerplate import own_text
from transforms.dedup.letters import DIGIT, JOINT, LETTER, STOP, TONE, UPPER, WORD
from warehouse.record import record

Codes = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]
Characters = npt.NDArray[np.uint16]

# Words take 1 .. 0xBFFF, numbers 0xC000 .. 0xD7FF; surrogates stay free, so that codes make a str.
FIRST_NUMBER = 0xC000
_LAST = 0xD800
_MIX = np.uint32(0x9E3779B1)


@record
class Tokens:
    """The words of a text in order."""

    codes: Codes  # one of the same word in any case, Unicode form or tone style
    names: Flags  # words with a capital inside a sentence
    head: int  # how many of the words stand in the head

    @property
    def facts(self) -> Codes:
        """The numbers and names, in order."""
        return self.codes[self.names | (self.codes >= FIRST_NUMBER)]


def read_tokens(head: str, body: str) -> Tokens:
    """Reads a text into tokens: NFC, one tone style, lower case, no punctuation, no boilerplate lines."""
    head, body = _nfc(head), own_text(_nfc(body))
    characters = np.frombuffer(f"\n{head}\n{body}\n".encode("utf-16-le", "replace"), np.uint16)
    inside = _inside_words(characters)
    starts = np.flatnonzero(inside[1:] & ~inside[:-1]) + 1
    if not len(starts):
        return Tokens(codes=np.empty(0, np.uint16), names=np.empty(0, np.bool_), head=0)
    return Tokens(
        codes=_codes(characters, inside, starts),
        names=_names(characters, inside, starts),
        head=int(np.searchsorted(starts, len(head) + 1)),
    )


def read_words(head: str, body: str) -> list[str]:
    """The words as printed that ``read_tokens`` gives codes for."""
    text = f"\n{_nfc(head)}\n{own_text(_nfc(body))}\n"
    characters = np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16)
    inside = _inside_words(characters)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    printed = characters.tobytes()
    return [
        printed[2 * start : 2 * end].decode("utf-16-le", "replace")
        for start, end in edges.reshape(-1, 2).tolist()
    ]


def _nfc(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _inside_words(characters: Characters) -> Flags:
    """Says of each character whether it belongs to a word; a mark between digits does: 1.500, 12/3/2024."""
    inside = WORD[characters]
    digit = DIGIT[characters]
    inside[1:-1] |= JOINT[characters[1:-1]] & digit[:-2] & digit[2:]
    return inside


def _codes(characters: Characters, inside: Flags, starts: npt.NDArray[np.intp]) -> Codes:
    """Hashes each word by its pairs of neighbouring letters and, wherever they stand, its tones."""
    letters = LETTER[characters]
    letters[:-1] *= letters[1:] * _MIX | np.uint32(1)
    letters ^= letters >> np.uint32(15)
    letters *= _MIX
    letters += TONE[characters]
    letters[~inside] = 0
    hashes = np.add.reduceat(letters, starts)
    hashes ^= hashes >> np.uint32(16)
    number = DIGIT[characters[starts]]
    span = np.where(number, np.uint32(_LAST - FIRST_NUMBER), np.uint32(FIRST_NUMBER - 1))
    return (hashes % span + np.where(number, np.uint32(FIRST_NUMBER), np.uint32(1))).astype(np.uint16)


def _names(characters: Characters, inside: Flags, starts: npt.NDArray[np.intp]) -> Flags:
    """Says of each word whether it has a capital that no sentence or line begins with."""
    stops = np.cumsum(STOP[characters] & ~inside)[starts]
    names = UPPER[characters[starts]]
    names[1:] &= stops[1:] == stops[:-1]
    names[:1] = False
    return names
