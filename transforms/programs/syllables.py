"""Which words can be Vietnamese: a name of others is a brand or foreign."""

import re
import unicodedata
from functools import cache, lru_cache

from transforms.programs.patterns import read_text

# Onset, nucleus and coda of a Vietnamese syllable without its marks (Thompson, A Vietnamese Grammar).
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:a[iouy]?|eo?|eu|i(?:a|eu?|u)?|o(?:a[iy]?|eo?|i|o)?|u(?:a[iy]?|e|i|o[iu]?|u|y[aeu]?)?|y(?:eu?)?)"
    r"(?:ch?|m|ng?|nh|p|t)?"
)


@lru_cache(maxsize=16384)
def is_vietnamese(word: str) -> bool:
    """Whether a word in any case can be a Vietnamese syllable; marks are not needed."""
    folded = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return bool(_SYLLABLE.fullmatch("".join(c for c in folded if not unicodedata.combining(c))))


@cache
def _pairs() -> dict[str, frozenset[str]]:
    lines = (line.split() for line in read_text("syllable_pairs.txt").splitlines())
    return {first: frozenset(seconds) for first, *seconds in lines}


def is_word(first: str, second: str) -> bool:
    """Whether two syllables in lower case are one word in the news: "kiểm ngư", not "thuế đã"."""
    return second in _pairs().get(first, ())
