"""Reads bylines: who wrote an article, and whom it credits."""

import re
from collections.abc import Iterable

from transforms.text import clean_text, match_form
from warehouse.record import record

_ROLE = re.compile(
    r"^\s*(?:(?:bài\s*(?:và|,|&|-)?\s*ảnh|tin\s*(?:và|,|&|-)?\s*ảnh|tin,\s*bài(?:\s*và\s*ảnh)?|bài\s*viết"
    r"|bài|tin|ảnh|clip|video"
    r"|phóng\s*sự(?:\s*ảnh)?|thực\s*hiện|tác\s*giả|người\s*viết|biên\s*tập|biên\s*soạn|tổng\s*hợp"
    r"|trình\s*bày|nội\s*dung"
    r"|đồ\s*họa|đồ\s*hoạ|thiết\s*kế|lược\s*dịch|dịch|phóng\s*viên|photo|text|author|words|story"
    r"|byline)\s*[:：]"
    r"|(?:written\s+by|by|von|par|por|di|door|af|av|przez|autor(?:in)?|pv|btv|ctv)[\s:]+(?=\S))\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s+[-–—]\s+|\s*[,;&|·•\n]\s*|\s+(?:và|and|und|et|y|e|en|og|och|với)\s+|(?<=\w)\s*/\s*(?=\w)",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"^\s*\(?\s*(?:theo|nguồn(?:\s*tin)?|source|quelle|dẫn\s*từ)\b\s*[:：]?\s*", re.IGNORECASE
)
_PICTURES = re.compile(r"(?<=[\w.])\s+(?:ảnh|video|clip|đồ họa|đồ hoạ|photos?|fotos?)\s*:", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3,}|[<>{}=_]|\b(?:redaktion|redaction|staff|newsroom|team|admin|administrator|editor"
    r"|editorial"
    r"|unknown|null|none|guest|contributor)s?\b",
    re.IGNORECASE,
)
# Bylines that say how a text was made, not by whom.
_NOBODY = frozenset(match_form(words) for words in (
    "tổng hợp", "lược dịch", "sưu tầm", "biên tập", "tin tổng hợp", "thực hiện", "ảnh", "bài", "video",
    "clip", "tác giả",
    "theo", "nguồn", "xem thêm", "chia sẻ", "by", "reuters", "ap", "afp", "dpa",
))  # fmt: skip
# Outlets whose names look like names of people; credits name them ("Theo Thanh Niên").
_OUTLETS = frozenset(match_form(name) for name in (
    "Thanh Niên", "Tuổi Trẻ", "Tiền Phong", "Lao Động", "Người Lao Động", "Dân Trí", "Đại Đoàn Kết",
    "Nhân Dân",
    "Quân đội Nhân dân", "Công an Nhân dân", "Sài Gòn Giải Phóng", "Hà Nội Mới", "Pháp Luật", "Tri Thức",
    "Ngôi Sao",
    "Ngoisao", "Infonet", "Đất Việt", "Đời sống và Pháp luật", "Gia đình và Xã hội", "Phụ Nữ",
    "Nông nghiệp Việt Nam",
    "Đầu Tư", "Thời báo Kinh tế", "Trí thức trẻ", "Nhịp sống thị trường", "Nhịp sống kinh tế",
    "An ninh Thủ đô", "Bưu điện",
    "Khám phá", "Tin Tức", "Giao thông", "Xây dựng", "Công thương", "Sức khỏe và Đời sống", "Kiến Thức",
    "Dân Việt",
    "Đời sống Pháp luật", "Thế giới trẻ", "Bảo vệ pháp luật", "Văn hóa", "Thể thao Văn hóa", "Kinh tế Đô thị",
))  # fmt: skip
_PAPER = re.compile(r"(?:báo|tạp chí|đài|cổng|trang)\s", re.IGNORECASE)
_PARTICLES = frozenset({
    "von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "el", "bin", "al", "y",
    "e", "dos", "del",
})  # fmt: skip
_HONORIFICS = frozenset({"ông", "bà", "cô", "herr", "frau", "mr", "mrs", "ms"})  # of whom texts tell
_CAPITALISED = re.compile(r"^[^\W\d_]")
_LONGEST_NAME = 60
_MOST_WORDS = 6
_ADDRESS = re.compile(r"https?:|www\.|@|[<>{}=]|\bnull\b|\bnone\b", re.IGNORECASE)
# What stands after a name: "reporter" in Korean and Chinese, a desk or place in brackets.
_OCCUPATION = re.compile(r"\s+(?:기자|특파원|記者|记者)$|\s*\([^()]*\)$")


@record
class Byline:
    authors: tuple[str, ...] = ()
    credit: str | None = None


def read_byline(lines: Iterable[str]) -> Byline:
    """Reads printed bylines: names without role words, and the credit ("Theo TTXVN")."""
    authors: list[str] = []
    credited: list[str] = []
    for line in lines:
        for name, is_credit in _parts(clean_text(line)):
            target = credited if is_credit else authors
            if match_form(name) not in map(match_form, target):
                target.append(name)
    return Byline(authors=tuple(authors), credit=", ".join(credited) or None)


def split_authors(line: str) -> tuple[str, ...]:
    """Names of one byline, without role words."""
    return read_byline([line]).authors


def signatures(names: Iterable[str]) -> tuple[str, ...]:
    """Authors as a page's data states them, people or agencies: one a text, unless it lists people.

    "Jane Roe and John Doe" are two, "Reuters, Manila" is one. Addresses and handles are none.
    """
    found: dict[str, str] = {}
    for text in names:
        whole = _OCCUPATION.sub("", _ROLE.sub("", clean_text(text))).strip(" .,;|")
        parts = read_byline([whole]).authors
        people = tuple(filter(is_person, parts))
        told = len(whole.split()) > _MOST_WORDS and people  # a name, and what its bearer is
        signed = people if told or (len(parts) > 1 and people == parts) else (whole,)
        for name in signed:
            if 2 <= len(name) <= _LONGEST_NAME and not _ADDRESS.search(name):
                found.setdefault(match_form(name), name)
    return tuple(found.values())


def is_credit_line(text: str) -> bool:
    """Whether a short line only says where the text is from."""
    return len(text) <= 80 and _CREDIT.match(text) is not None


def has_role(text: str) -> bool:
    """Whether a line opens with a role word: "Bài, ảnh: ..."."""
    return _ROLE.match(text) is not None


def is_person(name: str) -> bool:
    """Whether it looks like a person's name: two to five capitalised words, and no known outlet."""
    words = [word for word in name.split() if word not in _PARTICLES]
    return (
        2 <= len(words) <= 5
        and all(_CAPITALISED.match(word) and word[0].isupper() for word in words)
        and (name.isupper() or not any(map(_is_shouted, words[:-1])))
        and not (words[0].isupper() != words[-1].isupper() and _is_shouted(words[-1]) and len(words[-1]) < 5)
        and words[0].casefold() not in _HONORIFICS
        and match_form(name) not in _OUTLETS
        and not _PAPER.match(name)
    )


def _is_shouted(word: str) -> bool:
    return word.isupper() and word.isalpha() and len(word) > 2


def _parts(line: str) -> Iterable[tuple[str, bool]]:
    """Names of a line, each with whether it is a credit."""
    line = _PICTURES.split(line, maxsplit=1)[0]
    whole_credit = _CREDIT.match(line)
    brackets = [one or two for one, two in _BRACKETS.findall(line)]
    rest = _BRACKETS.sub(" ", line)
    rest = _ROLE.sub("", _CREDIT.sub("", rest))
    for position, piece in enumerate(_SPLIT.split(rest)):
        name = _plain_name(piece)
        if name:
            signed = position == 0 and is_person(name)
            yield name, bool(whole_credit) and not signed
    for inside in brackets:
        name = _CREDIT.sub("", inside).strip(" .,:-–")
        if (whole_credit or _CREDIT.match(inside)) and name and match_form(name) not in _NOBODY:
            yield name, True


def _plain_name(piece: str) -> str | None:
    name = _OCCUPATION.sub("", piece)
    for _ in range(3):
        name = _ROLE.sub("", name)
    name = clean_text(name).strip(" .,:;-–—|*\"“”'")
    if piece.strip().endswith(".") and re.search(r"\b\w\.$", piece.strip()):
        name += "."  # initials keep their full stop: H.V.
    if not 2 <= len(name) <= _LONGEST_NAME or _NO_NAME.search(name) or match_form(name) in _NOBODY:
        return None
    return name if len(name.split()) <= _MOST_WORDS else None
