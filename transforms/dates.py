"""Strict reading of dates as Vietnamese and international pages print them.

A date is read only when it is written out in full. Relative dates ("3 giờ trước") and dates whose
order of day and month is open are no dates: the answer is None, never a guess and never the clock.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from transforms.text import clean_text
from warehouse.record import record

Order = Literal["dmy", "mdy"]

FIRST_YEAR, LAST_YEAR = 1990, 2099  # newspapers are on the web since the nineties
_LONGEST = 4000  # characters looked at: a date line is short, a page is not
_STRICT = 200  # characters a date line may have at most

_NAMES = (
    "jan january giêng một", "feb february hai", "mar march ba", "apr april tư bốn", "may năm",
    "jun june sáu", "jul july bảy bẩy", "aug august tám", "sep sept september chín", "oct october mười",
    "nov november mười_một", "dec december chạp mười_hai",
)  # fmt: skip
_MONTHS = {name.replace("_", " "): month for month, names in enumerate(_NAMES, 1) for name in names.split()}
# German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian, Polish, Turkish.
_FOREIGN = (
    "januar jänner jan. janvier janv enero ene janeiro gennaio gen januari stycznia ocak",
    "februar feb. février févr febrero fevereiro fev febbraio februari lutego şubat",
    "märz mrz mars marzo março maart mrt marca mart",
    "avril avr abril abr aprile april. kwietnia nisan",
    "mai mayo maio maggio mag mei maj maja mayıs",
    "juni juin junio junho giugno giu czerwca haziran",
    "juli juillet juil julio julho luglio lug lipca temmuz",
    "août aout agosto ago augustus augusti sierpnia ağustos",
    "septembre sept. septiembre setembro settembre set września eylül",
    "oktober okt octobre octubre outubro ottobre ott października ekim",
    "novembre noviembre novembro listopada kasım",
    "dezember dez décembre déc diciembre dic dezembro dicembre december. desember des grudnia aralık",
)  # fmt: skip
_OTHERS = {name.rstrip("."): month for month, names in enumerate(_FOREIGN, 1) for name in names.split()}
_MONTHS = {**_OTHERS, **_MONTHS}
_ENGLISH = {name for name in _MONTHS if name.isascii()} - {"hai", "ba"}
_NAMED = "|".join(sorted({*_OTHERS, *_ENGLISH}, reverse=True))
_VIETNAMESE = "mười một|mười hai|mười|giêng|một|hai|ba|tư|bốn|năm|sáu|bảy|bẩy|tám|chín|chạp"

_DAY = re.compile(
    r"(?<![\d./-])(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)"
    r"|(?<![\d./-])(?P<d2>\d{1,2})\s?(?P<s2>[-/.])\s?(?P<m2>\d{1,2})\s?(?P=s2)\s?(?P<y2>\d{4}|\d{2})(?![\d/-])"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})\s+tháng\s+(?P<m3>\d{{1,2}}|{_VIETNAMESE})"
    r"(?:\s*[,/-]\s*|\s+)(?:năm\s+)?(?P<y3>\d{4})(?!\d)"
    rf"|(?<!\d)(?P<d4>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[\s-](?:de\s|of\s)?(?P<m4>{_NAMED})\.?,?[\s-]"
    r"(?:del?\s)?(?P<y4>\d{4}|\d{2}(?=\s\d\d?:))(?!\d)"
    r"|(?<!\d)(?P<y6>\d{4})\s?[年년]\s?(?P<m6>\d{1,2})\s?[月월]\s?(?P<d6>\d{1,2})\s?[日일]"
    rf"|(?<!\w)(?P<m5>{_NAMED})\.?\s(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y5>\d{{4}})(?!\d)"
)
_CLOCK = re.compile(
    r"(?:(?<=\d)t|(?<![\d:./+-]))(?P<hour>\d{1,2})(?:\s?[:h]\s?|\s?giờ\s?|(?<=\d\d)g)(?P<minute>\d{2})(?:\s?phút)?"
    r"(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?![\d:])"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?|sa\b|ch\b|sáng|trưa|chiều|tối|đêm))?"
    r"(?:\s?(?P<zone>z\b|\(?(?:gmt|utc|ict)(?:\s?[+-]\s?\d{1,2}(?::?\d{2})?)?\)?|[+-]\d{2}(?::?\d{2})?(?!\d)))?"
)
# The form of machines, for a short way; a blank before the zone is a slip of several publishers.
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt\s]\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?"
)
_LATE_ZONE = re.compile(r"\s*[|,-]?\s*\(?((?:gmt|utc)(?:\s?[+-]\s?\d{1,2}(?::?\d{2})?)?)\)?")
_WEEKDAY = (
    r"thứ\s?(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s?nhật|\bcn\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)
_BETWEEN = re.compile(
    rf"(?:[\s,;|()•·–—@-]|\bt(?=\d)|{_WEEKDAY}|\blúc\b|\bngày\b|\bvào\b|\bat\b|\bon\b"
    r"|\bum\b|\bà\b|\bàs\b|\ba las\b|\balle\b|\bore\b|\bom\b|\bkl\.|\bklokken\b|\bo godz\.)*"
)
_AROUND = re.compile(
    rf"(?:[\s,;:|()\[\]•·–—.@-]|{_WEEKDAY}|cập nhật|cập nhập|đăng|xuất bản|phát hành|thời gian|lúc|ngày|vào"
    r"|lần cuối|published|posted|updated|last|on|at|gmt\+7|giờ việt nam|giờ hà nội)*"
)  # fmt: skip
_ZONE_OFFSET = re.compile(r"([+-])\s?(\d{1,2}):?(\d{2})?")
_LATE_HALVES = {"pm", "ch", "chiều", "tối"}


@record
class _Spot:
    """A date or a time of day in a text."""

    start: int
    end: int


@record
class _DaySpot(_Spot):
    first: int
    second: int
    year: int
    numeric: bool  # day and month are numbers whose order is not told by the form

    def day(self, order: Order) -> date | None:
        day, month = (self.first, self.second) if order == "dmy" else (self.second, self.first)
        return _day(self.year, month, day)


@record
class _ClockSpot(_Spot):
    at: time
    offset: timezone | None
    american: bool  # h:mm:ss AM, the form in which .NET prints American dates


def parse_instant(text: str, tz: tzinfo, order: Order | None = None) -> datetime | None:
    """Reads a date line: a date and a time of day, and nothing else but weekdays and the like.

    Without a zone in the text, `tz` is taken. `order` settles 8/5/2023 11:27:00 PM; without it only
    dates that are certain are read. Returns an aware time in UTC.
    """
    iso = _ISO.fullmatch(text)
    if iso:
        return _iso_instant(iso, tz)
    line = _folded(text, _STRICT)
    found = next(_find_instants(line, tz, order), None)
    if found is None:
        return None
    start, end, instant = found
    return instant if _is_filler(line[:start]) and _is_filler(line[end:]) else None


def parse_day(text: str, order: Order | None = None) -> date | None:
    """Reads a date line of one day, with or without a time of day."""
    line = _folded(text, _STRICT)
    spot = next(_find_days(line), None)
    if spot is None:
        return None
    clocks = list(_find_clocks(line))
    rest = _LATE_ZONE.sub(" ", _without(line, [spot, *clocks]))
    american = any(clock.american for clock in clocks)
    return _read_day(spot, order, american) if _is_filler(rest) else None


def find_instants(text: str, tz: tzinfo) -> Iterator[datetime]:
    """Finds the date-times in a longer text, in order, as UTC."""
    return (instant for _, _, instant in _find_instants(_folded(text, _LONGEST), tz, None))


def find_days(text: str) -> Iterator[date]:
    """Finds the days that a longer text names in full, in order."""
    days = (_read_day(spot, None) for spot in _find_days(_folded(text, _LONGEST)))
    return (day for day in days if day)


def start_of_day(day: date, tz: tzinfo) -> datetime:
    """Midnight of the day in the zone, as UTC: stands for a date that is printed without a time."""
    return datetime.combine(day, time(), tz).astimezone(UTC)


def _folded(text: str, most: int) -> str:
    return clean_text(text[:most]).casefold()


def _without(line: str, spots: Sequence[_Spot]) -> str:
    for spot in sorted(spots, key=lambda spot: spot.start, reverse=True):
        line = f"{line[: spot.start]} {line[spot.end :]}"
    return line


def _is_filler(text: str) -> bool:
    return _AROUND.fullmatch(text) is not None


def _find_instants(line: str, tz: tzinfo, order: Order | None) -> Iterator[tuple[int, int, datetime]]:
    clocks = list(_find_clocks(line))
    for spot in _find_days(line):
        clock = _clock_of(spot, clocks, line)
        day = _read_day(spot, order, american=clock.american) if clock else None
        if clock and day:
            end = max(spot.end, clock.end)
            zone, end = _zone_after(line, end, clock, tz)
            instant = _in_utc(day, clock.at, zone)
            if instant:
                yield min(spot.start, clock.start), end, instant


def _iso_instant(iso: re.Match[str], tz: tzinfo) -> datetime | None:
    day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
    at = _time(int(iso[4]), int(iso[5]), int(iso[6] or 0), "")
    return _in_utc(day, at, _offset((iso[7] or "").lower()) or tz) if day and at else None


def _in_utc(day: date, at: time, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(day, at, zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _clock_of(spot: _DaySpot, clocks: list[_ClockSpot], line: str) -> _ClockSpot | None:
    after = next((clock for clock in clocks if clock.start >= spot.end), None)
    if after and _BETWEEN.fullmatch(line[spot.end : after.start]):
        return after
    before = next((clock for clock in reversed(clocks) if clock.end <= spot.start), None)
    return before if before and _BETWEEN.fullmatch(line[before.end : spot.start]) else None


def _zone_after(line: str, end: int, clock: _ClockSpot, tz: tzinfo) -> tuple[tzinfo, int]:
    if clock.offset:
        return clock.offset, end
    late = _LATE_ZONE.match(line, end)
    if late is None:
        return tz, end
    return _offset(late[1]) or tz, late.end()


def _find_days(line: str) -> Iterator[_DaySpot]:
    for found in _DAY.finditer(line):
        groups = found.groupdict()
        form = next(number for number in "123456" if groups[f"y{number}"])
        day, month, year = groups[f"d{form}"], groups[f"m{form}"], groups[f"y{form}"]
        yield _DaySpot(
            start=found.start(), end=found.end(), numeric=form == "2",
            first=int(day), second=int(month) if month.isdigit() else _MONTHS[month],
            year=int(year) + (2000 if len(year) == 2 else 0),
        )  # fmt: skip


def _read_day(spot: _DaySpot, order: Order | None, american: bool = False) -> date | None:
    if not spot.numeric:
        return spot.day("dmy")
    if order:
        return spot.day(order)
    vietnamese, us = spot.day("dmy"), spot.day("mdy")
    if american and vietnamese and us and vietnamese != us:
        return None
    return vietnamese or us


def _day(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _find_clocks(line: str) -> Iterator[_ClockSpot]:
    for found in _CLOCK.finditer(line):
        half = (found["half"] or "").replace(".", "")
        at = _time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), half)
        if at:
            yield _ClockSpot(
                start=found.start(), end=found.end(), at=at, offset=_offset(found["zone"]),
                american=half in ("am", "pm") and found["second"] is not None,
            )  # fmt: skip


def _time(hour: int, minute: int, second: int, half: str) -> time | None:
    if hour < 12 and (half in _LATE_HALVES or (half == "đêm" and hour >= 6) or (half == "trưa" and hour < 4)):
        hour += 12
    elif hour == 12 and half in ("am", "sa", "sáng", "đêm"):
        hour = 0
    try:
        return time(hour, minute, min(second, 59))
    except ValueError:
        return None


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    found = _ZONE_OFFSET.search(zone)
    if not found:
        return timezone(timedelta(hours=7)) if "ict" in zone else UTC
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(-shift if found[1] == "-" else shift)
