"""Reads the fields of each program and writes them down with the words that support them."""

from datetime import date

from transforms.parties import resolve_party
from transforms.programs.anchors import Anchor
from transforms.programs.cast import Cast
from transforms.programs.drafts import MOST, Draft, drafts_of
from transforms.programs.entities import Entity
from transforms.programs.passage import Passage
from transforms.programs.periods import Period
from transforms.programs.sectors import SectorWord
from transforms.programs.signatories import Person
from transforms.programs.stages import stage_of
from transforms.programs.terms import period_of, place_of, sectors_of, signatories_of, signing_day
from warehouse.tables import Evidence, Mention, MentionParty, Signatory


def assemble(
    passage: Passage, cast: Cast, anchors: list[Anchor], published: date | None, year: int | None
) -> tuple[Mention, ...]:
    """The programs of an article, in the order in which it tells of them."""
    drafts = drafts_of(passage, cast, anchors)
    mentions = []
    for draft in drafts[:MOST]:
        mentions.extend(_mentions(passage, cast, draft, drafts, published, year))
    return tuple(mentions)


def _mentions(
    passage: Passage, cast: Cast, draft: Draft, drafts: list[Draft], published: date | None, year: int | None
) -> list[Mention]:
    stages = [("signed", draft.anchors)] if draft.listed else stage_of(passage, draft.anchors)
    made = []
    for at, (stage, anchors) in enumerate(stages):
        apart = [
            anchor
            for k, (_, other) in enumerate(stages)
            if k != at
            for anchor in other
            if anchor not in anchors
        ]
        made.append(_mention(passage, cast, draft, stage, anchors, apart, drafts, published, year))
    return made


def _mention(
    passage: Passage, cast: Cast, draft: Draft, stage: str, anchors: list[Anchor], apart: list[Anchor],
    drafts: list[Draft], published: date | None, year: int | None,
) -> Mention:  # fmt: skip
    instrument, main = instrument_of(anchors)
    others = [anchor for other in drafts if other is not draft for anchor in other.anchors] + apart
    day = signing_day(passage, stage, anchors, published, year)
    period = period_of(passage, stage, anchors, others, published)
    words = sectors_of(passage, cast, stage, anchors, others)
    people = signatories_of(passage, cast, stage, anchors, others, draft.parties)
    place = place_of(passage, cast, stage, anchors)
    parties = tuple(_party(entity, published) for entity in draft.parties)
    ids = {party.name: party.party_id for party in parties}
    return Mention(
        instrument=instrument, stage=stage, parties=parties,
        signed_on=day[0] if day else None,
        period_start=period.first if period else None, period_end=period.last if period else None,
        place=passage.shown[place.start : place.end] if place else None,
        sectors=tuple(word.sector for word in words),
        signatories=tuple(
            Signatory(name=person.name, title=title, party=party, party_id=ids.get(party or ""))
            for person, title, party in people
        ),
        confidence=_confidence(draft, anchors, stage),
        evidence=_evidence(passage, draft, main, day, period, place, words, people),
    )  # fmt: skip


def _party(entity: Entity, published: date | None) -> MentionParty:
    kind, country = entity.kind, entity.country
    party = resolve_party(entity.name, kind, published, country=country)
    return MentionParty(name=entity.name, kind=kind, country=country, party_id=party.party_id)


def instrument_of(anchors: list[Anchor]) -> tuple[str, Anchor]:
    """The document's kind: the sense that was reported counts most, then a noun of its own over a plain one."""  # noqa: E501

    def weight(anchor: Anchor) -> tuple[bool, bool, bool, bool, int]:
        return (
            anchor.instrument != "unspecified", anchor.strong,
            anchor.sense in ("signed", "proposed", "review"), anchor.sentence.part != "title", -anchor.start,
        )  # fmt: skip

    main = max(anchors, key=weight)
    counts: dict[str, int] = {}
    for anchor in anchors:
        if anchor.strong and anchor.instrument != "unspecified":
            counts[anchor.instrument] = (
                counts.get(anchor.instrument, 0) + 1 + (anchor.sense in ("signed", "proposed"))
            )
    if counts:
        best = max(counts, key=lambda name: counts[name])
        if counts[best] > counts.get(main.instrument, 0):
            main = max((a for a in anchors if a.instrument == best), key=weight)
    return main.instrument, main


def _confidence(draft: Draft, anchors: list[Anchor], stage: str) -> float:
    """Rises with how surely parties and stage were read; calibrated by eye on the tuning articles."""
    score = max(frame.score for frame in draft.frames)
    value = 0.5 + 0.07 * score + (0.1 if any(anchor.strong for anchor in anchors) else 0.0)
    return round(min(value - (0.1 if stage == "implementation" else 0.0), 0.98), 2)


def _evidence(
    passage: Passage, draft: Draft, main: Anchor, day: tuple[date, int, int] | None, period: Period | None,
    place: Entity | None, words: list[SectorWord], people: list[tuple[Person, str | None, str | None]],
) -> tuple[Evidence, ...]:  # fmt: skip
    found = [passage.evidence("instrument", main.start, main.end)]
    found.append(passage.evidence("stage", main.sentence.start, main.sentence.end))
    found += [passage.evidence(f"party:{entity.name}", entity.start, entity.end) for entity in draft.parties]
    if day:
        found.append(passage.evidence("signed_on", day[1], day[2]))
    if period:
        found.append(passage.evidence("period", period.start, period.end))
    if place:
        found.append(passage.evidence("place", place.start, place.end))
    found += [passage.evidence(f"sector:{word.sector}", word.start, word.end) for word in words]
    found += [
        passage.evidence(f"signatory:{person.name}", person.start, person.end) for person, _, _ in people
    ]
    return tuple(found)
