"""Reads the dates of feeds and sitemaps: strictly, or not at all."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

YEARS = range(1990, 2100)
"""Years that a feed may name; others are slips such as year 1 or 9999."""
LONGEST = 80
"""Longest date text, in characters."""

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
_ZONE_NAMES = "GMT|UTC|UT|ICT|EST|EDT|CST|CDT|MST|MDT|PST|PDT"
_ZONE = rf"(?:\s*(?P<zone>Z|(?:GMT|UTC|UT|ICT)?\s?[+-]\d{{1,2}}(?::?\d\d)?|{_ZONE_NAMES}))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # Sat, 22 Aug 2026 18:13:39 +0700 | +07:00 | +07 | GMT, also with a year of two digits
        rf"(?:[a-z]{{3,9}},?\s+)?{_DAY}[\s-](?P<name>[a-z]{{3}})[a-z]{{0,6}}\.?[\s-](?P<year>\d{{4}}|\d\d)\s+"
        rf"{_CLOCK}{_ZONE}",
        # 2026-08-22T18:13:39.000 +07:00, 2026/8/22 18:13:39, 2026-08-22
        rf"{_YEAR}[-/]{_MONTH}[-/]{_DAY}(?:(?:T|\s+){_CLOCK}{_ZONE})?",
        # 8/22/2026 1:07:00 PM: with AM or PM the month comes first
        rf"{_MONTH}/{_DAY}/{_YEAR}\s+{_CLOCK}\s?(?P<half>[AP])M{_ZONE}",
        # 22/08/2026 18:13
        rf"{_DAY}[/-]{_MONTH}[/-]{_YEAR}(?:\s+|,\s*){_CLOCK}{_ZONE}",
    )
)
_HOURS = {
    "Z": 0, "GMT": 0, "UTC": 0, "UT": 0, "ICT": 7, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_OFFSET = re.compile(r"(?:GMT|UTC|UT|ICT)?\s?([+-])(\d{1,2}):?(\d\d)?", re.IGNORECASE)


def read_feed_instant(text: str | None, zone: tzinfo) -> datetime | None:
    """The instant that a pubDate, updated or lastmod names, in UTC; None unless its form is certain.

    A text without a zone is in ``zone``; a day alone is its midnight there, which sitemaps allow.
    Forms: RFC 822 and ISO 8601 with their common slips, M/D/YYYY h:mm:ss AM, D/M/YYYY HH:MM; those that the
    feeds of 17 Vietnamese papers used in August 2026.
    """
    line = " ".join((text or "")[: LONGEST + 1].split())
    if not line or len(line) > LONGEST:
        return None
    found = next((match for form in _FORMS if (match := form.fullmatch(line))), None)
    return _instant(found.groupdict(), zone) if found else None


def _instant(parts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    year, month, hour = _year(parts["year"] or ""), _month(parts), _hour(parts)
    offset = _offset(parts.get("zone"))
    if year not in YEARS or hour is None or (offset is None and parts.get("zone")):
        return None
    try:
        local = datetime(
            year, month, int(parts["day"] or 0), hour, int(parts["minute"] or 0), int(parts["second"] or 0),
            tzinfo=offset or zone,
        )  # fmt: skip
    except ValueError:
        return None
    return local.astimezone(UTC)


def _year(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("name")
    return _MONTHS.get(name.lower(), 0) if name else int(parts.get("month") or 0)


def _hour(parts: dict[str, str | None]) -> int | None:
    """Hour of the day; None for 0:30 AM and the like. A 24-hour clock may carry a needless PM (18:07 PM)."""
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").upper()
    if not half:
        return hour
    if 1 <= hour <= 12:
        return hour % 12 + (12 if half == "P" else 0)
    return hour if half == "P" and hour > 12 else None


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[zone.upper()]))
    found = _OFFSET.fullmatch(zone)
    hours, minutes = (int(found[2]), int(found[3] or 0)) if found else (99, 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone((1 if found and found[1] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
