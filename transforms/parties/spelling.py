"""One spelling for one name: Unicode form, tone marks, case, prefixes and short forms levelled."""

import hashlib
import re
import unicodedata
from functools import cache, lru_cache

from transforms.parties.files import read_rows
from transforms.text import match_form, one_tone_style

# Words in front of a territory's name that do not change who it is, organs included.
_ORGAN = (
    r"(?:tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|đảng bộ|ủy ban nhân dân|hội đồng nhân dân|chính quyền|"
    r"ban thường vụ|ban chấp hành|đảng ủy|đoàn đại biểu|lãnh đạo|tòa thị chính)"
)
_UNIT = r"(?:tỉnh|thành phố|tp|thủ đô|huyện|quận(?! \d)|thị xã|phường(?! \d)|xã|thị trấn|khu tự trị|châu)"
_PREFIX = re.compile(one_tone_style(rf"^(?:(?:{_ORGAN}|{_UNIT}) )+(?=\S)"))
_NOT_A_PREFIX = re.compile(
    one_tone_style(r"^(?:xã hội|quận \d|phường \d|châu (?:á|âu|phi|đốc|thành|đức|phú))\b")
)


@cache
def _short_forms() -> tuple[re.Pattern[str], dict[str, str]]:
    full = {one_tone_style(row["short"]): one_tone_style(row["full"]) for row in read_rows("short_forms.tsv")}
    longest_first = sorted(full, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b"), full


@lru_cache(maxsize=65536)
def plain_form(name: str) -> str:
    """Lower case, one spelling, no punctuation, short forms written out; prefixes stay."""
    text = match_form(name).replace("&", " và ")
    text = " ".join(re.sub(r"[\W_]+", " ", text).split())
    pattern, full = _short_forms()
    return pattern.sub(lambda found: full[found.group()], text)


@lru_cache(maxsize=65536)
def bare_form(name: str) -> str:
    """``plain_form`` without "tỉnh", "thành phố" and a territory's organ in front."""
    text = plain_form(name)
    if _NOT_A_PREFIX.match(text):
        return text
    return re.sub(r"(?<=\S) (?:tỉnh|thành phố|tp)(?= \S)", "", _PREFIX.sub("", text))


def skeleton(name: str) -> str:
    """What the spellings of one foreign name share: ASCII letters, x as s, y as i, none doubled."""
    folded = ascii_form(name).replace("x", "s").replace("y", "i")
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", folded))


def ascii_form(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", plain_form(name).replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug(name: str) -> str:
    """An ASCII slug, with six hex digits of the spelling itself: two names that differ in tones stay two."""
    words = re.sub(r"[^a-z0-9]+", "-", ascii_form(name)).strip("-")[:48].strip("-")
    return f"{words}-{hashlib.sha1(bare_form(name).encode()).hexdigest()[:6]}"
