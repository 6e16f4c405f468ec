"""Who a dated party was before and is today."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache

from warehouse.tables import Party


class Lineage:
    """Successors of parties, from rows of ``parties``; a party not among them has always been itself."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._parties = {party.party_id: party for party in parties}
        self._predecessors: dict[str, list[Party]] = defaultdict(list)
        for party in self._parties.values():
            if party.successor_id:
                self._predecessors[party.successor_id].append(party)
        self._today: dict[str, str] = {}

    def today(self, party_id: str) -> str:
        """The party that stands in its place today."""
        if party_id not in self._today:
            self._today[party_id] = self.chain(party_id)[-1]
        return self._today[party_id]

    def chain(self, party_id: str) -> tuple[str, ...]:
        """The party and its successors, up to today's."""
        party = self._parties.get(party_id)
        if party is None or party.successor_id is None:
            return (party_id,)
        return (party_id, *self.chain(party.successor_id))

    def related(self, left: str, right: str) -> bool:
        """Whether one is the other or came out of it: two that merged into one are not related."""
        return left == right or left in self.chain(right) or right in self.chain(left)

    def on(self, party_id: str, day: date) -> str:
        """The party of that name that existed on the day.

        An article of November that speaks of what Hưng Yên signed two years before means the Hưng Yên of
        then, not the one that took in a neighbour since. Where no predecessor has the name, the party stays.
        """
        party = self._parties.get(party_id)
        if party is None or party.valid_from is None or party.valid_from <= day:
            return party_id
        same = [former for former in self._predecessors[party_id] if former.name == party.name]
        return self.on(same[0].party_id, day) if len(same) == 1 else party_id

    def existed(self, party_id: str, day: date) -> bool:
        """Whether the party existed on the day; parties without dates always do."""
        party = self._parties.get(party_id)
        if party is None:
            return True
        return (party.valid_from or date.min) <= day <= (party.valid_to or date.max)


@cache
def built_in_lineage() -> Lineage:
    """The lineage of the parties that the package knows."""
    from transforms.parties import all_parties

    return Lineage(all_parties())
