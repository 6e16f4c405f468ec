"""One text as canonical tokens: a 16-bit code a word, and which words are facts (numbers, names)."""

import hashlib
import re
import unicodedata
import zlib

import numpy as np
import numpy.typing as npt

from transforms.dedup.boilerplate import own_text
from transforms.text import one_tone_style
from warehouse.record import record

Codes = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]

# Words take 1 .. 0xBFFF, tokens with a digit 0xC000 .. 0xD7FF; surrogates stay free: codes make a str.
FIRST_NUMBER = 0xC000
_LAST = 0xD800
_NAME = 1 << 16
_STOP = 1 << 17
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_SENTENCE_END = re.compile(r"""[.!?:…]["'”’»)\]]*$""")
_CACHE_WORDS = 400_000


@record
class Tokens:
    """The words of a text in order; ``names[i]`` says that word i has a capital inside a sentence."""

    codes: Codes
    names: Flags

    def digest(self) -> str:
        """Hash of the words in their order."""
        return hashlib.blake2b(self.codes.tobytes(), digest_size=16).hexdigest()


class _Words(dict[str, int]):
    """Maps a printed word to its code and marks; fills itself, and starts anew when it is full."""

    def __missing__(self, printed: str) -> int:
        if len(self) >= _CACHE_WORDS:
            self.clear()
        value = self[printed] = _code_and_marks(printed)
        return value


def _code_and_marks(printed: str) -> int:
    stop = _STOP if _SENTENCE_END.search(printed) else 0
    word = _EDGE.sub("", printed)
    if not word:
        return stop
    name = _NAME if word[0].isupper() else 0
    return _code(word) | name | stop


def _code(word: str) -> int:
    plain = unicodedata.normalize("NFC", one_tone_style(word).casefold())
    digest = zlib.crc32(plain.encode("utf-8", "replace"))
    if any(char.isdigit() for char in word):
        return FIRST_NUMBER + digest % (_LAST - FIRST_NUMBER)
    return 1 + digest % (FIRST_NUMBER - 1)


_WORDS = _Words()


def read_tokens(text: str) -> Tokens:
    """Reads a text into tokens: NFC, one tone style, casefolded, punctuation at the edges of words gone."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    text = own_text(text)
    marked = np.array([_WORDS[word] for word in text.split()], np.uint32)
    codes = (marked & 0xFFFF).astype(np.uint16)
    starts = np.empty(len(marked), np.bool_)
    starts[:1] = True
    starts[1:] = (marked[:-1] & _STOP) != 0
    names = ((marked & _NAME) != 0) & ~starts
    words = codes != 0
    return Tokens(codes=codes[words], names=names[words])


def joined(first: Tokens, second: Tokens) -> Tokens:
    """The tokens of two texts, one after the other."""
    return Tokens(
        codes=np.concatenate((first.codes, second.codes)), names=np.concatenate((first.names, second.names))
    )
