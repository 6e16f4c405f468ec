"""An article as one levelled text for matching, with the way back to the parts as they were given."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from transforms.programs.patterns import UPPER
from transforms.programs.records import Document
from transforms.text import one_tone_style
from warehouse.tables import Evidence

LONGEST_SENTENCE = 2_000  # a longer one is cut: the work on a sentence may grow with its square
LONGEST = 60_000  # code points read of one part: longer than any article, and a bound on the work

_LEVEL = str.maketrans({
    "\xa0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\r": " ", "\u200b": " ", "\ufeff": " ",
    "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'",
})  # fmt: skip
_ABBREVIATION = re.compile(
    r"(?:\b(?:TP|Tp|TS|ThS|Th\.S|PGS|GS|BS|KTS|LS|CK|Q|P|TX|TT|T\.Ư|St|Mr|Ms|Dr|Nxb|NXB|v\.v|tr|ĐT|H|ST)|"
    r"\b[A-ZĐ](?:\.[A-ZĐ])*)\.$"
)  # fmt: skip
_STOP = re.compile(rf"""[.!?…]["')\]]*(?=\s+["'(\[]*[{UPPER}0-9-])|\n""")


_LINK_FOLLOWS = re.compile(r"\s*<a href")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a span of the levelled text, and the part that it stands in."""

    start: int
    end: int
    part: str
    order: int


@dataclass(frozen=True, slots=True)
class _Piece:
    part: str
    start: int
    original: str
    offsets: list[int] | None  # of each levelled code point in the original; None: the same


class Passage:
    """``shown`` is the article in NFC, ``norm`` in one tone style, ``low`` in lower case, offset by offset."""  # noqa: E501

    def __init__(self, document: Document) -> None:
        self.document = document
        self._pieces: list[_Piece] = []
        levelled, at = [], 0
        for part, original in _parts(document):
            text, offsets = _level(original[:LONGEST])
            self._pieces.append(_Piece(part, at, original, offsets))
            levelled.append(text)
            at += len(text) + 1
        self.shown = "\n".join(levelled)
        self.norm = one_tone_style(self.shown)
        self.low = _lower(self.norm)
        self._starts = [piece.start for piece in self._pieces]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences of all parts, in reading order."""
        found: list[Sentence] = []
        begin = 0
        for stop in _STOP.finditer(self.norm):
            if stop.group()[0] == "." and _ABBREVIATION.search(
                self.norm, max(begin, stop.start() - 8), stop.start() + 1
            ):
                continue
            self._add_sentence(found, begin, stop.end())
            begin = stop.end()
        self._add_sentence(found, begin, len(self.norm))
        return tuple(found)

    def _add_sentence(self, found: list[Sentence], start: int, end: int) -> None:
        while start < end and self.norm[start].isspace():
            start += 1
        while end > start and self.norm[end - 1].isspace():
            end -= 1
        if end > start and self.norm[end - 1].isalnum() and _LINK_FOLLOWS.match(self.norm, end):
            return  # the headline of another article, which a feed item carries in front of its link
        while end - start > LONGEST_SENTENCE:
            cut = self.norm.rfind(" ", start + 1, start + LONGEST_SENTENCE) + 1 or start + LONGEST_SENTENCE
            found.append(Sentence(start, cut, self._piece(start).part, len(found)))
            start = cut
        if end > start:
            found.append(Sentence(start, end, self._piece(start).part, len(found)))

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the offset, or the last one before it."""
        index = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[max(index, 0)]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def _piece(self, offset: int) -> _Piece:
        return self._pieces[bisect_right(self._starts, offset) - 1]

    def part_span(self, part: str) -> tuple[int, int]:
        """Where a part stands in the levelled text."""
        for piece, after in zip(self._pieces, [*self._starts[1:], len(self.norm) + 1], strict=True):
            if piece.part == part:
                return piece.start, after - 1
        return 0, 0

    def evidence(self, field: str, start: int, end: int) -> Evidence:
        """The words of the article between two offsets of the levelled text, cut at the end of the part."""
        piece = self._piece(start)
        first, last = start - piece.start, max(end - 1, start) - piece.start
        if piece.offsets is None:
            begin, stop = first, min(last + 1, len(piece.original))
        else:
            begin, stop = piece.offsets[first], piece.offsets[min(last + 1, len(piece.offsets) - 1)]
        return Evidence(field=field, part=piece.part, start=begin, end=stop, text=piece.original[begin:stop])

    def original(self, start: int, end: int) -> str:
        """The words between two offsets as the page prints them, in NFC and without odd blanks."""
        return " ".join(unicodedata.normalize("NFC", self.evidence("", start, end).text).split())


def _parts(document: Document) -> list[tuple[str, str]]:
    return [
        ("title", document.title),
        ("lead", document.lead or ""),
        ("body", "\n".join(document.body)),
        ("captions", "\n".join(document.captions)),
    ]


def _level(text: str) -> tuple[str, list[int] | None]:
    if unicodedata.is_normalized("NFC", text):
        return text.translate(_LEVEL), None
    composed, offsets = [], []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC", text[start:end])
        composed.append(piece)
        offsets.extend([start] * len(piece))
    return "".join(composed).translate(_LEVEL), [*offsets, len(text)]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans of a letter and the marks that follow it: composing never reaches across them in Vietnamese."""
    starts = [at for at, letter in enumerate(text) if at == 0 or not unicodedata.combining(letter)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _lower(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
