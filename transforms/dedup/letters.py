"""What each character is to the token reader: letter, tone, digit, capital, end of a sentence."""

import unicodedata

import numpy as np
import numpy.typing as npt

_SIZE = 1 << 16
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_NUMBER_JOINTS = ".,/:-"
_SENTENCE_ENDS = ".!?:…\n"
_EARLY = 0x3040  # above: scripts without case or tones


def _letter_and_tone(char: str) -> tuple[int, int]:
    """Splits a letter into the letter without its Vietnamese tone, in lower case, and the tone (0 to 5)."""
    marks = unicodedata.normalize("NFD", char.lower())
    tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
    plain = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return (ord(plain[0]) if plain else 0), tone


_ALL = [chr(code) for code in range(_SIZE)]
_SPLIT = [_letter_and_tone(char) for char in _ALL[:_EARLY]]
_RANDOM = np.random.Generator(np.random.PCG64(20170101))

WORD, DIGIT, UPPER, JOINT, STOP = (np.uint8(1 << bit) for bit in range(5))


def _classes() -> npt.NDArray[np.uint8]:
    """What each character is, one bit for each answer."""
    classes = np.zeros(_SIZE, np.uint8)
    for bit, chars in (
        (WORD, "".join(filter(str.isalnum, _ALL))),
        (DIGIT, "".join(filter(str.isdigit, _ALL[:_EARLY]))),
        (UPPER, "".join(filter(str.isupper, _ALL[:_EARLY]))),
        (JOINT, _NUMBER_JOINTS),
        (STOP, _SENTENCE_ENDS),
    ):
        classes[[ord(char) for char in chars]] |= bit
    return classes


CLASS = _classes()
_IN_WORDS = CLASS & WORD != 0

_values = _RANDOM.integers(1, 1 << 32, _SIZE, np.uint32)
_tones = np.array([0, *_RANDOM.integers(1, 1 << 32, len(_TONES), np.uint32)], np.uint32)
# A number for each letter without its tone, and one for each tone: summed apart, they do not say on
# which vowel the tone mark stands (hòa, hoà).
LETTER = np.where(_IN_WORDS, _values, 0).astype(np.uint32)
LETTER[:_EARLY] = np.where(_IN_WORDS[:_EARLY], _values[[letter for letter, _ in _SPLIT]], 0)
TONE = np.zeros(_SIZE, np.uint32)
TONE[:_EARLY] = _tones[[tone for _, tone in _SPLIT]]
