"""From a name, its kind and the day of the text to the party that it means."""

from collections.abc import Iterable
from datetime import date

from transforms.parties.gazetteer import gazetteer, undated
from transforms.parties.spelling import bare_form, plain_form, skeleton
from warehouse.tables import Party


def resolve_party(name: str, kind: str | None, on: date | None, *, country: str | None = "VN") -> Party:
    """The party that ``name`` means on the day ``on`` (the newest of that name when it is None).

    ``kind`` narrows the search; ``country`` counts only for parties that are not known beforehand: their id
    follows from kind, country and name.
    """
    known = _known(name, kind, country)
    if known:
        return _on_day(known, on)
    if kind in (None, "foreign_region"):
        region = gazetteer().by_skeleton.get(skeleton(name))
        if region and (kind == "foreign_region" or country == region.country):
            return region
    return undated(" ".join(name.split()), kind or "other", None if kind == "international_org" else country)


def find_party(name: str, *kinds: str) -> Party | None:
    """A party known beforehand under this name, of one of the kinds (any when none is given)."""
    found = _known(name, None, None)
    return next((party for party in found if not kinds or party.kind in kinds), None)


def _known(name: str, kind: str | None, country: str | None) -> list[Party]:
    forms = gazetteer().by_form
    found = forms.get(plain_form(name)) or forms.get(bare_form(name)) or ()
    fitting = [party for party in found if kind is None or party.kind == kind]
    if kind in ("foreign_region", "agency", "ministry") and country:
        return [party for party in fitting if party.country == country] or fitting
    return fitting


def _on_day(parties: Iterable[Party], on: date | None) -> Party:
    """The one that was valid on the day; else the last one before it; else the first."""
    in_order = sorted(parties, key=lambda party: party.valid_from or date.min)
    begun = [party for party in in_order if on is None or party.valid_from is None or party.valid_from <= on]
    return begun[-1] if begun else in_order[0]


def party(party_id: str) -> Party:
    """A party known beforehand; ``KeyError`` for any other id."""
    return gazetteer().parties[party_id]


def all_parties() -> tuple[Party, ...]:
    """Every party known beforehand."""
    return tuple(gazetteer().parties.values())


def current_party_id(party_id: str, on: date) -> str:
    """The id of what stands in the party's place on a day; ids that are not known stay as they are."""
    known = gazetteer().parties
    while (now := known.get(party_id)) and now.valid_to and now.valid_to < on and now.successor_id:
        party_id = now.successor_id
    return party_id


def current_party(party_id: str, on: date) -> Party:
    """What stands in the party's place on a day; ``KeyError`` for an id that is not known beforehand."""
    return party(current_party_id(party_id, on))


def compare_form(name: str) -> str:
    """The form under which two spellings of one name are the same (the labelling guide's comparison)."""
    form = bare_form(name).replace(" chi nhánh ", " ").removeprefix("chi nhánh ")
    canonical = gazetteer().canonical_form
    return canonical.get(form, form)
