"""Reads organisations: a head such as "Sở" or "Công ty", and how far the name behind it goes."""

import re
from dataclasses import replace
from functools import cache

from transforms.programs.branches import BranchNames
from transforms.programs.names import COUNTED, Entity
from transforms.programs.patterns import pattern, read_text, word_list, words
from transforms.programs.places import country_name, organisation_at, place_at
from transforms.programs.syllables import is_word
from transforms.programs.tokens import tokenise
from transforms.text import one_tone_style

_STOP = words(read_text("stop_words.txt"))
_UNIT_WORDS = word_list("unit words")
_SECOND = word_list("second")
_AND_TAIL = word_list("and tail")
_FIELDS_OF_COMPANIES = ("viễn thông", "điện lực")
_YOUTH = word_list("youth")
_ALONE = word_list("alone")
_COMPOUNDS = word_list("compounds")
_VERBAL_NOUNS = word_list("verbal nouns")
_CAPITAL_TAILS = word_list("capital tails")
_TAIL_STARTS = frozenset(word.split()[0] for word in _AND_TAIL | _CAPITAL_TAILS)
_NOUN_TAILS = word_list("noun tails")
_ABBREVIATION = re.compile(r" \([^()]{1,20}\)(?= chi nhánh$|$)")
# The standing board of an association is the association.
_BOARD = pattern(
    r"^(?:Ban )?(?:[Tt]hường trực|[Tt]hường vụ|[Cc]hấp hành) (?=Ủy ban M|UBMTTQ|Hội |Liên đoàn |Đoàn )"
)
_FROM_ABROAD = ("phòng", "đại", "văn", "quỹ", "tổ", "hiệp", "cơ", "phái")  # "Đại sứ quán A tại Việt Nam"
_PARLIAMENT = "quốc hội"
_BOTH_STATES = ("hai nước", "2 nước")
_SMALL = 6  # words in small letters that a name may hold between two capitals
_HOME_COMMITTEES = tuple(" " + word for word in words("tỉnh ủy, thành ủy"))


class OrganisationNames(BranchNames):
    """Reads the organisations of a sentence."""

    def _organisation(self, at: int) -> tuple[list[Entity], int] | None:
        head = self._head(at)
        if head is None:
            return None
        length, kind, style = head
        begin, after, token_low = at, at + length, self.tokens[at].low
        if self._low(at, after) == _PARLIAMENT and not self._is_country(after):
            return None  # "Chủ tịch Quốc hội A": a person follows
        counted = at > 0 and self.tokens[at - 1].low in COUNTED
        end = self._field_end(after) if style == "field" else self._extent(after, at)
        if end is None:
            return None
        if style == "field" and (place := place_at(self.tokens, end) if end < len(self.tokens) else None):
            end = place.after
        bare_end = end
        if end > after and token_low in _FROM_ABROAD and self._low(end, end + 3) == "tại việt nam":
            end, local = end + 3, None
        else:
            end, local = self._locality(end)
        if bare_end == after and local is None and not self._stands_alone(at):
            return None
        if local is None and (
            self._low(begin, end) in _YOUTH or (style == "field" and self._is_department(begin, end))
        ):
            local = "home"
        entity = self._organisation_entity(begin, end, kind, local)
        if both := self._of_both_states(entity, end):
            return both, end + 2
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
            and (
                place.party.kind == "province"
                or known.party.kind == "ministry"
                or (place.party.kind == "country" and known.party.kind == "company")
            )
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
        if both := self._of_both_states(entity, end):
            return both, end + 2
        return [entity], self._skip_abbreviation(end)

    def _of_both_states(self, entity: Entity, end: int) -> list[Entity]:
        """A body of each state: "Bộ Quốc phòng hai nước", where the article speaks of one other country."""
        abroad = country_name(self.setting.foreign) if self._low(end, end + 2) in _BOTH_STATES else None
        if abroad is None:
            return []
        last = self.tokens[end + 1].end
        return [
            replace(entity, name=f"{entity.name} {country}", country=code, end=last)
            for country, code in (("Việt Nam", "VN"), (abroad, self.setting.foreign))
        ]

    def _organisation_reaches(self, at: int, head: tuple[int, str, str]) -> int:
        after = at + head[0]
        return (self._field_end(after) or after) if head[2] == "field" else self._extent(after, at)

    def _is_department(self, begin: int, end: int) -> bool:
        """A department of a province that the text leaves unsaid: "Sở Y tế"."""
        return self.tokens[begin].low == "sở" and not any(
            place_at(self.tokens, step) for step in range(begin + 1, end)
        )

    def _stands_alone(self, at: int) -> bool:
        return self.tokens[at].low in _ALONE or (
            self._low(at, at + 2) in _YOUTH or self._low(at, at + 3) in _YOUTH
        )

    def _field_end(self, at: int) -> int | None:
        """The end of a department's or ministry's name, from the closed list of their fields."""
        for key in _fields().get(self.tokens[at].low, ()) if at < len(self.tokens) else ():
            if self._low(at, at + len(key)) == " ".join(key):
                return self._foreign_field_end(at + len(key))
        return None

    def _foreign_field_end(self, end: int) -> int:
        """A ministry abroad may have a second field of its own: "Bộ Kinh tế và Đổi mới Albania"."""
        if self._low(end, end + 1) != "và" or end + 1 == len(self.tokens) or self._starts_head(end + 1):
            return end
        for step in range(end + 2, min(end + 6, len(self.tokens))):
            place = place_at(self.tokens, step) if self.tokens[end + 1].capital else None
            if place and place.party.kind == "country" and place.party.country != "VN":
                return step
            if not self.tokens[step].word:
                break
        return end

    def _extent(self, at: int, head: int) -> int:
        """The end of an open name: capitals, and small words that names carry inside."""
        end = step = run = at
        small = 0
        titled = self._titled(head)
        while step < len(self.tokens):
            token = self.tokens[step]
            if token.low == "và" and self._low(step + 1, step + 5) == "các khu công nghiệp":
                return step + 5
            if token.low in ("và", "&", "-", ",", "/"):
                counted = head > 0 and self.tokens[head - 1].low in COUNTED
                if not self._goes_on(step) or (counted and self._is_country(step + 1)):
                    break
                step += 1
                continue
            if not token.word:
                break
            if token.text.isdigit() and self._unit_end(step + 1)[0]:
                break
            if token.low == "của" and self._is_country(step + 1):
                break  # "Tập đoàn A của Nhật Bản": where it is from, not how it is called
            if token.low in COUNTED and end == at < step and self._unit_end(step + 1)[0]:
                return step  # "Tòa án nhân dân các tỉnh A, B": no capital in front of the territories
            if token.capital or (token.text.isdigit() and step == end):
                if (
                    step > at
                    and not self._is_legal_form(step)
                    and self._starts_head(step)
                    and not self._is_field_of_company(step)
                    and self.tokens[step - 1].low in ("và", ",", "-", "với")
                ):
                    break
                if titled and (step > at or self._stands_alone(head)) and self._person_starts(step, head):
                    break
                if self._is_name_of_place_after_all(step, at):
                    place = place_at(self.tokens, step)
                    end = step = run = place.after if place else step + 1
                    small = _SMALL if step - at > 1 else 0  # a name that goes on ends with its place
                    continue
                step += 1
                run, end, small = step, step, 0
                continue
            if token.low in ("về", "vì", "các") and self._abbreviation_ahead(step):
                step += 1
                continue
            if (
                (token.low in _STOP and not self._second_syllable(step))
                or self._low(step, step + 2) in _STOP
                or small >= _SMALL
            ):
                break
            if self._low(step - 1, step + 2) == "một thành viên":  # "Công ty TNHH Một thành viên A"
                step += 2
                run, end, small = step, step, 0
                continue
            if token.low in _UNIT_WORDS:
                return step if run < step else end
            small += 1
            step += 1
        if at < end < step and self._abbreviated(step):
            return step
        while (
            end < step
            and end > at
            and (self.tokens[end].low in _SECOND or self._second_syllable(end))
            and (end > run or self.tokens[end - 1].capital)
        ):
            end += 1
        if at < end < step and self._ends_within_word(end):
            end += 1
        if at < end and self._low(end - 2, end) in _VERBAL_NOUNS and self._is_object(end, step):
            end += 2
        end = self._with_noun_tail(at, self._with_fight(end), step)
        if (
            at < end < len(self.tokens)
            and (self.tokens[end].text.isdigit() or self.tokens[end].text in ("I", "II", "III", "IV"))
            and len(self.tokens[end].text) < 4
        ):
            end += 1
        return end

    def _is_country(self, at: int) -> bool:
        place = place_at(self.tokens, at) if at < len(self.tokens) else None
        return (
            place is not None
            and place.party.kind == "country"
            and self._low(place.after, place.after + 1) != "("
        )

    def _with_fight(self, end: int) -> int:
        """A name with what its body fights or enforces: "Tổng cục Cảnh sát phòng, chống tội phạm"."""
        if self._low(end - 2, end + 3) == "thi hành án dân sự":
            return end + 3
        parted = self._low(end - 1, end + 2) == "phòng , chống"
        return end + 4 if parted and end + 4 <= len(self.tokens) else end

    def _with_noun_tail(self, at: int, end: int, limit: int) -> int:
        """A name with the nouns that finish it in small letters: "Tổng cục Giáo dục nghề nghiệp"."""
        while at < end and end + 2 <= limit and self._low(end, end + 2) in _NOUN_TAILS:
            end += 2
        return end

    def _abbreviated(self, at: int) -> bool:
        """Whether the name that ends here has its abbreviation behind it: "Tổ chức Cứu trợ trẻ em (ABC)"."""
        if at + 2 >= len(self.tokens) or self.tokens[at].text != "(" or self.tokens[at + 2].text != ")":
            return False
        return self.tokens[at + 1].text.isupper() and len(self.tokens[at + 1].text) >= 2

    def _abbreviation_ahead(self, at: int) -> bool:
        """Whether only words lead from here to an abbreviation in brackets: "Tổ chức về X Y (ABC)"."""
        for step in range(at + 1, min(at + 9, len(self.tokens))):
            if not self.tokens[step].word:
                return self.tokens[at + 1].capital and self._abbreviated(step)
        return False

    def _is_object(self, at: int, limit: int) -> bool:
        """Whether two small words finish a name that would say too little: "Cục Xúc tiến thương mại"."""
        return at + 2 <= limit and self._low(at, at + 2) in _COMPOUNDS | _AND_TAIL

    def _ends_within_word(self, end: int) -> bool:
        """Whether a name would end inside a word of two syllables: "Cục Kiểm|ngư", but not "Hòa Phát|triển khai"."""  # noqa: E501
        last, following = self.tokens[end - 1], self.tokens[end]
        if not last.capital or following.capital or not is_word(last.low, following.low):
            return False
        return end + 1 == len(self.tokens) or not is_word(following.low, self.tokens[end + 1].low)

    def _second_syllable(self, step: int) -> bool:
        return self._low(step - 1, step + 1) in _COMPOUNDS

    def _is_name_of_place_after_all(self, step: int, at: int) -> bool:
        return step >= at and place_at(self.tokens, step) is not None

    def _goes_on(self, step: int) -> bool:
        """Whether a name goes on behind "và", a hyphen or a comma."""
        if step + 1 >= len(self.tokens) or step == 0:
            return False
        mark, following = self.tokens[step].low, self.tokens[step + 1]
        pair = {following.low, self._low(step + 1, step + 3)}
        if mark == "," and self.tokens[step - 1].low == "phòng" and following.low == "chống":
            return True
        if mark == "," or mark == "và":
            if mark == "và" and self._low(step + 3, step + 5) == "việt nam" and following.word:
                return is_word(following.low, self.tokens[step + 2].low)
            compound = mark == "và" and pair & _COMPOUNDS and not self._starts_head(step + 1)
            capital = following.capital and bool(pair & _CAPITAL_TAILS or compound)
            if not (pair & _AND_TAIL or capital):
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
        if mark == "-" and (self._is_field_of_company(step + 1) or self._is_legal_form(step + 1)):
            return True
        if not following.capital or place or self._starts_head(step + 1):
            return bool(pair & _AND_TAIL)
        return True

    def _is_field_of_company(self, at: int) -> bool:
        """Whether a head is a line of business here: "Tổng công ty Công nghệ - Viễn thông"."""
        return self.tokens[at - 1].low == "-" and self._low(at, at + 2) in _FIELDS_OF_COMPANIES

    def _is_legal_form(self, at: int) -> bool:
        """Whether a head only says what kind of firm the name before it is of: "Tập đoàn A - CTCP"."""
        form = self._low(at, at + 1) == "ctcp" or self._low(at, at + 4) == "công ty cổ phần"
        after = at + (1 if self._low(at, at + 1) == "ctcp" else 4)
        ends = after >= len(self.tokens) or not self.tokens[after].capital
        return form and ends and at > 1 and self.tokens[at - 1].low == "-"

    def _comma_list(self, step: int) -> bool:
        return any(
            token.low == "và" and self.tokens[k + 1].low in _TAIL_STARTS
            for k, token in enumerate(self.tokens[step : step + 6], step)
            if k + 1 < len(self.tokens)
        )

    def _organisation_entity(self, begin: int, end: int, kind: str, local: Entity | str | None) -> Entity:
        first, last = self.tokens[begin], self.tokens[end - 1]
        country = local.country if isinstance(local, Entity) else self._country_in(begin, end)
        return Entity(
            start=first.start, end=last.end, name=self._full_name(first.start, last.end, local), kind=kind,
            country=None if kind == "international_org" else country or "VN", head=first.start,
        )  # fmt: skip

    def _full_name(self, start: int, end: int, local: Entity | str | None) -> str:
        """The name with its territory: "Sở" without "tỉnh", all others with it, as papers write them."""
        text = self.shown[start:end]
        if board := _BOARD.match(self.norm[start:end]):
            start += board.end()
            text = self.shown[start:end]
        department = text.startswith("Sở")
        if isinstance(local, Entity):
            stem = _without_count((self.shown[start : local.head] if local.head > start else text).rstrip())
            stem = _ABBREVIATION.sub("", stem)
            unit = "" if department else (local.unit or "").lower()
            return " ".join(f"{stem} {unit} {local.name}".split())
        committee = one_tone_style(text.lower()).endswith(_HOME_COMMITTEES)
        if self.setting.home is None or not (local == "home" or committee):
            return text
        if department:
            text = text.removesuffix(" tỉnh").removesuffix(" TP").removesuffix(" thành phố")
        return f"{text} {self.setting.home}"

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
