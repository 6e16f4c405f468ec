"""Who is named together: runs of parties with nothing between them but links, guests and hosts."""

import re
from itertools import pairwise

from transforms.parties import compare_form
from transforms.programs.cast import Cast
from transforms.programs.entities import Entity
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import UPPER, cue

_SOLE_GAP = cue("links between parties")
_WITH = cue("with")


def is_a_link(passage: Passage, between: str, at: int) -> bool:
    """Whether the words between two names, from ``at`` on, only link them: "và", offices, people."""
    return bool(_SOLE_GAP.match(_APPOSITION.sub("", _without_names(passage, between, at))))


_APPOSITION = cue("apposition")  # "A, công ty của Singapore"
_PERSON = re.compile(rf"(?:(?:[{UPPER}][\w'’-]*) ?){{2,5}}")
_TITLES = cue("titles in gaps")


def _without_names(passage: Passage, between: str, at: int) -> str:
    """A gap without people and their offices: "A Nguyễn Văn X và Chủ tịch UBND tỉnh B"."""
    shown = passage.norm[at : at + len(between)]
    bare = _PERSON.sub(" ", shown).lower()
    if not _TITLES.search(between) and bare == shown.lower():
        return between
    return re.sub(r"[,.]", " ", _TITLES.sub(" ", bare))


def distinct(entities: list[Entity]) -> list[Entity]:
    """Each party once; the fuller name of two spellings is kept, at the first place."""
    found: dict[str, Entity] = {}
    for entity in entities:
        found.setdefault(compare_form(entity.name), entity)
    return [entity for key, entity in found.items() if not _is_tail(key, entity, found)]


def _is_tail(key: str, entity: Entity, found: dict[str, Entity]) -> bool:
    """Whether a longer name of the same kind ends with this one: a body, and the body's own committee."""
    if entity.weak:
        return any(name != key and f" {key} " in f" {name} " for name in found)
    if entity.kind not in ("association", "agency", "party_body", "company"):
        return False
    return any(other.kind == entity.kind and name.endswith(" " + key) for name, other in found.items())


def groups(passage: Passage, cast: Cast, sentence: Sentence) -> list[list[Entity]]:
    """Runs of entities that are named together: "A - B", "tỉnh A và tỉnh B", "A hội đàm với B"."""
    found: list[list[Entity]] = []
    run: list[Entity] = []
    last: Entity | None = None
    for entity in cast.usable(sentence):
        between = passage.low[last.end : max(entity.head, last.end)] if last else ""
        if last and _linked(passage, between, last.end):
            run.append(entity)
        else:
            if len(run) > 1:
                found.append(distinct(run))
            run = [entity]
        last = entity
    if len(run) > 1:
        found.append(distinct(run))
    found.extend(_visits(passage, cast, sentence))
    return [group for group in found if len(group) > 1]


_VISIT = cue("visit")
_HOSTS = ("province", "foreign_region", "district", "ministry", "agency", "university")


def _visits(passage: Passage, cast: Cast, sentence: Sentence) -> list[list[Entity]]:
    """Guest and host: "đoàn tỉnh A sang thăm và làm việc tại tỉnh B"."""
    entities = [entity for entity in cast.of(sentence) if entity.kind in _HOSTS]
    return [
        distinct([guest, host])
        for guest, host in pairwise(entities)
        if _VISIT.fullmatch(passage.low[guest.end : host.head]) and _are_peers(guest, host)
    ]


def _are_peers(guest: Entity, host: Entity) -> bool:
    """Whether a host is one that guests come to see, not just the place that they come to."""
    lands = ("province", "foreign_region")
    return guest.kind == host.kind or (guest.kind in lands and host.kind in lands and not host.bare)


_MEETING = cue("meeting")


def _linked(passage: Passage, between: str, at: int) -> bool:
    if is_a_link(passage, between, at):
        return True
    return (
        len(between) < 110
        and "." not in between.strip(" .")
        and bool(_MEETING.search(between))
        and bool(_WITH.search(between))
    )
