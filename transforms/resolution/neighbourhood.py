"""Finds, for new mentions, the stored ones that resolution must see together with them."""

from collections.abc import Collection, Iterable
from typing import Protocol

from transforms.resolution.blocks import block_keys
from transforms.resolution.decisions import Decisions, address_of
from transforms.resolution.lineage import Lineage, built_in_lineage
from warehouse.record import record
from warehouse.tables import Report


class Shelf(Protocol):
    """Where stored reports are looked up; those of the mentions in ``besides`` are left out."""

    def sharing(self, keys: Collection[int], besides: Collection[str]) -> Iterable[Report]:
        """Reports of the mentions that have one of the block keys."""

    def mates(self, mention_ids: Collection[str], besides: Collection[str]) -> Iterable[Report]:
        """Reports of the mentions that share a stored program with one of the mentions."""

    def named(self, names: Collection[str]) -> Iterable[Report]:
        """Reports of articles by address, and of programs by id, former ids included."""


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
    mention ids of those that go. The number of lookups does not depend on the size of the store: dated keys
    reach only reports of the same few days, and homes are taken in once.
    """
    seeds = list(touched)
    if decisions and decisions.merges:
        names = {address_of(name) for judged in decisions.merges for name in judged.names}
        seeds += shelf.named(names)
    while True:
        found = _Found(shelf, lineage or built_in_lineage(), seeds)
        # Programs that a merge of earlier days, or older rules, made across homes come apart as a whole.
        torn = [report for report in found.mates() if report.mention.mention_id not in gone]
        if not torn:
            return found.neighbourhood(gone)
        seeds += torn


class _Found:
    """What was found from some seeds: their days, the homes of all these, and the days of those homes."""

    def __init__(self, shelf: Shelf, lineage: Lineage, seeds: Iterable[Report]) -> None:
        self._shelf, self._lineage = shelf, lineage
        self._reports: dict[str, Report] = {}
        self._homes: dict[str, int] = {}
        self._seen_homes: set[int] = set()
        self._dated: set[int] = set()
        self._asked: set[int] = set()
        self._add(seeds)
        self._close_days()
        self._wanted = frozenset(self._seen_homes)
        self._look_up(self._wanted)
        self._close_days()

    def neighbourhood(self, gone: Collection[str]) -> Neighbourhood:
        reports = (report for key, report in sorted(self._reports.items()) if key not in gone)
        return Neighbourhood(reports=tuple(reports), homes=self._wanted)

    def mates(self) -> Iterable[Report]:
        members = [key for key, home in self._homes.items() if home in self._wanted]
        return self._shelf.mates(members, self._reports)

    def _add(self, reports: Iterable[Report]) -> None:
        """Takes reports in; of two under one id the first counts, and the keys of both are looked up."""
        for report in reports:
            key = report.mention.mention_id
            known = self._reports.setdefault(key, report)
            if known is report or known != report:
                for row in block_keys(report.mention, self._lineage):
                    self._add_key(key, row.block, row.dated)

    def _add_key(self, mention_id: str, key: int, dated: bool) -> None:
        if dated:
            self._dated.add(key)
        else:
            self._homes.setdefault(mention_id, key)
            self._seen_homes.add(key)

    def _look_up(self, keys: Collection[int]) -> None:
        asking = set(keys) - self._asked
        self._asked |= asking
        if asking:
            self._add(self._shelf.sharing(asking, self._reports))

    def _close_days(self) -> None:
        """Looks dated keys up until no new ones come."""
        while self._dated - self._asked:
            self._look_up(self._dated)
