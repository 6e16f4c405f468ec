"""Lays two texts side by side: the runs of words they share, and the gaps between the runs."""

from itertools import pairwise

from rapidfuzz.distance import Levenshtein

# (start here, start there, words): words that stand in both texts.
Run = tuple[int, int, int]
# (start here, end here, start there, end there): what stands between two shared runs.
Gap = tuple[int, int, int, int]


def shared_runs(left: str, right: str) -> list[Run]:
    """The shared runs of the cheapest way to turn one text into the other (Levenshtein 1966), in order."""
    blocks = Levenshtein.opcodes(left, right).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def inner_gaps(runs: list[Run]) -> list[Gap]:
    """The gaps between runs, in order; what stands before the first and after the last is not among them."""
    return [
        (left + words, next_left, right + words, next_right)
        for (left, right, words), (next_left, next_right, _) in pairwise(runs)
    ]
