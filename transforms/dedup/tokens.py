"""One text as canonical tokens: a 16-bit code a word, and which words are facts (numbers, names)."""

import unicodedata

import numpy as np
import numpy.typing as npt

from transforms.dedup.boilerplate import own_text
from transforms.dedup.letters import CLASS, DIGIT, JOINT, LETTER, STOP, TONE, UPPER, WORD
from warehouse.record import record

Codes = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]
Classes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]

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
    head = _nfc(head)
    characters, classes, inside = _characters(head, body)
    starts, ends = _edges(inside)
    return Tokens(
        codes=_codes(characters, classes, starts, ends),
        names=_names(classes, inside, starts),
        head=int(np.searchsorted(starts, len(head) + 1)),
    )


def read_words(head: str, body: str) -> list[str]:
    """The words as printed that ``read_tokens`` gives codes for."""
    characters, _, inside = _characters(_nfc(head), body)
    printed = characters.astype(np.uint16).tobytes()
    return [
        printed[2 * start : 2 * end].decode("utf-16-le", "replace")
        for start, end in zip(*(edges.tolist() for edges in _edges(inside)), strict=True)
    ]


def _nfc(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _characters(head: str, body: str) -> tuple[Places, Classes, Flags]:
    """The text as UTF-16, the class of each character, and whether it belongs to a word."""
    text = f"\n{head}\n{own_text(_nfc(body))}\n"
    characters = np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16).astype(np.intp)
    classes = CLASS.take(characters, mode="clip")
    inside = classes & WORD != 0
    # A mark between digits belongs to the number: 1.500, 12/3/2024.
    digit = classes & DIGIT != 0
    inside[1:-1] |= (classes[1:-1] & JOINT != 0) & digit[:-2] & digit[2:]
    return characters, classes, inside


def _edges(inside: Flags) -> tuple[Places, Places]:
    """Where words start and end; the text starts and ends outside of one."""
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return edges[::2], edges[1::2]


def _codes(characters: Places, classes: Classes, starts: Places, ends: Places) -> Codes:
    """Hashes each word by its pairs of neighbouring letters and, wherever they stand, its tones."""
    letters = LETTER.take(characters, mode="clip")
    letters[:-1] *= letters[1:] * _MIX | np.uint32(1)
    letters ^= letters >> np.uint32(15)
    letters *= _MIX
    letters += TONE.take(characters, mode="clip")
    # Differences of running sums: a sum for each span costs ten times as much.
    sums = np.cumsum(letters, dtype=np.uint32)
    hashes = sums[ends - 1] - sums[starts - 1]
    hashes ^= hashes >> np.uint32(16)
    number = classes[starts] & DIGIT != 0
    span = np.where(number, np.uint32(_LAST - FIRST_NUMBER), np.uint32(FIRST_NUMBER - 1))
    return (hashes % span + np.where(number, np.uint32(FIRST_NUMBER), np.uint32(1))).astype(np.uint16)


def _names(classes: Classes, inside: Flags, starts: Places) -> Flags:
    """Says of each word whether it has a capital that no sentence or line begins with."""
    stops = np.cumsum((classes & STOP != 0) & ~inside, dtype=np.uint32)[starts]
    names: Flags = classes[starts] & UPPER != 0
    names[1:] &= stops[1:] == stops[:-1]
    names[:1] = False
    return names
