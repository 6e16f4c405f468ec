"""Cuts an article's text around the words that support a program: what an evidence card shows."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from warehouse.record import record

# Enough of the paragraph to judge the quote; the whole article stays with its publisher.
MARGIN = 160
PARTS = ("title", "lead", "body", "captions")
GAP = " … "


@record
class Span:
    """Words of one part that support a field; offsets count code points."""

    field: str
    part: str
    start: int
    end: int
    text: str


@record
class Piece:
    """A run of text and the fields that it supports; none for what stands around the quotes."""

    text: str
    fields: tuple[str, ...] = ()


def pieces(text: str, spans: Iterable[Span], margin: int = MARGIN) -> list[Piece]:
    """The quotes in their surroundings, with a gap sign where text was left out.

    A span whose words are not at its offsets (the text is another version's) is shown alone.
    """
    asked = list(spans)
    true = [span for span in asked if span.start < span.end and text[span.start : span.end] == span.text]
    strays = [Piece(text=span.text, fields=(span.field,)) for span in asked if span not in true]
    shown: list[Piece] = []
    windows = _windows(true, text, margin)
    for start, end in windows:
        if start > 0:
            shown.append(Piece(text=GAP))
        shown += _cut(text, start, end, true)
    if windows and windows[-1][1] < len(text):
        shown.append(Piece(text=GAP))
    return shown + [piece for stray in strays for piece in (Piece(text=GAP), stray)]


def _windows(spans: Sequence[Span], text: str, margin: int) -> list[tuple[int, int]]:
    """The stretches to show: no word is cut where a blank is near."""
    found: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: span.start):
        start, end = _opening(text, span.start, margin), _closing(text, span.end, margin)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _opening(text: str, start: int, margin: int) -> int:
    wanted = max(0, start - margin)
    blank = text.find(" ", wanted, start)
    return blank + 1 if wanted and blank >= 0 else wanted


def _closing(text: str, end: int, margin: int) -> int:
    wanted = min(len(text), end + margin)
    blank = text.rfind(" ", end, wanted)
    return blank if wanted < len(text) and blank >= 0 else wanted


def _cut(text: str, start: int, end: int, spans: Sequence[Span]) -> list[Piece]:
    inside = [span for span in spans if start <= span.start and span.end <= end]
    edges = sorted({start, end, *(span.start for span in inside), *(span.end for span in inside)})
    return [
        Piece(
            text=text[left:right],
            fields=tuple(dict.fromkeys(s.field for s in inside if s.start <= left and right <= s.end)),
        )
        for left, right in pairwise(edges)
    ]
