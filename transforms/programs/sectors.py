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


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["sector"], re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)")) for row in read_rows("sectors.tsv")
    )


def find_sectors(low: str, spans: list[tuple[int, int]], barred: list[tuple[int, int]]) -> list[SectorWord]:
    """Sectors named in the spans, each with its first words; words inside the names of parties do not count."""  # noqa: E501
    found: list[SectorWord] = []
    for sector, pattern in _patterns():
        for start, end in spans:
            word = next((m for m in pattern.finditer(low, start, end) if not _inside(m.span(), barred)), None)
            if word:
                found.append(SectorWord(sector, word.start(), word.end()))
                break
    return found


def _inside(span: tuple[int, int], barred: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in barred)
