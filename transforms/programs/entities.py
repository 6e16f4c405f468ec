"""Finds who is named in a sentence: territories with their organs, and organisations."""

import re
from dataclasses import replace

from transforms.programs.names import Entity, Setting
from transforms.programs.organisations import OrganisationNames
from transforms.programs.patterns import cue, pattern, word_list
from transforms.programs.places import find_places, place_at
from transforms.programs.syllables import is_vietnamese
from transforms.programs.territories import TERRITORY_STARTS
from transforms.text import one_tone_style

_COMPANY_WORDS = word_list("company words")
# Capitals inside a word are no Vietnamese spelling.
_BRAND = re.compile(r"(?!MoU|ThS|PhD|TpH)[A-Z][a-z]+[A-Z][A-Za-z]*")
_TRANSCRIBED = re.compile(
    r"-[^\W\d_A-Z]|^(?:P?GS|TS|ThS|BS|KS|NGƯT|NGND|NSND|NSƯT)\b"
)  # people and places: "Khăm-phăn", "GS.TS"
_LEGAL_TAILS = ("inc", "ltd", "jsc", "corp", "llc", "plc", "co")
_OUTLET = pattern(r"\w+(?:\.\w+)?\.(?:vn|VN|com|net|org)")  # "VOV.VN - Sáng 3/8, ..."
_FIRM_BEFORE = cue("firm before")
_FIRM_BEHIND = cue("firm behind")
_LOCAL_KINDS = ("agency", "association", "party_body", "bank")
_TOGETHER = pattern(r" ?(?:,|và|, và|với|cùng) ")
_LOCALITY = pattern(r" (?:tỉnh|thành phố|TP|huyện|thị xã|quận|xã|phường) [^,]+$")
# Bodies that every province or district has one of.
_STARTS_LOCAL = pattern(rf"(?:{'|'.join(map(re.escape, word_list('local bodies')))})(?= |$)")
_NO_BRANDS = word_list("no brands")
_BEFORE_PEOPLE = word_list("before people")
_STARTS = TERRITORY_STARTS | word_list("small starts")


class Spotter(OrganisationNames):
    """Reads the entities of one sentence."""

    def entities(self) -> list[Entity]:
        """Entities in order; lists that share a head or unit are given one by one."""
        found: list[Entity] = []
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if not (token.capital or token.low in _STARTS or token.text.isdigit()):
                at += 1
                continue
            group, after = self._at(at)
            found.extend(group)
            at = max(after, at + 1)
        return self._with_shared_locality(found)

    def _with_shared_locality(self, entities: list[Entity]) -> list[Entity]:
        """Bodies of one place that is named behind the last of them: "Hội A, Hội B và Hội C tỉnh D"."""
        found = list(entities)
        for at in range(len(found) - 2, -1, -1):
            body, following = found[at], found[at + 1]
            place = _LOCALITY.search(one_tone_style(following.name))
            if not place or body.kind not in _LOCAL_KINDS or following.kind not in _LOCAL_KINDS:
                continue
            joined = _TOGETHER.fullmatch(self.norm[body.end : following.head])
            if (
                joined
                and _STARTS_LOCAL.match(one_tone_style(body.name.lower()))
                and not _has_place(body.name)
            ):
                found[at] = replace(body, name=body.name + following.name[place.start() :])
        return found

    def _company(self, at: int) -> tuple[list[Entity], int] | None:
        """A company that is named without "công ty": "VinFast", "T&T Group", "Distinction Hotels Group"."""
        after = at
        while after < len(self.tokens) and (self.tokens[after].capital or self._joins_brand(at, after)):
            after += 1
        run = [token for token in self.tokens[at:after] if token.text != "-"]
        if not run or (at and self.tokens[at - 1].capital):
            return None
        known = any(token.low in _COMPANY_WORDS for token in run[1:]) or bool(_BRAND.fullmatch(run[0].text))
        called = self._firm_before(at, after)
        known = known or called is not None or self._is_called_a_firm(at, after)
        if not known and not self._may_be_brand(at, after):
            return None
        if self._low(after, after + 1) == "," and self._low(after + 1, after + 2) in _LEGAL_TAILS:
            after, known = after + 2, True
        company = self._organisation_entity(at, after, "company", None)
        head = called if called is not None else company.head
        return [replace(company, weak=not known, head=head)], self._skip_abbreviation(after)

    def _joins_brand(self, at: int, step: int) -> bool:
        """Whether a mark is part of a brand: "T&T", "Coca - Cola" where the text also has "Coca-Cola"."""
        if self.tokens[step].text == "&":
            return True
        if self.tokens[step].text != "-" or step == at or step + 1 == len(self.tokens):
            return False
        return f"{self.tokens[step - 1].text}-{self.tokens[step + 1].text}" in self.norm

    def _firm_before(self, at: int, after: int) -> int | None:
        """Where words begin that say of a name that it is a firm's: "hãng dược phẩm A"."""
        if not self._may_be_brand(at, after):
            return None
        first = self.tokens[at].start
        found = _FIRM_BEFORE.search(self.norm[:first], max(first - 50, self.tokens[0].start))
        return found.start() if found else None

    def _is_called_a_firm(self, at: int, after: int) -> bool:
        """Whether the words behind a name say that it is a firm's: "A, công ty của Úc"."""
        return self._may_be_brand(at, after) and bool(
            _FIRM_BEHIND.match(self.norm, self.tokens[after - 1].end)
        )

    def _may_be_brand(self, at: int, after: int) -> bool:
        """Whether a run of capitals can only be a name that is not Vietnamese, and of no person or place."""
        run = [token for token in self.tokens[at:after] if token.text != "-"]
        if at == 0 and self._low(after, after + 1) == "-" and _OUTLET.fullmatch(run[0].text):
            return False
        before = self.tokens[at - 1].low if at else ""
        if before in _BEFORE_PEOPLE or self._low(max(at - 2, 0), at) in _BEFORE_PEOPLE:
            return False
        if before == ")" and any(self._low(k, k + 2) in _BEFORE_PEOPLE for k in range(max(at - 12, 0), at)):
            return False
        if any(token.low in _NO_BRANDS or not token.word for token in run) or place_at(self.tokens, at):
            return False
        if any(_TRANSCRIBED.search(token.text) for token in run):
            return False
        return any(not is_vietnamese(token.text) for token in run)

    def _at(self, at: int) -> tuple[list[Entity], int]:
        token = self.tokens[at]
        if not token.word:
            return [], at + 1
        if (token.text.isdigit() or token.low == "các") and (collective := self._collective(at)):
            return collective
        if (
            (read := self._organ(at))
            or (read := self._known(at))
            or (read := self._organisation(at))
            or (read := self._unit(at))
            or (read := self._company(at))
        ):
            return read
        if not token.capital:
            return [], at + 1
        place = place_at(self.tokens, at)
        if place is None or self._inside_a_name(at, place.after):
            return [], at + 1
        return [self._territory(place, at, at)], place.after


def _has_place(name: str) -> bool:
    levelled = one_tone_style(name)
    if _LOCALITY.search(levelled) or "khu vực" in levelled or "trung ương" in levelled.lower():
        return True
    return any(True for _ in find_places(levelled, 0, len(levelled)))


def spot(norm: str, shown: str, start: int, end: int, setting: Setting) -> list[Entity]:
    """Who is named between two offsets of the levelled text; ``shown`` is the spelling to give."""
    return Spotter(norm, shown, start, end, setting).entities()


__all__ = ["Entity", "Setting", "spot"]
