"""Tells a copy with edits from another report in the same words.

Both differ in a few places between long shared runs. An editor's changes fall anywhere and of any
shape: words dropped, added, replaced, mostly one at a time. A report cast in the same mould differs
where the mould has a slot: a number for a number, a name for a name, a phrase for a phrase. The
differences of the bodies are counted by shape and weighed; the weights are those of a logistic
regression on pairs of eight same-worded report families and of edited copies, rounded.
"""

from typing import NamedTuple

from transforms.dedup.align import Gap, Run, find_gaps
from transforms.dedup.sketch import Sketch

# A gap longer than this on one side, and three times the other, is a passage put in or left out: no evidence.
_SLOT_WORDS = 8
_SLOT_RATIO = 3
_BLOCK_WORDS = 40

_WEIGHTS = {"single": 1.4, "several": -0.8, "phrase": -1.7, "fact": -1.6}
_KEPT_WEIGHT = 0.27
_KEPT_MOST = 20
_CHANGED = -1.2
# Shapes come in proportion, so more than this many differences prove no more.
_DIFFERENCES_MOST = 20
# Edits replace one word about three times for every two that they drop or add; slots of one word never do.
_WORDS_PER_SINGLE = 4
_EXCESS_WEIGHT = -0.5
_FACTS_CHANGED_SHARE = 0.18


class Differences(NamedTuple):
    """How two bodies differ: places by shape, and facts that both have."""

    single: int  # one word dropped or added
    several: int  # two to eight words dropped or added
    word: int  # one word for another
    phrase: int  # a phrase for another
    fact: int  # a number or name for another
    kept: int  # facts in shared runs


def differences(left: Sketch, right: Sketch, runs: list[Run]) -> Differences:
    """Counts the differences inside the bodies by shape, but for what stands before or after all runs."""
    left_facts, right_facts = left.facts, right.facts
    count = dict.fromkeys(("single", "several", "word", "phrase", "fact", ""), 0)
    ends = len(left.codes), len(right.codes)
    for gap in find_gaps(runs, *ends):
        in_head = gap.left_end <= left.head or gap.right_end <= right.head
        if in_head or gap.left_end == ends[0] or gap.right_end == ends[1]:
            continue
        shape = _shape(gap)
        if shape in ("word", "phrase") and (
            left_facts[gap.left : gap.left_end].any() and right_facts[gap.right : gap.right_end].any()
        ):
            shape = "fact"
        count[shape] += 1
    del count[""]
    kept = sum(int(left_facts[run.left : run.left + run.length].sum()) for run in runs)
    return Differences(kept=kept, **count)


def _shape(gap: Gap) -> str:
    here, there = gap.left_end - gap.left, gap.right_end - gap.right
    shorter, longer = sorted((here, there))
    if longer > _BLOCK_WORDS or (longer > _SLOT_WORDS and longer > _SLOT_RATIO * shorter):
        return ""
    if not shorter:
        return "single" if longer == 1 else "several"
    return "phrase" if shorter > 1 else "word"


def copy_evidence(found: Differences) -> float:
    """Weighs differences: from 0 up a copy, below 0 another report in the same words."""
    places = found.single + found.several + found.word + found.phrase
    if not places and not found.fact:
        return _KEPT_WEIGHT * min(found.kept, _KEPT_MOST)
    if found.fact > 1 and found.fact > _FACTS_CHANGED_SHARE * (found.fact + found.kept):
        return _WEIGHTS["fact"] * found.fact
    scale = min(1.0, _DIFFERENCES_MOST / max(places, 1))
    excess = max(0, found.word - _WORDS_PER_SINGLE * (found.single + 1))
    shapes = (
        _WEIGHTS["single"] * found.single
        + _WEIGHTS["several"] * found.several
        + _WEIGHTS["phrase"] * found.phrase
        + _WEIGHTS["fact"] * found.fact
        + _EXCESS_WEIGHT * excess
    )
    return scale * shapes + _KEPT_WEIGHT * min(found.kept, _KEPT_MOST) + _CHANGED
