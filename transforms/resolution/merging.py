"""Follows the merges of the decisions file: programs that people found to be one."""

from collections.abc import Sequence

from transforms.resolution.centre import Centre, found_centre
from transforms.resolution.decisions import Decisions, DecisionsError, Judgement
from transforms.resolution.identity import program_ids
from transforms.resolution.lineage import Lineage
from transforms.resolution.outline import outline


def follow_merges(centres: Sequence[Centre], decisions: Decisions, lineage: Lineage) -> list[Centre]:
    """The centres, with those that a judgement names together made one."""
    if not decisions.merges:
        return list(centres)
    ids = _ids(centres, lineage)
    groups = list(range(len(centres)))
    for judged in decisions.merges:
        named = [at for at in range(len(centres)) if _is_named(judged, centres[at], ids[at])]
        _check(judged, centres, named)
        first = min((groups[at] for at in named), default=0)
        joined = {groups[at] for at in named}
        groups = [first if group in joined else group for group in groups]
    return [
        _join([centre for centre, its in zip(centres, groups, strict=True) if its == group])
        for group in sorted(set(groups))
    ]


def _ids(centres: Sequence[Centre], lineage: Lineage) -> list[str]:
    """The ids that the programs would have without merges."""
    homes: dict[frozenset[str], list[int]] = {}
    for at, centre in enumerate(centres):
        homes.setdefault(centre.home, []).append(at)
    ids = [""] * len(centres)
    for members in homes.values():
        names = program_ids([outline(centres[at], lineage) for at in members])
        for at, name in zip(members, names, strict=True):
            ids[at] = name
    return ids


def _is_named(judged: Judgement, centre: Centre, program_id: str) -> bool:
    return program_id in judged.names or not centre.names.isdisjoint(judged.names)


def _check(judged: Judgement, centres: Sequence[Centre], named: Sequence[int]) -> None:
    for name in judged.names:
        if "://" in name and sum(name in centres[at].names for at in named) > 1:
            raise DecisionsError(
                f"decisions: {name} tells of several programs; say which one is meant with {name}#1, #2, ..."
            )


def _join(centres: Sequence[Centre]) -> Centre:
    """One centre of the claims of all; its home is the largest, and stands for all."""
    if len(centres) == 1:
        return centres[0]
    largest = max(centres, key=lambda centre: (len(centre.home), sorted(centre.home)))
    claims = [claim for centre in centres for claim in centre.claims]
    joined = found_centre(claims[0], largest.home)
    for claim in claims[1:]:
        joined.join(claim)
    return joined
