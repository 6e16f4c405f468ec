"""The tokens of a sentence, and the small questions that reading names asks of them."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from transforms.programs.patterns import UPPER, read_rows, word_list
from transforms.programs.places import place_at
from transforms.programs.tokens import tokenise

_SURNAMES = word_list("surnames")
_MIDDLE_NAMES = word_list("middle names")
_PERSON_PLACES = word_list("person places")
_TITLE_ENDS = word_list("title ends")
_BEFORE_PLACE = word_list("before place")
# Heads that may stand in small letters in front of a name, and what must follow "trường".
_SMALL_HEADS = word_list("small heads")
_SCHOOLS = word_list("schools")
_MEETINGS = word_list("meetings")
_BRANCHES = word_list("branches")  # heads in small letters in front of "bốn tỉnh A, B, C, D"
COUNTED = {
    "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "các": 0, "những": 0,
    "2": 2, "3": 3, "4": 4, "5": 5,
}  # fmt: skip


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
    weak: bool = False  # a name of unknown kind, a party only beside one that is known
    head: int = 0  # offset of the first word of the phrase, organ and unit included


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article as a whole says about names: its day, its own province, its abbreviations."""

    on: date | None
    home: str | None
    foreign: str | None  # the only foreign country that the article speaks of


@cache
def _heads() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in read_rows("heads.tsv"):
        key = tuple(row["head"].split())
        found.setdefault(key[0], []).append((key, row["kind"], row["style"]))
    for group in found.values():
        group.sort(key=lambda item: -len(item[0]))
    return found


class Names:
    """A sentence in tokens."""

    def __init__(self, norm: str, shown: str, start: int, end: int, setting: Setting) -> None:
        self.norm, self.shown = norm, shown
        self.tokens = tokenise(norm, start, end)
        self.setting = setting

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
        run = self._run(at)
        if self.tokens[at].low in _SURNAMES:
            return 2 <= run <= 5
        middle = 3 <= run <= 5 and self.tokens[at + 1].low in _MIDDLE_NAMES
        return middle and self._low(at, at + 3) not in _PERSON_PLACES

    def _titled(self, head: int) -> bool:
        return head > 0 and (
            self.tokens[head - 1].low in _TITLE_ENDS or self._low(max(head - 3, 0), head) in _TITLE_ENDS
            or self._low(max(head - 2, 0), head) in _TITLE_ENDS
        )  # fmt: skip

    def _person_starts(self, step: int, head: int) -> bool:
        """Whether an officer's name begins here: "Giám đốc Công ty Sơn Hà Trần Văn A".

        Where surnames also stand in the organisation's name, the name that the article has elsewhere decides;
        else a person has at most four words, as all but a few Vietnamese names do.
        """
        if not self._is_person(step):
            return False
        run = self._run(step)
        later = [at for at in range(step + 1, step + run - 1) if self._is_person(at)]
        if any(self._is_known(head, at) for at in later):
            return False
        return run <= 4 or not later or self._is_known(head, step)

    def _is_known(self, head: int, end: int) -> bool:
        """Whether the article names the same organisation elsewhere, with no further capital behind it."""
        name = self.norm[self.tokens[head].start : self.tokens[end - 1].end]
        return bool(re.search(rf"{re.escape(name)}(?! [{UPPER}])", self.norm))

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

    def _head(self, at: int) -> tuple[int, str, str] | None:
        token = self.tokens[at]
        for key, kind, style in _heads().get(token.low, ()):
            after = at + len(key)
            if after > len(self.tokens) or self._low(at, after) != " ".join(key):
                continue
            following = self.tokens[after] if after < len(self.tokens) else None
            if not token.capital and not (
                following
                and (
                    (following.capital and token.low in _SMALL_HEADS)
                    or (following.low in COUNTED and token.low in _BRANCHES)
                )
            ):
                continue
            if self._is_part_of_office(at, after, key):
                continue
            if key == ("hội",) and following is not None and following.low in _MEETINGS:
                continue
            if key == ("trường",) and (following is None or following.low not in _SCHOOLS):
                continue
            return len(key), kind, style
        return None

    def _is_part_of_office(self, at: int, after: int, key: tuple[str, ...]) -> bool:
        """Whether a person follows an office: "UBND tỉnh Đoàn Văn A", "Giám đốc bệnh viện Đỗ Văn B"."""
        if self.tokens[at].capital or at == 0:
            return False
        if key[-1] == "đoàn":
            return self.tokens[at - 1].low in ("ubnd", "hđnd", "dân") and self._is_person(after - 1)
        return (
            self.tokens[at - 1].low in ("đốc", "trưởng")
            and after < len(self.tokens)
            and self._is_person(after)
        )

    def _starts_head(self, at: int) -> bool:
        return self._head(at) is not None and self.tokens[at].capital

    def _country_after(self, at: int) -> str | None:
        """The country given behind a name: "(Lào)", ", Hàn Quốc", "của Nhật Bản", "(tỉnh Osaka, Nhật Bản)"."""  # noqa: E501
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
