"""What an article reports of a program: signed, reviewed, at work, or planned."""

from transforms.programs.anchors import AT_WORK, Anchor
from transforms.programs.passage import Passage
from transforms.programs.patterns import cue
from transforms.programs.periods import find_periods
from transforms.programs.phrases import SIGN

_REVIEW = cue("review")
_CEREMONY = cue("ceremony")
_CAME_OF_IT = cue("came of it")


def stage_of(passage: Passage, anchors: list[Anchor]) -> list[tuple[str, list[Anchor]]]:
    """The stage of a program with the anchors that carry it; a review that plans a renewal gives two."""
    senses = {anchor.sense for anchor in anchors}
    if "signed" in senses and not _leads_with_plan(anchors):
        reviewed = _reviewed_first(passage, anchors)
        if reviewed:
            return [("review", reviewed), ("signed", [a for a in anchors if a.sense == "signed"])]
        return [("signed", [a for a in anchors if a.sense in ("signed", "named")] or anchors)]
    past = [a for a in anchors if a.sense in ("earlier", "review", "implementation")]
    planned = [a for a in anchors if a.sense == "proposed"]
    if planned and past and _reports(passage, past):
        return [(_past_stage(passage, past), past), ("proposed", planned)]
    if planned:
        return [("proposed", [a for a in anchors if a.sense in ("proposed", "named")])]
    if senses <= {"named", "implementation"} and _CEREMONY.search(passage.low):
        return [("signed", anchors)]
    return [(_past_stage(passage, anchors), anchors)]


def _reviewed_first(passage: Passage, anchors: list[Anchor]) -> list[Anchor]:
    """Anchors of a term that the article is mainly about reviewing, beside the signing of the next one.

    A renewal is one program; it is two only when headline and lead tell of the review alone and the article
    gives the term that was reviewed.
    """
    title, lead = passage.part_span("title"), passage.part_span("lead")
    if not _REVIEW.search(passage.low, *title) or SIGN.search(passage.low, title[0], lead[1]):
        return []
    old = [a for a in anchors if a.sense != "signed"]
    signed = [
        p
        for a in anchors
        if a.sense == "signed"
        for p in find_periods(passage.low, a.sentence.start, a.sentence.end)
    ]
    terms = [p for a in old for p in find_periods(passage.low, a.sentence.start, a.sentence.end) if p.first]
    if signed and terms and all((p.first, p.last) != (q.first, q.last) for p in terms for q in signed):
        return old
    return []


def _leads_with_plan(anchors: list[Anchor]) -> bool:
    first = [a for a in anchors if a.sense in ("signed", "proposed")]
    return (
        bool(first)
        and all(a.sense == "proposed" for a in first if a.sentence.part in ("title", "lead"))
        and any(a.sentence.part in ("title", "lead") for a in first)
    )


def _reports(passage: Passage, past: list[Anchor]) -> bool:
    return any(a.sense == "review" or (a.sense == "earlier" and is_at_work(passage, a)) for a in past)


def is_at_work(passage: Passage, anchor: Anchor) -> bool:
    """Whether the words around a document of the past, or headline and lead, speak of what came of it."""
    before = passage.low[max(anchor.sentence.start, anchor.start - 60) : anchor.start]
    near = (
        passage.part_span("title"),
        passage.part_span("lead"),
        (anchor.sentence.start, anchor.sentence.end),
    )
    follows = passage.sentences[anchor.sentence.order + 1 : anchor.sentence.order + 2]
    if any(_CAME_OF_IT.search(passage.low[s.start : s.end]) for s in follows):
        return True
    return bool(AT_WORK.search(before)) or any(_REVIEW.search(passage.low, start, end) for start, end in near)


def _past_stage(passage: Passage, anchors: list[Anchor]) -> str:
    title = passage.part_span("title")
    lead = passage.part_span("lead")
    near = [title, lead, *((a.sentence.start, a.sentence.end) for a in anchors)]
    if any(a.sense == "review" for a in anchors) or any(
        _REVIEW.search(passage.low, start, end) for start, end in near
    ):
        return "review"
    body = passage.part_span("body")
    return "review" if _MEETING.search(passage.low, *body) else "implementation"


_MEETING = cue("review meeting")
