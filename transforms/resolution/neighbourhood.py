"""Finds, for new mentions, the stored ones that resolution must see together with them."""

from collections.abc import Collection, Iterable
from typing import Protocol

from transforms.resolution.blocks import block_keys
from transforms.resolution.decisions import Decisions, address_of
from transforms.resolution.lineage import Lineage, built_in_lineage
from warehouse.record import record
from warehouse.tables import Report


class Shelf(Protocol):
    """Where stored reports are looked up."""

    def sharing(self, keys: Collection[int]) -> Iterable[Report]:
        """Reports of the mentions that have one of the block keys."""

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

    ``touched`` are reports that are new, or changed, or go; ``gone`` are the mention ids of those that go.
    The number of lookups does not depend on the size of the store: dated keys reach only reports of the same
    few days, and homes are taken in once.
    """
    found = _Found(shelf, lineage or built_in_lineage())
    found.add(touched)
    if decisions and decisions.merges:
        found.add(shelf.named({address_of(name) for judged in decisions.merges for name in judged.names}))
    found.close_days()
    homes = frozenset(found.homes)
    found.look_up(homes)
    found.close_days()
    reports = tuple(report for key, report in sorted(found.reports.items()) if key not in gone)
    return Neighbourhood(reports=reports, homes=homes)


class _Found:
    """Reports found so far, with their keys and the keys that were looked up."""

    def __init__(self, shelf: Shelf, lineage: Lineage) -> None:
        self.reports: dict[str, Report] = {}
        self._shelf, self._lineage = shelf, lineage
        self.homes: set[int] = set()
        self._dated: set[int] = set()
        self._asked: set[int] = set()

    def add(self, reports: Iterable[Report]) -> None:
        for report in reports:
            if self.reports.setdefault(report.mention.mention_id, report) is report:
                for row in block_keys(report.mention, self._lineage):
                    (self._dated if row.dated else self.homes).add(row.block)

    def look_up(self, keys: Collection[int]) -> None:
        asking = set(keys) - self._asked
        self._asked |= asking
        if asking:
            self.add(self._shelf.sharing(asking))

    def close_days(self) -> None:
        """Looks dated keys up until no new ones come."""
        while self._dated - self._asked:
            self.look_up(self._dated)
