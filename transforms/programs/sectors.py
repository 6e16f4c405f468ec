"""Which fields of work a program covers, from what the text says of its content."""

import re
from dataclasses import dataclass
from functools import cache

from transforms.programs.patterns import read_rows


@dataclass(frozen=True, slots=True)
class SectorWord:
    """A sector, and the words that name it."""

    sector: str
    start: int
    end: int


# A sector's pattern is one long alternation, and no two of them share a beginning: trying each only where its
# first syllable stands costs a tenth of searching the text for every sector.
_FIRST = re.compile(r"(?:\(\?<![^()]*\))*(\w+|,)")
_SYLLABLE = re.compile(r"\w+|,")


@cache
def _by_syllable() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Sectors and their patterns by the syllable (or comma) with which they begin."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for row in read_rows("sectors.tsv"):
        for alternative in _alternatives(row["pattern"]):
            first = _FIRST.match(alternative)
            if first is None:
                raise ValueError(f"sector pattern begins with no word: {alternative}")
            wanted.setdefault((first[1], row["sector"]), []).append(alternative)
    found: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for (syllable, sector), parts in wanted.items():
        pattern = re.compile(rf"(?:{'|'.join(parts)})(?!\w)")
        found[syllable] = (*found.get(syllable, ()), (sector, pattern))
    return found


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, parted at the bars outside its groups."""
    depth, found = 0, [""]
    for sign in pattern:
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def find_all_sectors(low: str, start: int, end: int) -> list[SectorWord]:
    """Every word of a sector between two offsets."""
    starts = _by_syllable()
    return [
        SectorWord(sector, word.start(), word.end())
        for syllable in _SYLLABLE.finditer(low, start, end)
        for sector, pattern in starts.get(syllable.group(), ())
        if (word := pattern.match(low, syllable.start(), end))
    ]


@cache
def _core() -> dict[str, re.Pattern[str]]:
    return {row["sector"]: re.compile(rf"(?:{row['core']})") for row in read_rows("sectors.tsv")}


def is_core(sector: str, words: str) -> bool:
    """Whether words name the sector itself ("du lịch"), and not only what belongs to it ("khách sạn")."""
    return bool(_core()[sector].search(words))
