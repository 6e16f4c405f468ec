"""The parties that are known beforehand, and every spelling under which they are found."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from transforms.parties.files import read_rows
from transforms.parties.spelling import bare_form, plain_form, skeleton, slug
from warehouse.tables import Party


def party_id_of(name: str, kind: str, country: str | None) -> str:
    """The id of an undated party: kind, country and the levelled name."""
    return f"{kind}-{(country or 'int').lower()}-{slug(name)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gazetteer:
    """Known parties by id, and by the forms of their names."""

    parties: dict[str, Party]
    by_form: dict[str, tuple[Party, ...]]
    by_skeleton: dict[str, Party]
    canonical_form: dict[str, str]


@cache
def gazetteer() -> Gazetteer:
    parties = [*_territories(), *_countries(), *_foreign_regions(), *_organisations()]
    spellings = aliases()
    return Gazetteer(
        parties={party.party_id: party for party in parties},
        by_form=_by_form(parties, spellings),
        by_skeleton=_by_skeleton(parties, spellings),
        canonical_form=_canonical_forms(spellings),
    )


@cache
def aliases() -> dict[str, tuple[str, ...]]:
    """Other spellings of each canonical name: the one place where they are kept."""
    return {row["name"]: tuple(row["aliases"].split(" | ")) for row in read_rows("aliases.tsv")}


def _by_form(parties: list[Party], spellings: dict[str, tuple[str, ...]]) -> dict[str, tuple[Party, ...]]:
    found: dict[str, list[Party]] = defaultdict(list)
    for party in parties:
        forms = {
            form(name)
            for name in (party.name, *spellings.get(party.name, ()))
            for form in (plain_form, bare_form)
        }
        for form in forms:
            found[form].append(party)
    return {form: tuple(group) for form, group in found.items()}


def _by_skeleton(parties: list[Party], spellings: dict[str, tuple[str, ...]]) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for party in parties:
        if party.kind == "foreign_region":
            for name in (party.name, *spellings.get(party.name, ())):
                found.setdefault(skeleton(name), party)
    return found


def _canonical_forms(spellings: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {bare_form(other): bare_form(name) for name, others in spellings.items() for other in others}


def _territories() -> list[Party]:
    return [
        Party(
            party_id=row["party_id"], name=row["name"], kind="province", country="VN",
            valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"]),
            successor_id=row["successor_id"] or None, region=row["region"], code=row["code"],
            zone=row["zone"], rank=row["rank"], note=row["note"] or None,
        )
        for row in read_rows("territories.csv")
    ]  # fmt: skip


def _countries() -> list[Party]:
    return [
        undated(row["name"], "country", row["country"], party_id=f"country-{row['country'].lower()}")
        for row in read_rows("countries.tsv")
    ]


def _foreign_regions() -> list[Party]:
    return [
        undated(row["name"], "foreign_region", row["country"]) for row in read_rows("foreign_regions.tsv")
    ]


def _organisations() -> list[Party]:
    rows = list(read_rows("organisations.tsv"))
    ids = {row["name"]: party_id_of(row["name"], row["kind"], row["country"] or None) for row in rows}
    return [
        undated(
            row["name"], row["kind"], row["country"] or None, valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]), successor_id=ids.get(row["successor"]),
        )
        for row in rows
    ]  # fmt: skip


def undated(
    name: str,
    kind: str,
    country: str | None,
    *,
    party_id: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    successor_id: str | None = None,
) -> Party:
    """A party whose id follows from its name, kind and country."""
    return Party(
        party_id=party_id or party_id_of(name, kind, country), name=name, kind=kind, country=country,
        valid_from=valid_from, valid_to=valid_to, successor_id=successor_id,
        region=None, code=None, zone=None, rank=None, note=None,
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
