"""Who meets whom: mentions of one pair of parties whose days overlap, and whom these meet in turn."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from itertools import islice

from transforms.resolution.blocks import pairs_of
from warehouse.tables import MentionBlock

_MOST_AHEAD = 5_000
_Cell = tuple[int, int]  # a pair, and a day as its ordinal


class Meetings:
    """Follows block keys through the store; what was looked up is remembered."""

    def __init__(self, keyed: Callable[[Collection[int]], Iterable[MentionBlock]]) -> None:
        self._keyed = keyed
        self._asked: set[int] = set()
        self._ahead: set[int] = set()
        self._rows: dict[int, list[MentionBlock]] = defaultdict(list)
        self._present: dict[_Cell, list[MentionBlock]] = defaultdict(list)

    def living_in(self, homes: Collection[int]) -> list[MentionBlock]:
        """The mentions of some homes."""
        self._look_up(homes)
        return [row for home in homes for row in self._rows[home]]

    def closure(self, rows: Iterable[MentionBlock]) -> list[MentionBlock]:
        """The given mentions, in their order, and all that they lead on to; one row each form."""
        found = {_form(row): row for row in rows}
        fresh, seen = list(found.values()), set[_Cell]()
        while fresh:
            cells = {cell for row in fresh for cell in _cells(row)} - seen
            seen |= cells
            self._look_up({pair for pair, _ in cells})
            fresh = []
            for row in (row for cell in cells for row in self._present[cell]):
                if _form(row) not in found:
                    found[_form(row)] = row
                    fresh.append(row)
        return list(found.values())

    def _look_up(self, blocks: Collection[int]) -> None:
        asking = set(blocks) - self._asked
        if not asking:
            return
        # Where these lead is asked in the same breath: the store is scanned once for each asking.
        asking.update(islice(self._ahead - self._asked, _MOST_AHEAD))
        self._asked |= asking
        for row in self._keyed(asking):
            self._take(row)

    def _take(self, row: MentionBlock) -> None:
        self._rows[row.block].append(row)
        self._ahead.update((row.home, *pairs_of(row)))
        for day in _days(row) if row.block != row.home else ():
            self._present[row.block, day].append(row)


def _form(row: MentionBlock) -> tuple[str, int, date | None, date | None]:
    """Tells a mention, and its older forms, from others."""
    return row.mention_id, row.home, row.first_day, row.last_day


def _cells(row: MentionBlock) -> Iterator[_Cell]:
    return ((pair, day) for pair in pairs_of(row) for day in _days(row))


def _days(row: MentionBlock) -> range:
    if row.first_day is None or row.last_day is None:
        return range(0)
    return range(row.first_day.toordinal(), row.last_day.toordinal() + 1)
