"""Decides from two sketches alone whether two articles are copies of one text."""

from transforms.dedup.align import Run, shared_runs
from transforms.dedup.guard import Differences, copy_evidence, differences
from transforms.dedup.sketch import Sketch
from warehouse.record import record
from warehouse.tables import Copy

# Share of the shorter text that stands in the longer one. Unrelated articles that share a paragraph
# or two stay below 0.55; copies trimmed, rewritten at the head and edited in every third word reach 0.65.
NEAR_SHARE = 0.6
# A short text (photo story, brief) holds too little to tell an edit from another fact.
SHORT_WORDS = 40
SHORT_SHARE = 0.85
_EXCERPT_SHARE = 0.9
_EXCERPT_LENGTH = 0.8


@record
class Comparison:
    """What two texts share, how they differ, and what follows."""

    share: float  # of the shorter text that stands in the longer one
    runs: list[Run]
    differences: Differences
    evidence: float  # from 0 up a copy, below 0 another report in the same words


def compare(left: Sketch, right: Sketch) -> Comparison:
    """Lays two texts side by side and weighs what differs."""
    runs = shared_runs(left.text, right.text)
    shorter = min(len(left.text), len(right.text))
    found = differences(left, right, runs)
    share = sum(words for _, _, words in runs) / max(1, shorter)
    return Comparison(share=share, runs=runs, differences=found, evidence=copy_evidence(found))


def enough_shared(share: float, words: int) -> bool:
    """Says whether two texts share enough to be copies; ``words`` of the shorter one."""
    return share >= (NEAR_SHARE if words >= SHORT_WORDS else SHORT_SHARE)


@record
class Verdict:
    """Whether two texts are copies, and the share of the shorter one that stands in the longer one."""

    copy: bool
    share: float


def judge(left: Sketch, right: Sketch) -> Verdict:
    """Compares two texts; symmetric in its arguments."""
    if right.article_id < left.article_id:
        left, right = right, left
    shorter = min(len(left.text), len(right.text))
    if not shorter:
        return Verdict(copy=False, share=0.0)
    runs = shared_runs(left.text, right.text)
    share = sum(words for _, _, words in runs) / shorter
    copy = enough_shared(share, shorter) and copy_evidence(differences(left, right, runs)) >= 0
    return Verdict(copy=copy, share=round(share, 4))


def verify(left: Sketch, right: Sketch) -> Copy | None:
    """Returns the copy that the two articles make, or None; symmetric in its arguments."""
    if right.article_id < left.article_id:
        left, right = right, left
    if left.exact == right.exact:
        return Copy(left_id=left.article_id, right_id=right.article_id, kind="exact", similarity=1.0)
    found = judge(left, right)
    if not found.copy:
        return None
    shorter, longer = sorted((len(left.text), len(right.text)))
    excerpt = found.share >= _EXCERPT_SHARE and shorter < _EXCERPT_LENGTH * longer
    kind = "excerpt" if excerpt else "near"
    return Copy(left_id=left.article_id, right_id=right.article_id, kind=kind, similarity=found.share)
