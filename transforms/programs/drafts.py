"""Puts the anchors of an article together to drafts of programs, each with its parties."""

from collections import Counter
from dataclasses import dataclass, field

from transforms.parties import compare_form
from transforms.programs.anchors import Anchor
from transforms.programs.cast import Cast
from transforms.programs.domestic import abroad, is_news_abroad, is_the_news
from transforms.programs.entities import Entity
from transforms.programs.frames import Frame, in_pairs, read_frame
from transforms.programs.groups import distinct
from transforms.programs.passage import Passage
from transforms.programs.patterns import cue
from transforms.programs.phrases import tells_of_many
from transforms.programs.roles import LIKELY, candidates, chosen
from transforms.programs.stages import is_at_work
from transforms.programs.worth import worth

DOUBTFUL = 0.3  # chance below which even parties that are named together make no program
MOST = 12  # programs of one article: the richest ceremony in the tuning articles had 3


@dataclass(slots=True)
class Draft:
    """A program in the making: the frames that speak of it, and its parties."""

    frames: list[Frame]
    parties: list[Entity]
    keys: frozenset[str] = field(default_factory=frozenset)
    listed: bool = False  # told of as one more of the documents that were signed

    @property
    def anchors(self) -> list[Anchor]:
        return [frame.anchor for frame in self.frames]


def drafts_of(passage: Passage, cast: Cast, anchors: list[Anchor]) -> list[Draft]:
    """The programs that an article tells of: those that a sentence names with their parties, else the likeliest."""  # noqa: E501
    frames = [one for anchor in anchors for one in in_pairs(passage, read_frame(passage, cast, anchor))]
    told = explicit_drafts(passage, cast, frames)
    drafts = [draft for draft in told if worth(passage, draft.frames, draft.parties, 1.0) >= DOUBTFUL]
    if not told:
        first = _founded(passage, cast, frames)
        drafts = [first] if first else []
    return drafts


def explicit_drafts(passage: Passage, cast: Cast, frames: list[Frame]) -> list[Draft]:
    """Programs that a sentence names with their parties."""
    drafts: list[Draft] = []
    explicit = [frame for frame in frames if len(frame.entities) >= 2 and _may_found(passage, frame)]
    for frame in sorted(
        explicit, key=lambda frame: (frame.anchor.sentence.part in ("title", "captions"), -frame.score)
    ):
        _place(passage, frame, drafts)
    drafts = _without_background(passage, drafts)
    loose = [frame for frame in frames if frame not in explicit]
    if len(drafts) > 1 and tells_of_many(passage):  # a sentence that names no parties tells of all
        known = frozenset().union(*(draft.keys for draft in drafts))
        loose = [frame for frame in loose if any(compare_form(e.name) in known for e in frame.entities)]
    for frame in loose:
        _attach(frame, drafts)
    kept = _kept(passage, drafts)
    for draft in kept:
        draft.parties = _with_commands(passage, cast, draft.parties)
    return kept


def _may_found(passage: Passage, frame: Frame) -> bool:
    """A plain noun founds a program only when its sentence says surely who signed."""
    anchor = frame.anchor
    if anchor.told and anchor.sentence.order == 0:
        return not abroad(passage, frame.entities)
    if all(entity.weak for entity in frame.entities) and not is_the_news(passage, frame):
        return False
    known = [entity for entity in frame.entities if not entity.weak]
    if (
        len(known) < 2
        and not (anchor.told and known)
        and anchor.sense not in ("signed", "proposed", "review")
    ):
        return False
    if not anchor.strong and (anchor.instrument == "contract" or frame.plain):
        return False
    if len(frame.entities) > MOST:
        return False
    if abroad(passage, frame.entities):
        return is_news_abroad(frame)
    if all(entity.kind == "country" for entity in frame.entities):
        return (
            anchor.strong
            and anchor.verb != (anchor.start, anchor.end)
            and frame.score >= 4
            and anchor.sense in ("signed", "proposed")
            and (anchor.sentence.order < 4 or frame.score >= 5)
        )
    if anchor.sense in ("signed", "proposed"):
        return anchor.strong or frame.score >= 4
    return anchor.strong and (frame.score >= 4 or anchor.sense == "review")


def _without_background(passage: Passage, drafts: list[Draft]) -> list[Draft]:
    """Leaves out documents of the past that are only named in passing.

    Beside a newer one they are background ("trước đó, A đã ký chương trình tương tự với C"); alone they count
    when the text says that they are being carried out or assessed.
    """
    told = [draft for draft in drafts if any(anchor.sense != "earlier" for anchor in draft.anchors)]
    return told or [draft for draft in drafts if any(is_at_work(passage, a) for a in draft.anchors)][:1]


def _place(passage: Passage, frame: Frame, drafts: list[Draft]) -> None:
    for draft in drafts:
        keys = _named_in_full(frame, draft)
        if _is_listed_apart(passage, frame, draft):
            continue
        if draft.keys == keys or (len(draft.keys & keys) >= 2) or (frame.score < 4 and draft.keys & keys):
            draft.frames.append(frame)
            draft.parties = _fuller(draft.parties, frame.entities)
            return
    if drafts and frame.anchor.sentence.part in ("title", "captions"):
        _attach(frame, drafts)
        for draft in drafts:
            draft.parties = _fuller(draft.parties, frame.entities)
        return
    keys = frozenset(compare_form(entity.name) for entity in frame.entities)
    drafts.append(Draft([frame], list(frame.entities), keys))


def _is_listed_apart(passage: Passage, frame: Frame, draft: Draft) -> bool:
    """Whether two papers of a list are two programs: "Thỏa thuận giữa A và B; Biên bản giữa A và B"."""
    if frame.score < 4 or frame.anchor.instrument == "unspecified":
        return False
    for other in draft.frames:
        first, last = sorted((frame.anchor, other.anchor), key=lambda anchor: anchor.start)
        if (
            other.score >= 4
            and other.anchor.instrument != "unspecified"
            and first.sentence.order == last.sentence.order
            and first.instrument != last.instrument
            and ";" in passage.low[first.end : last.start]
        ):
            return True
    return False


def _named_in_full(frame: Frame, draft: Draft) -> frozenset[str]:
    """The frame's parties, a shorter or longer name of a body taken for the one that the draft has."""
    found = set()
    for entity in frame.entities:
        key = compare_form(entity.name)
        alike = [compare_form(p.name) for p in draft.parties if p.kind == entity.kind and p.kind in _BODIES]
        found.add(next((name for name in alike if _is_part(key, name) or _is_part(name, key)), key))
    return frozenset(found)


_BODIES = ("agency", "association", "party_body", "company", "bank", "university", "other")


def _is_part(short: str, long: str) -> bool:
    return long.startswith(short + " ") or long.endswith(" " + short)


def _fuller(parties: list[Entity], others: tuple[Entity, ...]) -> list[Entity]:
    """Takes the fuller name where another frame has one: Bộ Tư pháp is Bộ Tư pháp Việt Nam."""
    found = []
    for party in parties:
        key = compare_form(party.name) + " "
        longer = [
            o for o in others if o.kind == party.kind == "ministry" and compare_form(o.name).startswith(key)
        ]
        found.append(longer[0] if longer and longer[0].country == party.country else party)
    return found


_COMMANDS = ("bộ chỉ huy ", "bộ tư lệnh ")


def _with_commands(passage: Passage, cast: Cast, parties: list[Entity]) -> list[Entity]:
    """Names the command where a later sentence shortens it: "Bộ đội Biên phòng tỉnh" is its Bộ Chỉ huy."""
    if not any(party.kind == "agency" for party in parties):
        return parties
    named = [
        e for s in passage.sentences[:6] for e in cast.of(s) if compare_form(e.name).startswith(_COMMANDS)
    ]
    return [
        next((e for e in named if compare_form(e.name).endswith(" " + compare_form(party.name))), party)
        for party in parties
    ]


def _attach(frame: Frame, drafts: list[Draft]) -> None:
    if not drafts or any(frame in draft.frames for draft in drafts):
        return
    kind = frame.anchor.instrument
    same = [d for d in drafts if kind != "unspecified" and any(a.instrument == kind for a in d.anchors)]
    if frame.anchor.sentence.part in ("title", "captions"):
        min(same or drafts, key=lambda draft: draft.frames[0].anchor.start).frames.append(frame)
        return
    before = [draft for draft in same or drafts if draft.frames[0].anchor.start <= frame.anchor.start]
    (before[-1] if before else (same or drafts)[0]).frames.append(frame)


def _founded(passage: Passage, cast: Cast, frames: list[Frame]) -> Draft | None:
    """A program whose document stands in no sentence with its parties: "hai tỉnh ký biên bản"."""
    usable = [frame for frame in frames if not _is_a_deal(frame.anchor) and not frame.anchor.told]
    if not usable or usable[0].open:
        return None
    picked = chosen(candidates(passage, cast, [frame.anchor for frame in usable]), promised(usable))
    parties = distinct([one.entity for one in picked])
    if not 2 <= len(parties) <= MOST or abroad(passage, parties):
        return None
    if (
        all(entity.kind == "country" for entity in parties)
        or worth(passage, usable, parties, min(one.chance for one in picked)) < LIKELY
    ):
        return None
    return Draft(usable, parties, frozenset(compare_form(entity.name) for entity in parties))


def promised(frames: list[Frame]) -> int | None:
    """How many sides most of the sentences speak of: "hai tỉnh", "ba bên"."""
    counts = Counter(frame.expected for frame in frames if frame.expected)
    return counts.most_common(1)[0][0] if counts else None


def _is_a_deal(anchor: Anchor) -> bool:
    return anchor.instrument == "contract" and not anchor.strong


_ALSO = cue("one more document")


def _listed(passage: Passage, draft: Draft) -> bool:
    """Whether a document is told of as one more of those signed: "văn bản thứ ba là ..."."""
    return any(
        _ALSO.search(passage.low, a.sentence.start, a.start) for a in draft.anchors if a.sense == "named"
    )


def _kept(passage: Passage, drafts: list[Draft]) -> list[Draft]:
    """Leaves out arrangements that are named only in passing beside what the article is about."""
    told = [draft for draft in drafts if any(a.sense in ("signed", "proposed") for a in draft.anchors)]
    if told:
        for draft in drafts:
            if draft not in told and _listed(passage, draft):
                draft.listed = True
                told.append(draft)
        drafts = [
            d for d in drafts if d in told or any(a.sense in ("review", "implementation") for a in d.anchors)
        ]
    return sorted(drafts, key=lambda draft: min(anchor.start for anchor in draft.anchors))
