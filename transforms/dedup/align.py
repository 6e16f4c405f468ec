"""Lays two texts side by side: the runs of words they share, and the gaps between the runs."""

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from transforms.dedup.sketch import Sketch


class Run(NamedTuple):
    """Words that stand in both texts: ``length`` of them from ``left`` and from ``right``."""

    left: int
    right: int
    length: int


class Gap(NamedTuple):
    """What stands between two shared runs: words ``left:left_end`` here, ``right:right_end`` there."""

    left: int
    left_end: int
    right: int
    right_end: int


def shared_runs(left: Sketch, right: Sketch) -> list[Run]:
    """The shared runs of the cheapest way to turn one text into the other (Levenshtein 1966)."""
    blocks = Levenshtein.opcodes(left.text, right.text).as_matching_blocks()
    return [Run(block.a, block.b, block.size) for block in blocks if block.size]


def find_gaps(runs: list[Run], left_words: int, right_words: int) -> Iterator[Gap]:
    """Finds the gaps before, between and after the runs."""
    left = right = 0
    for run in (*runs, Run(left_words, right_words, 0)):
        if run.left > left or run.right > right:
            yield Gap(left, run.left, right, run.right)
        left, right = run.left + run.length, run.right + run.length
