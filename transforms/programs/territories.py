"""Reads territories: by name, by the word for their level, by one of their organs."""

import re
from dataclasses import replace
from datetime import date

from transforms.programs.names import COUNTED, Entity, Names
from transforms.programs.patterns import cue, word_list
from transforms.programs.places import FORMS_OF_STATE, Place, place_at

CENTRAL_CITIES = word_list("central cities")
_ORGANS = word_list("organs")
_COMMITTEE = word_list("committee")
_PERSON_PLACES = word_list("person places")
_DOCUMENT = "bản"  # a hamlet, but also a document: "Bản Ghi nhớ"
_PAPERS = ("biên", "văn", "nhật", "ký", "các", "những", "trao")
_PAPER_NAMES = word_list("paper names")
_UNITS = {
    "tỉnh": "province", "thành phố": "city", "tp": "city", "thủ đô": "city", "huyện": "district", "quận": "district",  # noqa: E501
    "thị xã": "district", "tx": "district", "phường": "district", "xã": "district", "thị trấn": "district",
    "làng": "district", "bản": "district", "thôn": "district", "ấp": "district", "buôn": "district",
    "đặc khu": "district", "bang": "foreign", "tiểu bang": "foreign", "châu": "foreign", "vùng": "foreign",
    "khu tự trị": "foreign", "hạt": "foreign", "trấn": "foreign", "hương": "foreign", "cụm bản": "district",
    "tỉnh thành": "province", "tỉnh, thành": "province", "tỉnh, thành phố": "province", "liên bang": "foreign",  # noqa: E501
}  # fmt: skip
_UNIT_STARTS = frozenset(unit.split()[0].rstrip(",") for unit in _UNITS)
_ORGAN_STARTS = frozenset(organ.split()[0] for organ in _ORGANS)
TERRITORY_STARTS = _UNIT_STARTS | _ORGAN_STARTS | frozenset(COUNTED)
_COLLECTIVE = cue("collective side")
_ENUMERATED = re.compile(r" ?(?::|\(|gồm|là|, gồm)")


class TerritoryNames(Names):
    """Reads the territories of a sentence."""

    def _collective(self, at: int) -> tuple[list[Entity], int] | None:
        """A side of many that is named as one: "13 tỉnh, thành ĐBSCL"."""
        match = _COLLECTIVE.match(self.norm, self.tokens[at].start)
        if not match or _ENUMERATED.match(self.norm, match.end()):
            return None
        after = next(
            k
            for k, token in enumerate([*self.tokens[at:], None], at)
            if token is None or token.start >= match.end()
        )
        start, end = match.span()
        return [
            Entity(start=start, end=end, name=match.group(), kind="other", country="VN", head=start)
        ], after

    def _organ(self, at: int) -> tuple[list[Entity], int] | None:
        """An organ of a territory: the territory, or all of a list of them."""
        after = self._organ_end(at)
        if after is None:
            return None
        while (more := self._organ_end(after)) is not None:
            after = more
        if after < len(self.tokens) and self.tokens[after].low in ("cấp", "cao"):
            while after < len(self.tokens) and self.tokens[after].low in ("cấp", "cao"):
                after += 1
        read = self._unit(after, head=at) or self._plain_place(after, at)
        if read is None:
            return None
        return [replace(entity, organ=True) for entity in read[0]], read[1]

    def _organ_end(self, at: int) -> int | None:
        if at >= len(self.tokens) or self.tokens[at].low not in _ORGAN_STARTS:
            return None
        for length in (5, 4, 3, 2, 1):
            if at + length <= len(self.tokens) and self._low(at, at + length) in _ORGANS:
                return at + length
        return None

    def _plain_place(self, at: int, head: int) -> tuple[list[Entity], int] | None:
        if at >= len(self.tokens):
            return None
        place = place_at(self.tokens, at)
        if place:
            return [self._territory(place, at, head)], place.after
        token = self.tokens[at]
        low = self.tokens[at - 1].low if at > head else ""
        if low in _COMMITTEE and token.capital and not self._is_person(at):
            lower = self.tokens[at - 2].low if at - 2 >= head else ""
            if lower in ("huyện", "quận", "thị", "thành"):
                after = self._name_end(at)
                return [self._named(at, after, "district", "VN", head, unit=lower)], after
        return None

    def _unit(self, at: int, head: int | None = None) -> tuple[list[Entity], int] | None:
        """A territory with the word for its level: "tỉnh A", "hai huyện B và C", "các tỉnh, thành: D, E"."""
        begin = at
        counted = False
        if at < len(self.tokens) and self.tokens[at].low in COUNTED:
            counted, at = True, at + 1
        level, after = self._unit_end(at)
        if level is None:
            return None
        unit, listed = self._low(at, after).rstrip(" ."), counted
        while after < len(self.tokens) and self.tokens[after].low in (":", "gồm", "là", "bạn"):
            after, listed = after + 1, True
        if after >= len(self.tokens) or not (self.tokens[after].capital or self.tokens[after].text.isdigit()):
            return None
        first = head if head is not None else begin
        read = self._unit_name(after, level, first, unit)
        if read is None:
            return None
        found, after = [read[0]], read[1]
        while listed or level in ("province", "city", "district"):
            step = self._next_in_list(after)
            if step is None:
                break
            more = self._unit_name(step, level, step, unit) if listed else self._bare_name(step)
            if more is None:
                break
            found.append(more[0])
            after = more[1]
        return found, after

    def _bare_name(self, at: int) -> tuple[Entity, int] | None:
        place = place_at(self.tokens, at)
        if place is None or self._inside_a_name(at, place.after, listed=True):
            return None
        return self._territory(place, at, at), place.after

    def _unit_end(self, at: int) -> tuple[str | None, int]:
        if at >= len(self.tokens) or self.tokens[at].low not in _UNIT_STARTS:
            return None, at
        for length in (4, 3, 2, 1):
            if at + length <= len(self.tokens):
                level = _UNITS.get(self._low(at, at + length).replace(" ,", ",").rstrip("."))
                if level:
                    after = at + length
                    if (
                        after < len(self.tokens)
                        and self.tokens[after].text == "."
                        and length == 1
                        and len(self.tokens[at].low) <= 2
                    ):
                        after += 1
                    return level, after
        return None, at

    def _unit_name(self, at: int, level: str, head: int, unit: str) -> tuple[Entity, int] | None:
        if at >= len(self.tokens):
            return None
        if self.tokens[at].text.isdigit():
            return (
                (self._named(head, at + 1, "district", "VN", head, unit=unit, keep=True), at + 1)
                if level == "district"
                else None
            )
        if unit == _DOCUMENT and self._names_a_document(at):
            return None
        place = place_at(self.tokens, at)
        if place and place.party.kind == "country":
            place = None
        if place and self._keeps_level(place, level):
            return self._territory(place, at, head, unit=unit), place.after
        if not self.tokens[at].capital or self._starts_head(at):
            return None
        after = place.after if place else self._name_end(at)
        if after == at:
            return None
        country = self._country_after(after)
        if (
            country is None
            and self._is_person(at)
            and self._run(at) >= 3
            and self._low(at, at + 3) not in _PERSON_PLACES
        ):
            return None
        if level == "district" or (level == "city" and country in (None, "VN")):
            kind, country = ("district", "VN") if country in (None, "VN") else ("foreign_region", country)
            return self._named(at, after, kind, country, head, unit=unit), after
        if country is None and self._is_person(at):
            return None
        if country is None and unit == "tỉnh":
            country = self.setting.foreign
        if country in (None, "VN"):
            return None
        return self._named(at, after, "foreign_region", country, head, unit=unit), after

    def _names_a_document(self, at: int) -> bool:
        """Whether "bản" is a paper and no hamlet: "Biên bản Hợp tác", "bản Ghi nhớ", "Nhật Bản"."""
        before = self.tokens[at - 2].low if at > 1 else ""
        return before in _PAPERS or self._low(at, at + 2) in _PAPER_NAMES or self.tokens[at].low == "mou"

    def _keeps_level(self, place: Place, level: str) -> bool:
        if place.party.kind == "foreign_region":
            return level != "district" or self._country_after(place.after) not in (None, "VN")
        if level == "city":
            on = self.setting.on
            return place.party.name.lower() in CENTRAL_CITIES or bool(
                on and on >= date(2025, 7, 1) and place.party.rank == "city"
            )
        return level == "province"

    def _territory(self, place: Place, at: int, head: int, unit: str | None = None) -> Entity:
        party = place.party
        first, last = self.tokens[at], self.tokens[place.after - 1]
        kind, country = party.kind, party.country
        if kind == "province" and party.name == "Hà Nam" and self._country_after(place.after) == "CN":
            kind, country = "foreign_region", "CN"
        name = party.name if kind == "province" else self.shown[first.start : last.end]
        if kind == "country" and first.low in FORMS_OF_STATE:
            name = party.name
        return Entity(
            start=first.start, end=last.end, name=name, kind=kind, country=country, unit=unit,
            bare=unit is None, head=self.tokens[head].start,
        )  # fmt: skip

    def _named(
        self,
        at: int,
        after: int,
        kind: str,
        country: str | None,
        head: int,
        unit: str | None = None,
        keep: bool = False,
    ) -> Entity:
        first, last = self.tokens[at], self.tokens[after - 1]
        name = self.shown[first.start : last.end]
        if keep:
            name = f"{unit.capitalize() if unit else ''} {last.text}".strip()
        return Entity(
            start=first.start, end=last.end, name=name, kind=kind, country=country, unit=unit,
            head=self.tokens[head].start,
        )  # fmt: skip
