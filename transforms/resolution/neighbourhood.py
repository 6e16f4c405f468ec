"""Finds, for new mentions, the stored ones that resolution must see together with them."""

from collections.abc import Collection, Iterable
from typing import Protocol

from transforms.resolution.blocks import block_keys
from transforms.resolution.decisions import Decisions, address_of
from transforms.resolution.lineage import Lineage, built_in_lineage
from transforms.resolution.meetings import Meetings
from warehouse.record import record
from warehouse.tables import MentionBlock, Report


class Shelf(Protocol):
    """Where stored reports and their keys are looked up."""

    def keyed(self, blocks: Collection[int]) -> Iterable[MentionBlock]:
        """Rows of the mentions that have one of the block keys, those keys as ``block``."""

    def homes(self, mention_ids: Collection[str]) -> Iterable[MentionBlock]:
        """The home row of each of the mentions."""

    def mates(self, mention_ids: Collection[str]) -> Collection[str]:
        """The mentions that share a stored program with one of the mentions."""

    def named(self, names: Collection[str]) -> Iterable[Report]:
        """Reports of articles by address, and of programs by id, former ids included."""

    def reports(self, mention_ids: Collection[str]) -> Iterable[Report]:
        """Reports by mention id."""


@record
class Neighbourhood:
    """Reports, closed for the programs of ``homes``: what ``resolve`` needs."""

    reports: tuple[Report, ...]
    homes: frozenset[int]


def find_neighbourhood(
    touched: Iterable[Report],
    shelf: Shelf,
    decisions: Decisions | None = None,
    *,
    gone: Collection[str] = (),
    lineage: Lineage | None = None,
) -> Neighbourhood:
    """The reports that can share a program with the touched ones, and the homes to resolve again.

    ``touched`` are reports that are new, or changed (the new form before the old), or go; ``gone`` are the
    mention ids of those that go. The search is over keys alone; the reports are read once, at the end. The
    number of lookups does not depend on the size of the store: a pair is looked up once, and homes are taken
    in once.
    """
    given = list(touched)
    if decisions and decisions.merges:
        names = {address_of(name) for judged in decisions.merges for name in judged.names}
        given += shelf.named(names)
    seeds = [block_keys(report.mention, lineage or built_in_lineage())[0] for report in given]
    meetings = Meetings(shelf.keyed)
    while True:
        found = _find(seeds, meetings)
        # Programs that a merge of earlier days, or older rules, made across homes come apart as a whole.
        torn = set(shelf.mates(found.settlers())) - found.homes.keys() - set(gone)
        if not torn:
            return _read(found, given, shelf, gone)
        seeds += shelf.homes(torn)


@record
class _Found:
    """Homes of the mentions that were met, and those homes that are to be resolved again."""

    homes: dict[str, int]
    wanted: frozenset[int]

    def settlers(self) -> list[str]:
        """The mentions whose home is wanted."""
        return [mention_id for mention_id, home in self.homes.items() if home in self.wanted]


def _find(seeds: Iterable[MentionBlock], meetings: Meetings) -> _Found:
    """Those whom the seeds meet, all that live in the homes of these, and whom those meet."""
    homes: dict[str, int] = {}
    # Of two forms of one mention the first counts; the keys of both lead on.
    met = meetings.closure(seeds)
    wanted = frozenset(row.home for row in met)
    for row in (*met, *meetings.closure([*met, *meetings.living_in(wanted)])):
        homes.setdefault(row.mention_id, row.home)
    return _Found(homes=homes, wanted=wanted)


def _read(found: _Found, given: Iterable[Report], shelf: Shelf, gone: Collection[str]) -> Neighbourhood:
    reports = {report.mention.mention_id: report for report in reversed(list(given))}
    stored = shelf.reports(found.homes.keys() - reports.keys())
    reports |= {report.mention.mention_id: report for report in stored}
    kept = (report for key, report in sorted(reports.items()) if key not in gone)
    return Neighbourhood(reports=tuple(kept), homes=found.wanted)
