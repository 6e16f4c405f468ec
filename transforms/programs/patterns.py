"""Compiles patterns and word lists in the spelling that articles are levelled to."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from transforms.text import one_tone_style

# Capital letters of the Latin script, for use inside a character class.
UPPER = "A-Z" + "".join(
    chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper()
)


def pattern(source: str) -> re.Pattern[str]:
    """A compiled pattern whose letters are in the tone style of ``Passage``."""
    return re.compile(one_tone_style(source))


@cache
def _sections(file: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in read_text(file).split("\n"):
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
            found[name] = []
        elif line:
            found[name].append(line)
    return found


def cue(name: str) -> re.Pattern[str]:
    """The compiled pattern of a section of ``cues.txt``: its lines are alternatives."""
    return re.compile("|".join(_sections("cues.txt")[name]))


def word_list(name: str) -> frozenset[str]:
    """The words of a section of ``words.txt``."""
    return words("\n".join(_sections("words.txt")[name]))


def words(text: str) -> frozenset[str]:
    """A set of words or phrases given one after the other, parted by commas or line ends."""
    return frozenset(
        word.strip() for word in one_tone_style(text).replace("\n", ",").split(",") if word.strip()
    )


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a packaged .tsv file, levelled."""
    yield from csv.DictReader(read_text(name).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


def read_raw_rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a packaged .tsv file, as written."""
    text = files("transforms.programs").joinpath("data", name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def read_text(name: str) -> str:
    """A packaged data file, levelled."""
    return one_tone_style(files("transforms.programs").joinpath("data", name).read_text("utf-8"))
