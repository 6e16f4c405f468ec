"""The entities of an article, and which of them may be parties where they are named."""

import re
from dataclasses import replace
from functools import cached_property

from transforms.parties import compare_form
from transforms.programs.entities import Entity, Setting, spot
from transforms.programs.passage import Passage, Sentence
from transforms.programs.patterns import cue, pattern
from transforms.programs.syllables import is_vietnamese
from transforms.text import one_tone_style

_PLACE_BEFORE = cue("place before")
_WITNESS = cue("witness before")
_NAMED_PERSON = cue("named person")


class Cast:
    """The entities of an article, sentence by sentence, and the groups in which they are named together."""

    def __init__(self, passage: Passage, setting: Setting) -> None:
        self.passage = passage
        self.setting = setting
        self._cache: dict[int, list[Entity]] = {}

    def of(self, sentence: Sentence) -> list[Entity]:
        if sentence.order not in self._cache:
            self._cache[sentence.order] = [self._in_full(entity) for entity in self._spotted(sentence)]
        return self._cache[sentence.order]

    def _spotted(self, sentence: Sentence) -> list[Entity]:
        return spot(self.passage.norm, self.passage.shown, sentence.start, sentence.end, self.setting)

    def _in_full(self, entity: Entity) -> Entity:
        """What a short name stands for, where the article introduces it: "Tổng công ty A (ABC)"."""
        if entity.kind == "company" and (fuller := self._branches_here.get(compare_form(entity.name))):
            return replace(entity, name=fuller, weak=False)
        full = self._short_names.get(entity.name.lower()) if entity.weak else None
        if full is None:
            return entity
        return replace(entity, name=full.name, kind=full.kind, country=full.country, weak=False)

    @cached_property
    def _branches_here(self) -> dict[str, str]:
        """Firms whose Vietnamese branch the article names: "Coca-Cola" is "Coca-Cola Việt Nam"."""
        found: dict[str, str] = {}
        if not _BRANCH_HERE.search(self.passage.norm):
            return found
        for sentence in self.passage.sentences[:_OPENING]:
            for entity in self._spotted(sentence):
                key = compare_form(entity.name)
                if entity.kind == "company" and key.endswith((" việt nam", " vietnam")):
                    found.setdefault(key.removesuffix(" việt nam").removesuffix(" vietnam"), entity.name)
        return found

    @cached_property
    def _short_names(self) -> dict[str, Entity]:
        """Entities by the short name that stands in brackets behind them."""
        found: dict[str, Entity] = {}
        for sentence in self.passage.sentences:
            if not _MAY_SHORTEN.search(self.passage.norm, sentence.start, sentence.end):
                continue
            for entity in self._spotted(sentence):
                short = _SHORT_NAME.match(self.passage.norm, entity.end, sentence.end)
                if short and not entity.weak:
                    found.setdefault(short[1].lower(), entity)
                if not entity.weak and _FIRM.match(entity.name) and (brand := _brand_of(entity.name)):
                    found.setdefault(brand, entity)
        return found

    def usable(self, sentence: Sentence, start: int | None = None, end: int | None = None) -> list[Entity]:
        """Entities that may be parties: no places, witnesses, countries behind a name, papers."""
        entities = self.of(sentence)
        start, end = start or sentence.start, end or sentence.end
        return [
            entity for at, entity in enumerate(entities)
            if start <= entity.start and entity.end <= end and self._is_party(sentence, entities, at)
        ]  # fmt: skip

    def _is_party(self, sentence: Sentence, entities: list[Entity], at: int) -> bool:
        entity, low = entities[at], self.passage.low
        before = low[max(sentence.start, entity.head - 60) : entity.head]
        if _PLACE_BEFORE.search(before):
            return False
        if entity.weak and not self._is_beside_a_party(sentence, entities, at):
            return False
        if _is_dateline(low, sentence, entity):
            return False
        if _in_brackets(low, sentence.start, entity.head) and not _NAMED_PERSON.search(before):
            return False
        if entity.kind == "country" and (
            any(other.kind != "country" and not other.weak for other in entities)
            or _COUNTRY_OF.search(before)
        ):
            return False
        if at and locates(entities[at - 1], entity, low[entities[at - 1].end : entity.head]):
            return False
        if at and _describes(entity, entities[at - 1], low[entities[at - 1].end : sentence.end]):
            return False
        if at and _oversees(entity, entities[at - 1], low[entities[at - 1].end : entity.head]):
            return False
        clause = low[max(low.rfind(";", sentence.start, entity.head), sentence.start) : entity.head]
        return not _WITNESS.search(clause[-90:]) or self._is_seen_signing(sentence, entities, at)

    def _is_seen_signing(self, sentence: Sentence, entities: list[Entity], at: int) -> bool:
        """Whether guests only watch a body sign: "hai bộ trưởng chứng kiến A và B ký thỏa thuận"."""
        low, last = self.passage.low, entities[at]
        if not _SEEN.search(low, sentence.start, last.head):
            return False
        for following in entities[at + 1 :]:
            if not _JOINED.fullmatch(low, last.end, following.head):
                break
            last = following
        return bool(_SIGNS.match(low, last.end, sentence.end))

    def _is_beside_a_party(self, sentence: Sentence, entities: list[Entity], at: int) -> bool:
        """Whether a name of unknown kind stands where only a party does: beside one, or in front of "ký"."""
        low, entity = self.passage.low, entities[at]
        left = low[entities[at - 1].end : entity.head] if at else "-"
        right = low[entity.end : entities[at + 1].head] if at + 1 < len(entities) else "-"
        linked = _JOINED.fullmatch(left) or _JOINED.fullmatch(right)
        signs = _SIGNS.match(low, entity.end, sentence.end) or _WITH_BEFORE.search(
            low, sentence.start, entity.head
        )
        return bool(linked) or bool(signs)


_OPENING = 5  # sentences, headline included, in which an article says which branch of a firm it speaks of
_SEEN = pattern(r"chứng kiến (?:[^\s,.;]+ ){0,6}$")
_COUNTRY_OF = cue("country of a noun")
_BRANCH_HERE = pattern(r"[A-Za-z] (?:Việt Nam|Vietnam)(?!\w)")
_FIRM = pattern(r"[Cc]ông ty|[Tt]ổng công ty|[Tt]ổng Công ty|[Tt]ập đoàn|CTCP|Công ty")
_MAY_SHORTEN = pattern(r"\(|[Cc]ông ty|CTCP|Tập đoàn")
_OF_VIET_NAM = pattern(r" Việt Nam$")


def _brand_of(name: str) -> str | None:
    """The brand that ends a firm's name, by which it is called later: "CTCP Công nghệ VIMO" is "VIMO"."""
    words = _OF_VIET_NAM.sub("", one_tone_style(name)).split()
    if len(words) < 3 or is_vietnamese(words[-1]):
        return None
    at = next((k for k in range(len(words) - 1, -1, -1) if is_vietnamese(words[k])), -1)
    return " ".join(words[at + 1 :]).lower()


_SHORT_NAME = re.compile(
    r' ?\((?:gọi tắt là |viết tắt là |sau đây gọi là )?"?([\w&.-]+(?: [\w&.-]+){0,2})"?\)'
)
_JOINED = re.compile(
    r"(?: ?\([^)]{1,40}\))? ?(?:,|và|với|cùng|, và|-|&) (?:đối tác |thương hiệu |hãng |startup )?"
)
_SIGNS = cue("signs next")
_WITH_BEFORE = re.compile(r"(?<!\w)(?:với|giữa) (?:đối tác |thương hiệu |hãng |startup |nền tảng )?$")


def _is_dateline(low: str, sentence: Sentence, entity: Entity) -> bool:
    """Whether a headline only says where its news is from: "Hà Tĩnh: Hai sở ký quy chế"."""
    if sentence.part != "title" or entity.head != sentence.start or not entity.bare:
        return False
    return low[entity.end : entity.end + 2] == ": "


_OF_WHOM = re.compile(r"\s*(\([^)]*\)\s*)?(,|-|thuộc|trực thuộc|của)?\s*")
_RANKS = {
    **dict.fromkeys(("thôn", "làng", "bản", "ấp", "buôn", "cụm bản", "tổ dân phố"), 1),
    **dict.fromkeys(("xã", "phường", "thị trấn", "trấn", "hương", "cụm"), 2),
    **dict.fromkeys(("huyện", "quận", "thị xã", "tx"), 3),
    **dict.fromkeys(("tỉnh", "thành phố", "tp", "châu", "bang", "khu tự trị"), 4),
}


def locates(before: Entity, entity: Entity, between: str) -> bool:
    """Whether a territory only says where the one before it lies: "thôn A, xã B"."""
    if between.strip() not in (",", "thuộc", "-") or entity.organ:
        return False
    if (
        entity.bare
        and entity.kind == "province"
        and between.strip() == ","
        and _IN_A_PART.search(before.name.lower())
    ):
        return True
    above = entity.unit in _ABOVE_CITIES or entity.name.startswith("Khu tự trị")
    if above and before.kind == entity.kind == "foreign_region" and before.unit in _CITIES:
        return True
    return 0 < _RANKS.get(before.unit or "", 0) < _RANKS.get(entity.unit or "", 4 if entity.bare else 0)


# A body of a commune or district, with the province behind it: "Công an xã A, B".
_IN_A_PART = pattern(r" (?:xã|phường|thị trấn|huyện|thị xã|quận|đặc khu) ")
_CITIES = ("thành phố", "tp", "châu", "quận", "huyện")
_ABOVE_CITIES = ("tỉnh", "bang", "khu tự trị", "vùng")


_SAID_OF = pattern(
    r" ?(?:[^\s,.;]+ ){0,5}?(?:hàng đầu|lớn nhất|lớn thứ|số một|số 1|có trụ sở|có tiếng|nổi tiếng)(?!\w)"
)


def _describes(entity: Entity, before: Entity, behind: str) -> bool:
    """Whether a name only says what the firm before it is: "A - Viện nghiên cứu AI hàng đầu thế giới"."""
    apart = entity.head - before.end
    return (
        before.kind == "company"
        and behind[:apart].strip() in ("-", ",")
        and bool(_SAID_OF.match(behind, entity.end - before.end))
    )


def _oversees(entity: Entity, before: Entity, between: str) -> bool:
    """Whether a ministry or university only says whose the body before it is: "Cục A (CA), Bộ B"."""
    below = entity.kind == "ministry" and before.name.startswith(("Cục ", "Vụ ", "Tổng cục "))
    school = before.kind == "university" and compare_form(entity.name) in _UNIVERSITIES
    return (below or (school and between.strip() != "và")) and bool(_OF_WHOM.fullmatch(between))


# Universities of universities: a school named in front of one belongs to it.
_UNIVERSITIES = frozenset(map(compare_form, (
    "Đại học Huế", "Đại học Đà Nẵng", "Đại học Thái Nguyên", "Đại học Quốc gia Hà Nội",
    "Đại học Quốc gia Thành phố Hồ Chí Minh",
)))  # fmt: skip


def _in_brackets(low: str, start: int, at: int) -> bool:
    return low.rfind("(", start, at) > low.rfind(")", start, at)
