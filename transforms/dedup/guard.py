"""Tells a copy with edits from another report in the same words.

Both differ in a few places between long shared runs. An editor's changes fall anywhere and of any
shape: words dropped, added, replaced, mostly one at a time. A report cast in the same mould differs
where the mould has a slot: a number for a number, a name for a name, a phrase for a phrase. The
differences of the bodies are counted by shape and weighed. The weights were set by hand, by reading the
errors on made families of same-worded reports and on edited copies; they are no fitted model.
"""

import math
from typing import NamedTuple

from transforms.dedup.align import Run, inner_gaps
from transforms.dedup.sketch import Sketch

# A gap longer than this on one side, and three times the other, is a passage put in or left out: no evidence.
_SLOT_WORDS = 8
_SLOT_RATIO = 3
_BLOCK_WORDS = 40

# Evidence of one difference of each shape, positive for a copy.
_SINGLE, _SINGLE_MORE, _SINGLES_FULL, _SINGLES_MOST = 1.4, 0.3, 4, 20
_SEVERAL, _SEVERAL_MOST = -0.8, 6
_PHRASE = -2.8
_FACT = -2.4
_KEPT, _KEPT_MOST, _KEPT_MOST_UNCHANGED = 0.27, 20, 80
_CHANGED = -1.3
# Edits that fall anywhere hit neighbouring words now and then, and look like a changed phrase, a longer
# cut or a changed fact. Measured on copies with 5 to 30 % of edits, p the differences per word: 0.45 x pq
# phrases per word, with q the share of words edited that gives p = q (1 - q) places; 0.045 x p squared
# longer cuts per word; 0.9 x p cubed changed facts per kept one.
_CHANCE_PHRASES, _CHANCE_SEVERAL, _CHANCE_FACTS = 0.45, 0.045, 0.9
# Edits replace one word about three times for every two that they drop or add; slots of one word never do.
_WORDS_PER_SINGLE = 4
_EXCESS = -0.5
_FACTS_CHANGED_SHARE = 0.18
# A rewritten lead keeps about half of its words; edits in every fifth word keep more.
_SAME_HEAD_SHARE = 0.7


class Differences(NamedTuple):
    """How two bodies differ: places by shape, and facts that both have."""

    single: int  # one word dropped or added
    several: int  # two to eight words dropped or added
    word: int  # one word for another
    phrase: int  # a phrase for another
    fact: int  # a number or name for another
    kept: int  # facts in shared runs
    words: int  # words of the shorter text


def differences(left: Sketch, right: Sketch, runs: list[Run]) -> Differences:
    """Counts the differences inside the bodies by shape."""
    here_facts, there_facts = left.facts_before, right.facts_before
    count = {"single": 0, "several": 0, "word": 0, "phrase": 0, "fact": 0, "block": 0}
    rewritten = _head_rewritten(left, right, runs)
    for start, end, there_start, there_end in inner_gaps(runs):
        in_head = end <= left.head or there_end <= right.head
        one_sided = start == end or there_start == there_end  # such as the agency's name before the lead
        if in_head and (rewritten or one_sided):
            continue
        facts_change = (
            here_facts[start] < here_facts[end] and there_facts[there_start] < there_facts[there_end]
        )
        count[_shape(end - start, there_end - there_start, facts_change)] += 1
    del count["block"]
    kept = sum(here_facts[start + words] - here_facts[start] for start, _, words in runs)
    return Differences(kept=kept, words=min(len(left.text), len(right.text)), **count)


def _head_rewritten(left: Sketch, right: Sketch, runs: list[Run]) -> bool:
    """Says whether papers gave the story heads of their own; a slot or two in one head is no rewriting."""
    shorter = min(left.head, right.head)
    shared = sum(
        min(words, left.head - start, right.head - there)
        for start, there, words in runs
        if start < left.head and there < right.head
    )
    return shared < _SAME_HEAD_SHARE * shorter


def _shape(here: int, there: int, facts_change: bool) -> str:
    shorter, longer = (here, there) if here < there else (there, here)
    if longer > _SLOT_WORDS and (longer > _BLOCK_WORDS or longer > _SLOT_RATIO * shorter):
        return "block"
    if not shorter:
        return "single" if longer == 1 else "several"
    if facts_change:
        return "fact"
    return "phrase" if shorter > 1 else "word"


def copy_evidence(found: Differences) -> float:
    """Weighs differences: from 0 up a copy, below 0 another report in the same words."""
    # Another report keeps no long row of facts without a change in one.
    kept = _KEPT * min(found.kept, _KEPT_MOST if found.fact else _KEPT_MOST_UNCHANGED)
    places = found.single + found.several + found.word + found.phrase
    if not (found.word or found.phrase or found.fact):  # a slot is filled in both reports
        return kept
    if found.fact > 1 and found.fact > _FACTS_CHANGED_SHARE * (found.fact + found.kept):
        return _FACT * found.fact
    density = min(0.25, places / found.words)
    edited = (1 - math.sqrt(1 - 4 * density)) / 2
    chance = _CHANCE_PHRASES * places * edited
    phrases = max(0.0, found.phrase - chance) / math.sqrt(1 + chance)
    several = max(0.0, found.several - _CHANCE_SEVERAL * places * density) / math.sqrt(1 + chance)
    facts = max(0.0, found.fact - _CHANCE_FACTS * density**3 * found.kept)
    words = max(0, found.word - _WORDS_PER_SINGLE * (found.single + 1))
    return (
        _SINGLE * min(found.single, _SINGLES_FULL)
        + _SINGLE_MORE * min(max(found.single - _SINGLES_FULL, 0), _SINGLES_MOST)
        + _SEVERAL * min(several, _SEVERAL_MOST)
        + _PHRASE * phrases
        + _FACT * facts
        + _EXCESS * words
        + kept
        + _CHANGED
    )
