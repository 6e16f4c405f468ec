"""Finds the names of territories and countries among the tokens of a sentence."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from transforms.parties.gazetteer import aliases
from transforms.parties.resolve import all_parties
from transforms.programs.patterns import words
from transforms.programs.tokens import Token, tokenise
from transforms.text import one_tone_style
from warehouse.tables import Party

TERRITORIES = ("province", "foreign_region", "country")
# A name that goes on is another name: Thái Bình Dương is an ocean, Anh Sơn a district.
_LONGER = words("thái bình dương, lào cai, mỹ tho, mỹ sơn, hòa bình xanh, phú thọ hòa, tây ninh hòa")
# Forms of state that stand in front of a country's name in news of states.
FORMS_OF_STATE: dict[str, list[tuple[str, ...]]] = defaultdict(list)
for _form in words("cộng hòa liên bang, cộng hòa hồi giáo, cộng hòa, vương quốc, liên bang, nhà nước, ch"):
    FORMS_OF_STATE[_form.split()[0]].append(tuple(_form.split()))
_MISTAKABLE = words("anh, mỹ, đức, áo, ý, bỉ, úc, séc, nga")


@dataclass(frozen=True, slots=True)
class Place:
    """A known territory or country that starts at a token, and the token after it."""

    party: Party
    after: int


@cache
def _index(territories: bool) -> dict[str, tuple[tuple[tuple[str, ...], Party], ...]]:
    found: dict[str, dict[tuple[str, ...], Party]] = defaultdict(dict)
    for party in all_parties():
        if (party.kind in TERRITORIES) == territories:
            for name in (party.name, *aliases().get(party.name, ())):
                levelled = one_tone_style(name)
                key = tuple(token.low for token in tokenise(levelled, 0, len(levelled)))
                found[key[0]][key] = party
    return {
        first: tuple(sorted(group.items(), key=lambda item: -len(item[0]))) for first, group in found.items()
    }


@cache
def _countries() -> dict[str | None, str]:
    return {party.country: party.name for party in all_parties() if party.kind == "country"}


def country_name(code: str | None) -> str | None:
    """The Vietnamese name of a country by its ISO 3166-1 code."""
    return _countries().get(code)


def place_at(tokens: Sequence[Token], at: int) -> Place | None:
    """The longest known name that begins at a token, if the words around it do not make it another."""
    token = tokens[at]
    if not token.capital:
        return None
    for key, party in _index(True).get(token.low, ()):
        after = at + len(key)
        if all(
            tokens[at + k].low == low for k, low in enumerate(key) if at + k < len(tokens)
        ) and after <= len(tokens):
            if len(key) == 2 and tokens[at + 1].word and not tokens[at + 1].capital:
                continue
            if _is_longer(tokens, at, after, party):
                continue
            return Place(party, after)
    return _state_at(tokens, at)


def _state_at(tokens: Sequence[Token], at: int) -> Place | None:
    """A country behind the words for its form of state: "Cộng hòa Slovakia"."""
    for form in FORMS_OF_STATE.get(tokens[at].low, ()):
        behind = at + len(form)
        if behind < len(tokens) and tuple(token.low for token in tokens[at:behind]) == form:
            place = place_at(tokens, behind)
            if place and place.party.kind == "country":
                return place
    return None


def find_places(norm: str, start: int, end: int) -> Iterator[Party]:
    """Every known territory or country named between two offsets."""
    tokens = tokenise(norm, start, end)
    at = 0
    while at < len(tokens):
        place = place_at(tokens, at)
        if place:
            yield place.party
        at = place.after if place else at + 1


def _is_longer(tokens: Sequence[Token], at: int, after: int, party: Party) -> bool:
    following = tokens[after] if after < len(tokens) else None
    if following is None:
        return False
    joined = " ".join(token.low for token in tokens[at : after + 1])
    if joined in _LONGER:
        return True
    first = tokens[at].low
    if party.kind != "country" or after - at > 1 or first not in _MISTAKABLE:
        return False
    return (following.capital and following.word) or (
        first == "anh" and tokens[at - 1].low not in ("nước", "(", "của")
    )


def organisation_at(tokens: Sequence[Token], at: int) -> Place | None:
    """The longest known organisation that begins at a token."""
    if not tokens[at].capital:
        return None
    for key, party in _index(False).get(tokens[at].low, ()):
        after = at + len(key)
        if after <= len(tokens) and all(tokens[at + k].low == low for k, low in enumerate(key)):
            if len(key) == 1 and len(key[0]) < 5 and not tokens[at].text.isupper():
                continue
            return Place(party, after)
    return None
