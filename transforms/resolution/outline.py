"""What the claims of one program say together: each fact by the majority of independent voices."""

from collections.abc import Sequence
from datetime import date

from transforms.resolution.centre import Centre
from transforms.resolution.claim import Claim
from transforms.resolution.lineage import Lineage
from transforms.resolution.voices import majority, share
from warehouse.record import record
from warehouse.tables import MentionParty

STAGES = ("proposed", "signed", "implementation", "review")


@record
class Outline:
    """A program before it has an id.

    ``founders`` are the ids, as signed, of all parties of its home; ``parties`` are those that at least
    half of the voices name, as ``(party of today, party as signed)``.
    """

    home: frozenset[str]
    founders: tuple[str, ...]
    parties: tuple[tuple[str, MentionParty], ...]
    instrument: str
    stage: str
    signed_on: date | None
    period_start: int | None
    period_end: int | None
    place: str | None
    sectors: tuple[str, ...]
    first_reported_on: date | None
    last_reported_on: date | None
    claims: tuple[Claim, ...]

    @property
    def began_in(self) -> int | None:
        """Year of signing, else first year of the period, else year of the first report."""
        if self.signed_on:
            return self.signed_on.year
        if self.period_start:
            return self.period_start
        return self.first_reported_on.year if self.first_reported_on else None


def outline(centre: Centre, lineage: Lineage) -> Outline:
    """Draws the outline of a centre."""
    claims = sorted(centre.claims, key=lambda claim: claim.key)
    signed_on = majority(claims, lambda claim: claim.mention.signed_on)
    start, end = _period(claims)
    days = [claim.reported_on for claim in claims if claim.reported_on]
    day = signed_on or (date(start, 12, 31) if start else min(days, default=None))
    parties = _parties(centre.home, claims, day, lineage)
    return Outline(
        home=centre.home,
        founders=_founders(centre.home, parties),
        parties=tuple(pair for pair in parties if _is_named(pair[0], claims)),
        instrument=majority(claims, _named_instrument) or "unspecified",
        stage=max((claim.mention.stage for claim in claims), key=STAGES.index),
        signed_on=signed_on, period_start=start, period_end=end,
        place=majority(claims, lambda claim: claim.mention.place),
        sectors=_sectors(claims),
        first_reported_on=min(days, default=None), last_reported_on=max(days, default=None),
        claims=tuple(claims),
    )  # fmt: skip


def _founders(home: frozenset[str], parties: Sequence[tuple[str, MentionParty]]) -> tuple[str, ...]:
    """Ids as signed; a party that no report of the program names stands under its id of today."""
    untold = home - {today for today, _ in parties}
    return tuple(sorted({*untold, *(party.party_id for _, party in parties)}))


def _named_instrument(claim: Claim) -> str | None:
    return None if claim.mention.instrument == "unspecified" else claim.mention.instrument


def _period(claims: Sequence[Claim]) -> tuple[int | None, int | None]:
    """The period by its ends; a start after the end is an error of one of them, and the start goes."""
    end = majority(claims, lambda claim: claim.mention.period_end)
    start = majority(claims, lambda claim: claim.mention.period_start)
    return (None, end) if start is not None and end is not None and start > end else (start, end)


def _sectors(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Sectors that at least a third of the voices name: one outlet's addition does not change a program."""
    named = sorted({sector for claim in claims for sector in claim.sectors})
    return tuple(sector for sector in named if share(claims, lambda claim: sector in claim.sectors) >= 1 / 3)  # noqa: B023


def _is_named(party_id: str, claims: Sequence[Claim]) -> bool:
    return share(claims, lambda claim: party_id in claim.home) >= 0.5


def _parties(
    home: frozenset[str], claims: Sequence[Claim], day: date | None, lineage: Lineage
) -> tuple[tuple[str, MentionParty], ...]:
    """The parties of a home as they were on the day, sorted by id."""
    told = [today for today in home if any(today in claim.home for claim in claims)]
    found = [(today, party) for today in told for party in _as_signed(today, claims, day, lineage)]
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].party_id)))


def _as_signed(
    today: str, claims: Sequence[Claim], day: date | None, lineage: Lineage
) -> tuple[MentionParty, ...]:
    """The party or, where two have merged since, the parties that stand for one of today's."""
    told = {claim.key: _dated(today, claim, day, lineage) for claim in claims if today in claim.home}
    alive = {
        key: ids for key, ids in told.items() if day is None or all(lineage.existed(one, day) for one in ids)
    }
    usable = alive or told
    most = max(len(ids) for ids in usable.values())
    chosen = majority(
        claims, lambda claim: usable[claim.key] if len(usable.get(claim.key, ())) == most else None
    )
    return tuple(_as_written(one, claims, day, lineage) for one in chosen or ())


def _dated(today: str, claim: Claim, day: date | None, lineage: Lineage) -> tuple[str, ...]:
    ids = claim.written[today]
    return tuple(sorted({lineage.on(one, day) for one in ids} if day else ids))


def _as_written(party_id: str, claims: Sequence[Claim], day: date | None, lineage: Lineage) -> MentionParty:
    """Name, kind and country as most voices write them, under the id as signed."""

    def told(claim: Claim) -> tuple[str, str, str | None] | None:
        for party in claim.mention.parties:
            if (lineage.on(party.party_id, day) if day else party.party_id) == party_id:
                return party.name, party.kind, party.country
        return None

    name, kind, country = majority(claims, told) or (party_id, "other", None)
    return MentionParty(name=name, kind=kind, country=country, party_id=party_id)
