"""Days that an article names, completed from its own day, never from the clock."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.programs.patterns import pattern

_DAY = pattern(
    r"(?<![\d/.,-])(?:"
    r"(?P<d1>\d{1,2}) ?[/.-] ?(?P<m1>\d{1,2}) ?[/.-] ?(?P<y1>(?:19|20)\d{2})(?![\d])"
    r"|(?P<d2>\d{1,2}) tháng (?P<m2>\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|chạp)(?:[ ,]+năm (?P<y2>\d{4})|[/-](?P<y3>\d{4}))?"  # noqa: E501
    r"|(?<=ngày )(?P<d5>\d{1,2}) (?P<m5>\d{1,2})(?: (?P<y5>(?:19|20)\d{2}))?(?=[ ,.;]+(?!(?:tháng|năm|giờ|%))\D)"  # noqa: E501 - a lost stroke
    r"|(?<=(?:sáng|hiều|trưa) )(?P<d6>\d{1,2}) (?P<m6>\d{1,2})(?= ?,)"
    r"|(?P<d4>\d{1,2})[/.-](?P<m4>\d{1,2})(?![\d/]|[.,-]\d|%| *(?:ha|kỹ thuật|xã|huyện|tỉnh|lối|đơn vị|hộ|tỷ|triệu|người|nội dung|nhiệm vụ|chỉ tiêu|phường)\b)"  # noqa: E501
    r")"
)
_TIME_WORD = pattern(
    r"(?:ngày|hôm|sáng|chiều|tối|trưa|đêm|rạng sáng|vào|\(|dịp|lúc \d+h?|mùng|mồng|qua|nay|từ|khai mạc[^.;]{0,40},|,|đến|và|-)\s*(?:ngày |hôm |nay |qua |mùng )?\(?$"  # noqa: E501
)
_RELATIVE = pattern(
    r"(?<!\w)(?P<today>(?:sáng|chiều|tối|trưa|hôm|ngày hôm|đêm) nay)|(?P<yesterday>(?:sáng|chiều|tối|trưa|hôm|ngày hôm|đêm) qua)(?!\w)"  # noqa: E501
    r"|(?P<before>(?:một|hai|ba|1|2|3) ngày trước(?: đó)?|trước đó (?:một|hai|ba|1|2|3) ngày|hôm trước(?! đó))|(?P<same>cùng ngày)"  # noqa: E501
)
_MONTH = pattern(
    r"(?:tháng (?P<m>\d{1,2}|giêng|hai|ba|tư|năm|sáu|bảy|tám|chín|mười một|mười hai|mười|chạp)(?:[/-]| năm | ?, ?năm |/ ?)(?P<y>(?:19|20)\d{2}|ngoái)|"  # noqa: E501
    r"(?:năm|cuối|đầu|giữa) (?:năm )?(?P<y2>(?:19|20)\d{2})|(?P<last>năm ngoái|năm trước)|quý (?:iv|iii|ii|i|\d)[/-](?P<y3>\d{4}))"  # noqa: E501
)
_NUMBERS = {
    "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,  # noqa: E501
    "mười một": 11, "mười hai": 12, "chạp": 12, "một": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day that the text names, and where."""

    on: date
    start: int
    end: int
    relative: bool = False


def find_days(
    low: str, start: int, end: int, published: date | None, year: int | None, before: date | None = None
) -> list[Day]:
    """Days named between two offsets; those without a year take the article's (``year`` when it has no day)."""  # noqa: E501
    found: list[Day] = []
    for match in _DAY.finditer(low, start, end):
        if match["d4"] and not _TIME_WORD.search(low, max(start, match.start() - 46), match.start()):
            continue
        day = _day(match, published, year)
        if day:
            begin = _with_time_word(low, start, match.start())
            found.append(Day(day, begin, match.end()))
    for match in _RELATIVE.finditer(low, start, end):
        day = _relative(match, published, found, before)
        if day:
            found.append(Day(day, match.start(), match.end(), relative=True))
    return sorted(found, key=lambda item: item.start)


_LEAD = pattern(r"(?:(?:rạng )?(?:sáng|chiều|tối|trưa|đêm|hôm|ngày)(?: nay| qua)?[ ,]*\(?(?:ngày |hôm )?)$")


def _with_time_word(low: str, start: int, at: int) -> int:
    lead = _LEAD.search(low, max(start, at - 24), at)
    return lead.start() if lead else at


def _day(match: re.Match[str], published: date | None, year: int | None) -> date | None:
    day = int(match["d1"] or match["d2"] or match["d4"] or match["d5"] or match["d6"])
    month_text = match["m1"] or match["m2"] or match["m4"] or match["m5"] or match["m6"]
    month = int(month_text) if month_text.isdigit() else _NUMBERS.get(month_text, 0)
    named = match["y1"] or match["y2"] or match["y3"] or match["y5"]
    if named:
        return _made(int(named), month, day)
    if published is None:
        return _made(year, month, day) if year else None
    this = _made(published.year, month, day)
    if this and this > published + timedelta(days=60):
        return _made(published.year - 1, month, day)
    return this


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _relative(
    match: re.Match[str], published: date | None, found: list[Day], before: date | None
) -> date | None:
    if match["before"]:
        earlier = [day for day in found if day.start < match.start()]
        anchor = earlier[-1].on if earlier else before or published
        count = next(
            (
                int(w) if w.isdigit() else _NUMBERS[w]
                for w in match["before"].split()
                if w.isdigit() or w in ("một", "hai", "ba")
            ),
            1,
        )
        return anchor - timedelta(days=count) if anchor else None
    if match["same"] or published is None:
        return None
    return published - timedelta(days=1) if match["yesterday"] else published


def old_month(low: str, start: int, end: int, published: date | None) -> bool:
    """Whether a month or year named between the offsets lies well before the article's day."""
    for match in _MONTH.finditer(low, start, end):
        if match["last"] or match["y"] == "ngoái":
            return True
        year = int(match["y"] or match["y2"] or match["y3"])
        month_text = match["m"]
        month = (
            (int(month_text) if month_text.isdigit() else _NUMBERS.get(month_text, 1)) if month_text else 12
        )
        if published and (published.year * 12 + published.month) - (year * 12 + min(month, 12)) >= 2:
            return True
    return False


def year_of(url: str, low: str) -> int | None:
    """The year of an article without a date: from its address, else from the full days that it names."""
    in_url = re.search(r"(?<!\d)(20[0-4]\d)(?:[/-]?(?:0[1-9]|1[0-2]))?(?:[/-]?[0-3]\d)?(?!\d)", url)
    if in_url:
        return int(in_url.group(1))
    years = {0} | {
        int(match["y1"] or match["y2"] or match["y3"])
        for match in _DAY.finditer(low)
        if match["y1"] or match["y2"] or match["y3"]
    }
    return max(years) or None
