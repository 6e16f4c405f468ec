"""Mentions to programs, for a closed neighbourhood of mentions."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from transforms.resolution.blocks import home_key
from transforms.resolution.claim import Claim, make_claim
from transforms.resolution.decisions import Decisions
from transforms.resolution.facts import ResolvedProgram, make_program
from transforms.resolution.grouping import group_claims
from transforms.resolution.homes import Home, find_homes
from transforms.resolution.identity import program_ids
from transforms.resolution.lineage import Lineage, built_in_lineage
from transforms.resolution.merging import follow_merges
from transforms.resolution.outline import Outline, outline
from transforms.resolution.renewal import find_renewals
from warehouse.record import record
from warehouse.tables import Report


@record
class Resolution:
    """Programs, sorted by id; ``mention_ids`` are all mentions that they were made of."""

    programs: tuple[ResolvedProgram, ...]
    mention_ids: frozenset[str]


def resolve(
    reports: Iterable[Report],
    decisions: Decisions | None = None,
    *,
    homes: Collection[int] | None = None,
    lineage: Lineage | None = None,
) -> Resolution:
    """Resolves reports to programs; the order of the reports does not matter.

    ``homes`` are the home keys whose programs are wanted (None: all). For these, the reports must be closed:
    every mention that has one of the keys, and every mention that shares dated keys with those, directly or
    through others. Then the programs are those that all mentions of the warehouse would give.
    """
    lineage, decisions = lineage or built_in_lineage(), decisions or Decisions()
    claims = [make_claim(report, lineage) for report in reports]
    wanted = _by_home(claims, None if homes is None else frozenset(homes))
    centres = [
        centre for home, group in wanted.items() for centre in group_claims(home, group, lineage, decisions)
    ]
    outlines = [outline(centre, lineage) for centre in follow_merges(centres, decisions, lineage)]
    return _finish(outlines, lineage)


def _by_home(claims: list[Claim], wanted: frozenset[int] | None) -> dict[Home, list[Claim]]:
    homes = find_homes(claims)
    groups: dict[Home, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[homes[claim.key]].append(claim)
    return {home: group for home, group in groups.items() if wanted is None or home_key(home) in wanted}


def _finish(outlines: list[Outline], lineage: Lineage) -> Resolution:
    groups: dict[Home, list[Outline]] = defaultdict(list)
    for drawn in outlines:
        groups[drawn.home].append(drawn)
    programs = [program for group in groups.values() for program in _finish_home(group, lineage)]
    return Resolution(
        programs=tuple(sorted(programs, key=lambda made: made.facts.program_id)),
        mention_ids=frozenset(row.mention_id for made in programs for row in made.links),
    )


def _finish_home(outlines: list[Outline], lineage: Lineage) -> list[ResolvedProgram]:
    ids = program_ids(outlines)
    renewals = find_renewals(outlines, lineage)
    return [
        make_program(drawn, ids[at], None if former is None else ids[former])
        for at, (drawn, former) in enumerate(zip(outlines, renewals, strict=True))
    ]
