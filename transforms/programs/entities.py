"""Finds who is named in a sentence: territories with their organs, and organisations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from transforms.programs.patterns import read_rows, read_text, words
from transforms.programs.places import Place, organisation_at, place_at
from transforms.programs.tokens import Token, tokenise
from transforms.text import one_tone_style

CENTRAL_CITIES = words("hà nội, hồ chí minh, hải phòng, đà nẵng, cần thơ, huế")
_UNITS = {
    "tỉnh": "province", "thành phố": "city", "tp": "city", "thủ đô": "city", "huyện": "district", "quận": "district",
    "thị xã": "district", "tx": "district", "phường": "district", "xã": "district", "thị trấn": "district",
    "làng": "district", "bản": "district", "thôn": "district", "ấp": "district", "buôn": "district",
    "đặc khu": "district", "bang": "foreign", "tiểu bang": "foreign", "châu": "foreign", "vùng": "foreign",
    "khu tự trị": "foreign", "hạt": "foreign", "trấn": "foreign", "hương": "foreign", "cụm bản": "district",
    "tỉnh thành": "province", "tỉnh, thành": "province", "tỉnh, thành phố": "province", "liên bang": "foreign",
}  # fmt: skip
_ORGANS = words(
    "ubnd, hđnd, ủy ban nhân dân, hội đồng nhân dân, tỉnh ủy, thành ủy, huyện ủy, quận ủy, thị ủy, đảng bộ, chính quyền,"
    "ban thường vụ, ban chấp hành, btv, bch, thường trực, lãnh đạo, đoàn, đoàn đại biểu, đoàn công tác, hội đồng, "
    "tòa thị chính, chính quyền nhân dân, chính phủ nhân dân, đảng bộ và chính quyền, đảng bộ, chính quyền và nhân dân"
)
_COUNTED = {
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "các": 0,
    "những": 0,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
}
_UNIT_WORDS = words("tỉnh, thành phố, thành, tp, huyện, quận, phường, hai, ba, các")
_SECOND = words(
    "dân, sát, phòng, khoa, trị, niên, nữ, đỏ, chính, tế, hóa, nghệ, nghiệp, lịch, thao, sản, học, phạm, luật, thuật, dưỡng, thông, "
    "tải, trường, đoàn, hội, kết, văn, quan, ủy, binh, quân, đội, dục, tạo, tư, nguyên, động, trẻ, lợi, lâm, thôn, khẩu, nước, mại, "
    "dựng, trúc, chất, lực, tín, dụng, ương, gia, đẳng, phẩm, lâm, chiến, nhi, mắt, thập, liên, công, pháp, vụ, tuyến, biển, sản, tử, hành, thống, não, bướu, phổi, cứu, mầm, non, y, báo, chí, chữ"
)
_STOP = words(read_text("stop_words.txt"))
_AND_TAIL = words(
    "nhân văn, công nghệ, đào tạo, phát triển, công nghiệp, dân vận, du lịch, thể thao, truyền thông, môi trường, "
    "xã hội, kỹ thuật, đầu tư, truyền hình, thương mại, dịch vụ, xây dựng, sản xuất, xuất khẩu, xuất nhập khẩu, quản trị, tôn giáo, "
    "kinh doanh, phúc lợi, công nghệ, vận tải, chuyển giao, nghiên cứu, ứng dụng, khoáng sản, ngân hàng, vừa, nhỏ, "
    "giáo dục, cứu nạn, logistics, gia đình, quản lý, trao quyền, văn hóa, tư vấn, kinh tế, nông thôn, phụ nữ, trẻ em, giải pháp, an sinh, phát thanh, phòng, năng lượng, hạ tầng, chế biến, bảo tồn, dược, y tế, điện, cảng"
)
_SURNAMES = words(
    "nguyễn, trần, lê, phạm, hoàng, huỳnh, phan, vũ, võ, đặng, bùi, đỗ, hồ, ngô, dương, lý, đinh, trịnh, đoàn, lương, mai, tô, "
    "trương, tạ, cao, hà, lâm, thái, châu, tống, giàng, mùa, lò, quàng, cầm, lưu, quách, kiều, đào, triệu, mạc, nghiêm, phùng, "
    "khổng, vi, lục, nông, hứa, đàm, lại, đàng, sầm, la, chu, tăng, thạch, danh, kim, sơn, khương, doãn, thân, từ, ninh, vương, "
    "tôn, âu, bành, ông, trầm, sùng, vàng, lù, má, thào, y, a, k'"
)
_TITLE_ENDS = words(
    "giám đốc, chủ tịch, bí thư, hiệu trưởng, viện trưởng, trưởng ban, trưởng phòng, tư lệnh, chính ủy, chỉ huy trưởng, cục trưởng, tổng giám đốc, chánh văn phòng, phó giám đốc, phó chủ tịch, phó bí thư, thứ trưởng, bộ trưởng, thường trực, quản trị, thành viên, tổng biên tập, trưởng, đốc"
)


_UNIT_STARTS = frozenset(unit.split()[0].rstrip(",") for unit in _UNITS)
_ORGAN_STARTS = frozenset(organ.split()[0] for organ in _ORGANS)
_STARTS = (
    _UNIT_STARTS
    | _ORGAN_STARTS
    | frozenset(_COUNTED)
    | words("khách, siêu, nhà, trường, công, bệnh, tập, ngân, học, đại, tỉnh, thành, tổng, liên, hiệp")
)
_COMMITTEE = words("ủy")
_DOCUMENT = "bản"  # a hamlet, but also a document: "Bản Ghi nhớ"
_YOUTH = words("tỉnh đoàn, thành đoàn")
_PERSON_PLACES = words("trần văn thời, hai bà trưng, hoàng su phì, phan đình phùng, mai sơn hà")
_ALONE = words("viettel, vnpt, mobifone, fpt, bidv, agribank, vietcombank, vietinbank, sacombank")
_HOME_COMMITTEES = tuple(" " + word for word in words("tỉnh ủy, thành ủy"))
# Heads that may stand in small letters in front of a name, and what must follow "trường".
_SMALL_HEADS = words(
    "khách, siêu, nhà, trường, công, bệnh, tập, ngân, học, đại, tỉnh, thành, tổng, liên, vnpt, viettel, hiệp"
)
_SCHOOLS = words("đại, cao, trung, thpt, thcs, tiểu, chính, mầm, đh, cđ, quân, sĩ, phổ, sư, dân")


@dataclass(frozen=True, slots=True)
class Entity:
    """A possible party as a sentence names it."""

    start: int
    end: int
    name: str
    kind: str
    country: str | None
    unit: str | None = None  # the word for a territory's level, when the text gives it
    bare: bool = False  # a territory without unit or organ
    organ: bool = False
    head: int = 0  # offset of the first word of the phrase, organ and unit included


@cache
def _heads() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in read_rows("heads.tsv"):
        key = tuple(row["head"].split())
        found.setdefault(key[0], []).append((key, row["kind"], row["style"]))
    for group in found.values():
        group.sort(key=lambda item: -len(item[0]))
    return found


_COLLECTIVE = re.compile(
    r"\d{1,2} (?:tỉnh|địa phương)(?:, thành(?: phố)?)? (?:vùng |khu vực |thuộc )*"
    r"(?:ĐBSCL|[Đđ]ồng bằng sông (?:Cửu Long|Hồng)|Tây Nguyên|Đông Nam [Bb]ộ|(?:Bắc |Nam )?[Mm]iền (?:Trung|Tây|núi phía Bắc)|Bắc Trung [Bb]ộ|Nam Trung [Bb]ộ|Tây Bắc|Đông Bắc|Việt Bắc|Bắc Lào|Nam Lào|biên giới)(?: mở rộng)?"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article as a whole says about names: its day, its own province, its abbreviations."""

    on: date | None
    home: str | None
    foreign: str | None  # the only foreign country that the article speaks of


class Spotter:
    """Reads the entities of one sentence."""

    def __init__(self, norm: str, shown: str, start: int, end: int, setting: Setting) -> None:
        self.shown = shown
        self.tokens = tokenise(norm, start, end)
        self.setting = setting

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
        return found

    def _at(self, at: int) -> tuple[list[Entity], int]:
        token = self.tokens[at]
        if not token.word:
            return [], at + 1
        if token.text.isdigit() and (collective := self._collective(at)):
            return collective
        if (
            (read := self._organ(at))
            or (read := self._known(at))
            or (read := self._organisation(at))
            or (read := self._unit(at))
        ):
            return read
        if not token.capital:
            return [], at + 1
        place = place_at(self.tokens, at)
        if place is None or self._inside_a_name(at, place.after):
            return [], at + 1
        return [self._territory(place, at, at)], place.after

    def _collective(self, at: int) -> tuple[list[Entity], int] | None:
        """A side of many that is named as one: "13 tỉnh, thành ĐBSCL"."""
        match = _COLLECTIVE.match(self.shown, self.tokens[at].start)
        if not match:
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

    # --- territories --------------------------------------------------------------------------

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
        if at < len(self.tokens) and self.tokens[at].low in _COUNTED:
            counted, at = True, at + 1
        level, after = self._unit_end(at)
        if level is None:
            return None
        listed = counted
        while after < len(self.tokens) and self.tokens[after].low in (":", "gồm", "là", "bạn"):
            after, listed = after + 1, True
        if after >= len(self.tokens) or not (self.tokens[after].capital or self.tokens[after].text.isdigit()):
            return None
        first = head if head is not None else begin
        read = self._unit_name(after, level, first, self.tokens[at].low)
        if read is None:
            return None
        found, after = [read[0]], read[1]
        while listed or level in ("province", "city", "district"):
            step = self._next_in_list(after)
            if step is None:
                break
            more = (
                self._unit_name(step, level, step, self.tokens[at].low) if listed else self._bare_name(step)
            )
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
        if unit == _DOCUMENT and self.tokens[at].low in ("ghi", "cam", "tuyên"):
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

    def _country_after(self, at: int) -> str | None:
        """The country given behind a name: "(Lào)", ", Hàn Quốc", "của Nhật Bản", "(tỉnh Osaka, Nhật Bản)"."""
        for step in range(at, min(at + 7, len(self.tokens))):
            token = self.tokens[step]
            if (
                step == at
                and token.text not in ("(", ",", "-", "/")
                and token.low not in ("của", "nước", "-")
                and not token.capital
            ):
                return None
            if token.text == ")":
                return None
            if token.capital:
                place = place_at(self.tokens, step)
                if place and place.party.kind in ("country", "foreign_region", "province"):
                    return place.party.country
                if step == at:
                    return None
        return None

    # --- organisations ------------------------------------------------------------------------

    def _organisation(self, at: int) -> tuple[list[Entity], int] | None:
        head = self._head(at)
        if head is None:
            return None
        length, kind, style = head
        begin, after = at, at + length
        counted = at > 0 and self.tokens[at - 1].low in _COUNTED
        end = self._field_end(after) if style == "field" else self._extent(after, at)
        if end is None:
            return None
        if style == "field" and (place := place_at(self.tokens, end) if end < len(self.tokens) else None):
            end = place.after
        bare_end = end
        end, local = self._locality(end)
        if bare_end == after and local is None and not self._stands_alone(at):
            return None
        if local is None and (
            self._low(begin, end) in _YOUTH or (style == "field" and self._is_department(begin, end))
        ):
            local = "home"
        entity = self._organisation_entity(begin, end, kind, local)
        found, after = [entity], end
        if counted or (local and self._plural_locality(end)):
            found, after = self._distribute(entity, local, end, at + length)
        return found, self._skip_abbreviation(after)

    def _known(self, at: int) -> tuple[list[Entity], int] | None:
        """An organisation of the gazetteer, or its branch in a territory."""
        known = organisation_at(self.tokens, at)
        if known is None:
            return None
        head = self._head(at)
        if head and self._organisation_reaches(at, head) > known.after:
            return None
        end = known.after
        if (
            end < len(self.tokens)
            and (place := place_at(self.tokens, end))
            and (place.party.kind == "province" or known.party.kind == "ministry")
        ):
            end = place.after
        end, local = self._locality(end)
        entity = self._organisation_entity(at, end, known.party.kind, local)
        if end == known.after:
            short = self.tokens[at].text.isupper() and known.after - at <= 2 and len(entity.name) < 14
            entity = replace(
                entity,
                country=entity.country if known.party.kind == "ministry" else known.party.country,
                name=known.party.name if short else entity.name,
            )
        return [entity], self._skip_abbreviation(end)

    def _organisation_reaches(self, at: int, head: tuple[int, str, str]) -> int:
        after = at + head[0]
        return (self._field_end(after) or after) if head[2] == "field" else self._extent(after, at)

    def _is_department(self, begin: int, end: int) -> bool:
        """A department of a province that the text leaves unsaid: "Sở Y tế"."""
        return self.tokens[begin].low == "sở" and not any(
            place_at(self.tokens, step) for step in range(begin + 1, end)
        )

    def _plural_locality(self, end: int) -> bool:
        return any(token.low in ("hai", "ba", "các", "bốn") for token in self.tokens[max(end - 5, 0) : end])

    def _head(self, at: int) -> tuple[int, str, str] | None:
        token = self.tokens[at]
        for key, kind, style in _heads().get(token.low, ()):
            after = at + len(key)
            if after > len(self.tokens) or self._low(at, after) != " ".join(key):
                continue
            following = self.tokens[after] if after < len(self.tokens) else None
            if not token.capital and not (following and following.capital and token.low in _SMALL_HEADS):
                continue
            if key == ("trường",) and (following is None or following.low not in _SCHOOLS):
                continue
            return len(key), kind, style
        return None

    def _starts_head(self, at: int) -> bool:
        return self._head(at) is not None and self.tokens[at].capital

    def _stands_alone(self, at: int) -> bool:
        return self.tokens[at].low in _ALONE or self._low(at, at + 2) in _YOUTH

    def _field_end(self, at: int) -> int | None:
        """The end of a department's or ministry's name, from the closed list of their fields."""
        for key in _fields().get(self.tokens[at].low, ()) if at < len(self.tokens) else ():
            if self._low(at, at + len(key)) == " ".join(key):
                return at + len(key)
        return None

    def _extent(self, at: int, head: int) -> int:
        """The end of an open name: capitals, and small words that names carry inside."""
        end = step = run = at
        small = 0
        titled = head > 0 and self.tokens[head - 1].low in _TITLE_ENDS
        while step < len(self.tokens):
            token = self.tokens[step]
            if token.low in ("và", "&", "-", ",", "/"):
                if not self._goes_on(step):
                    break
                step += 1
                continue
            if not token.word:
                break
            if token.capital or (token.text.isdigit() and step == end):
                if (
                    step > at
                    and self._starts_head(step)
                    and self.tokens[step - 1].low in ("và", ",", "-", "với")
                ):
                    break
                if titled and step > at and self._is_person(step):
                    break
                if self._is_name_of_place_after_all(step, at):
                    place = place_at(self.tokens, step)
                    end = step = place.after if place else step + 1
                    small = 0
                    run = step
                    continue
                step += 1
                run, end, small = step, step, 0
                continue
            if (
                (token.low in _STOP and not self._second_syllable(step))
                or self._low(step, step + 2) in _STOP
                or small >= 6
            ):
                break
            if token.low in _UNIT_WORDS:
                return step if run < step else end
            small += 1
            step += 1
        while (
            end < step
            and end > at
            and self.tokens[end].low in _SECOND
            and (end > run or self.tokens[end - 1].capital)
        ):
            end += 1
        if (
            at < end < len(self.tokens)
            and (self.tokens[end].text.isdigit() or self.tokens[end].text in ("I", "II", "III", "IV"))
            and len(self.tokens[end].text) < 4
        ):
            end += 1
        return end

    def _second_syllable(self, step: int) -> bool:
        return self._low(step - 1, step + 1) in ("đồng bằng", "đoàn kết", "hợp tác", "nghiên cứu")

    def _is_name_of_place_after_all(self, step: int, at: int) -> bool:
        return step >= at and place_at(self.tokens, step) is not None

    def _goes_on(self, step: int) -> bool:
        """Whether a name goes on behind "và", a hyphen or a comma."""
        if step + 1 >= len(self.tokens) or step == 0:
            return False
        mark, following = self.tokens[step].low, self.tokens[step + 1]
        pair = {following.low, self._low(step + 1, step + 3)}
        if mark == "," or mark == "và":
            if not pair & _AND_TAIL:
                return False
            return mark == "và" or self._comma_list(step)
        place = place_at(self.tokens, step + 1)
        if (
            place
            and place.party.kind == "country"
            and mark == "-"
            and self.tokens[step - 1].low in ("nam", "việt")
        ):
            return True
        if not following.capital or place or self._starts_head(step + 1):
            return bool(pair & _AND_TAIL)
        return True

    def _comma_list(self, step: int) -> bool:
        return any(
            token.low == "và" and self.tokens[k + 1].low in {w.split()[0] for w in _AND_TAIL}
            for k, token in enumerate(self.tokens[step : step + 6], step)
            if k + 1 < len(self.tokens)
        )

    def _locality(self, end: int) -> tuple[int, Entity | str | None]:
        """The territory of a local branch: "tỉnh Hà Tĩnh", "hai tỉnh A và B", or just "tỉnh" for the paper's own."""
        step = end
        if step < len(self.tokens) and self.tokens[step].text == "(":
            closing = next(
                (k for k in range(step, min(step + 8, len(self.tokens))) if self.tokens[k].text == ")"), None
            )
            if (
                closing
                and closing + 1 < len(self.tokens)
                and self.tokens[closing + 1].low in ("tỉnh", "thành", "tp")
            ):
                step = closing + 1
        for lead in ("chi nhánh",):
            if self._low(step, step + 2) == lead:
                step += 2
        if step < len(self.tokens) and self.tokens[step].low in _COUNTED:
            read = self._unit(step)
            if read:
                first = read[0][0]
                after = next((k for k, token in enumerate(self.tokens) if token.end == first.end), step) + 1
                return after, first
        level, after = self._unit_end(step)
        if level in ("province", "city", "district"):
            read_one = self._unit_name(after, level, step, self.tokens[step].low)
            if read_one:
                return read_one[1], read_one[0]
            if level in ("province", "city") and not (
                after < len(self.tokens) and self.tokens[after].capital
            ):
                return after, "home"
        return (step, None) if step != end and self._low(end, end + 2) != "chi nhánh" else (end, None)

    def _distribute(
        self, entity: Entity, local: Entity | str | None, end: int, name: int
    ) -> tuple[list[Entity], int]:
        """Gives each territory of a list its own branch: "Sở Y tế hai tỉnh A và B"."""
        found, after = [entity], end
        last = local.name if isinstance(local, Entity) else self._last_place(end)
        stem = entity.name[: -len(last)] if last and entity.name.endswith(last) else None
        while stem and (step := self._next_in_list(after)) is not None:
            place = place_at(self.tokens, step)
            if place is None:
                break
            other = self._territory(place, step, step)
            found.append(
                replace(
                    entity, start=other.start, end=other.end, name=stem + other.name, country=other.country
                )
            )
            after = place.after
        if len(found) == 1 and not last:
            return self._named_alike(entity, end, name)
        return found, after

    def _named_alike(self, entity: Entity, end: int, name: int) -> tuple[list[Entity], int]:
        """Gives each name of a list the head that stands before the first: "các khách sạn A, B và C"."""
        found, after = [entity], end
        head = self.shown[entity.start : self.tokens[name - 1].end]
        while (step := self._next_in_list(after)) is not None and not self._head(step):
            after = self._name_end(step)
            start, stop = self.tokens[step].start, self.tokens[after - 1].end
            found.append(
                replace(entity, start=start, end=stop, head=start, name=f"{head} {self.shown[start:stop]}")
            )
        return found, after

    def _last_place(self, end: int) -> str | None:
        for step in range(max(end - 5, 0), end):
            place = place_at(self.tokens, step)
            if place and place.after == end:
                return self.shown[self.tokens[step].start : self.tokens[end - 1].end]
        return None

    def _organisation_entity(self, begin: int, end: int, kind: str, local: Entity | str | None) -> Entity:
        first, last = self.tokens[begin], self.tokens[end - 1]
        text = self.shown[first.start : last.end]
        name = text
        if self.setting.home and (local == "home" or one_tone_style(text.lower()).endswith(_HOME_COMMITTEES)):
            name = f"{text} {self.setting.home}"
        elif isinstance(local, Entity):
            cut = self.shown[first.start : local.head] if local.head > first.start else text
            if any(f" {count} " in f" {cut.lower()} " for count in ("hai", "ba", "các")) or True:
                unit = "" if kind == "agency" and text.startswith("Sở") else f"{(local.unit or '').lower()} "
                stem = cut.rstrip()
                stem = _without_count(stem)
                name = f"{stem} {unit if local.kind != 'foreign_region' or True else ''}{local.name}".replace(
                    "  ", " "
                )
        if (
            text.startswith("Sở")
            and local == "home"
            and self.setting.home
            and text.lower().endswith((" tỉnh", " tp", " thành phố"))
        ):
            name = f"{text.rsplit(' ', 1)[0] if text.endswith(('tỉnh', 'TP')) else text.removesuffix(' thành phố')} {self.setting.home}"
        country = local.country if isinstance(local, Entity) else self._country_in(begin, end)
        final = kind
        if kind == "ministry" and country not in (None, "VN"):
            final = "ministry"
        return Entity(
            start=first.start, end=last.end, name=name, kind=final,
            country=None if kind == "international_org" else country or "VN", head=first.start,
        )  # fmt: skip

    def _country_in(self, begin: int, end: int) -> str | None:
        for step in range(begin + 1, end):
            place = place_at(self.tokens, step) if self.tokens[step].capital else None
            if place and (
                place.party.kind in ("country", "foreign_region") or place.party.kind == "province"
            ):
                return place.party.country
        return self._country_after(end)

    def _skip_abbreviation(self, at: int) -> int:
        if at + 2 < len(self.tokens) and self.tokens[at].text == "(" and self.tokens[at + 2].text == ")":
            return at + 3
        return at

    # --- small words --------------------------------------------------------------------------

    def _next_in_list(self, at: int) -> int | None:
        """The token after ", ", " và " or " - " when a capital follows."""
        step = at
        if step < len(self.tokens) and self.tokens[step].text == "(":
            closing = next(
                (k for k in range(step, min(step + 8, len(self.tokens))) if self.tokens[k].text == ")"), None
            )
            if closing is None:
                return None
            step = closing + 1
        if step + 1 < len(self.tokens) and self.tokens[step].low in (",", "và", "-", "với", "cùng"):
            step += 1
            if self.tokens[step].low == "và" and step + 1 < len(self.tokens):
                step += 1
            return step if self.tokens[step].capital else None
        return None

    def _name_end(self, at: int) -> int:
        end = at
        while (
            end < len(self.tokens)
            and self.tokens[end].word
            and (self.tokens[end].capital or (self.tokens[end].text.isdigit() and end > at))
        ):
            if end > at and (self._is_person(end) and end - at >= 2):
                break
            end += 1
        return end

    def _is_person(self, at: int) -> bool:
        if self.tokens[at].low not in _SURNAMES:
            return False
        return 2 <= self._run(at) <= 5

    def _run(self, at: int) -> int:
        """How many capitalised words follow one another."""
        run = 0
        while at + run < len(self.tokens) and self.tokens[at + run].capital and self.tokens[at + run].word:
            run += 1
        return run

    def _inside_a_name(self, at: int, after: int, listed: bool = False) -> bool:
        """Whether capitals around a place make it a part of a person's or other name."""
        following = self.tokens[after] if after < len(self.tokens) else None
        before = self.tokens[at - 1] if at else None
        if (
            before
            and before.capital
            and before.word
            and not listed
            and at > 1
            and before.low not in _BEFORE_PLACE
        ):
            return True
        return bool(
            following
            and following.capital
            and following.word
            and before
            and before.capital
            and before.low not in _BEFORE_PLACE
        )

    def _low(self, start: int, end: int) -> str:
        return " ".join(token.low for token in self.tokens[start:end])


_BEFORE_PLACE = words(
    "tỉnh, tp, báo, đài, phố, thành phố, ubnd, hđnd, ủy, bộ, phía, từ, tại, ở, giữa, với, cùng, và, theo, riêng, sau, cả, "
    "đoàn, lãnh đạo, đại biểu, cho, của, về, đến, trên, qua, nước, vùng, miền, gđ, sở, hội, xứ, đất, đài, bđbp, mttq, quân, đội, chính quyền, nhân dân, cũng, trong, khi, ngoài"
)


def _without_count(stem: str) -> str:
    for count in (" hai tỉnh", " ba tỉnh", " các tỉnh", " hai", " ba", " các", " bốn tỉnh"):
        stem = stem.removesuffix(count)
    return stem


@cache
def _fields() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in read_text("fields.txt").splitlines():
        key = tuple(token.low for token in tokenise(line, 0, len(line)))
        found.setdefault(key[0], []).append(key)
    for group in found.values():
        group.sort(key=len, reverse=True)
    return found


def spot(norm: str, shown: str, start: int, end: int, setting: Setting) -> list[Entity]:
    """Who is named between two offsets of the levelled text; ``shown`` is the spelling to give."""
    return Spotter(norm, shown, start, end, setting).entities()


__all__ = ["Entity", "Sequence", "Setting", "Token", "spot"]
