"""Checks of single values in a source file: each returns the value or raises ValueError with the mend."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

_PROBE = LexborHTMLParser("<p></p>")
_VALUE = r"(?:\"[^\"\]]*\"|'[^'\]]*'|[a-zA-Z][\w-]*)(?:\s+i)?"
_PART = (
    r"(?:[#.][a-zA-Z_][\w-]*|:(?:first|last)-(?:child|of-type)"
    rf"|\[[a-zA-Z][\w-]*(?:[*^$~|]?={_VALUE})?\])"
)
_COMPOUND = rf"(?:(?:[a-zA-Z][\w-]*|\*){_PART}*|{_PART}+)"
# Selectors of this shape are read alike by lexbor and soupsieve; only others pay for loading soupsieve.
_PLAIN_SELECTOR = re.compile(rf"{_COMPOUND}(?:(?:\s+|\s*[>+~,]\s*){_COMPOUND})*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*(?::\d{{1,5}})?")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
DATE_PLACEHOLDER = re.compile(r"\{date:((?:%[YymdjHbBeU-]+|[^{}%])+)\}")
"""{date:%Y-%m-%d} in an address; the group is the format."""
_CRON_FIELDS = (
    ("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7),
)  # fmt: skip
MAX_PATTERN = 500
"""Longest regular expression in a source file."""


def checked_name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]{1,64}", name):
        raise ValueError(f"{name!r} is no name; use a to z, 0 to 9 and _, at most 64")
    return name


def checked_selector(selector: str) -> str:
    """A CSS selector that both parsers of the project read: lexbor and soupsieve."""
    try:
        _PROBE.css(selector)
        if not _PLAIN_SELECTOR.fullmatch(selector):
            _soup_check(selector)
    except (SelectolaxError, ValueError) as error:
        mend = "write one such as `h1.title` or `#content p`"
        raise ValueError(f"{selector!r} is not a CSS selector; {mend}") from error
    return selector


def _soup_check(selector: str) -> None:
    import soupsieve

    try:
        soupsieve.compile(selector)
    except (soupsieve.SelectorSyntaxError, NotImplementedError) as error:
        raise ValueError(str(error)) from error


def checked_pattern(pattern: str) -> str:
    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"the regular expression is longer than {MAX_PATTERN} characters; shorten it")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
    return pattern


def checked_url(url: str) -> str:
    """An absolute http(s) address without a password, a blank or a fragment."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"{url!r} is not an address: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"{url!r} is not a full address; start it with https:// and the host")
    if "@" in parts.netloc:
        raise ValueError(f"{url!r} holds a user name or password; take it out")
    if re.search(r"[\s#]", _PLACEHOLDER.sub("", url)):
        raise ValueError(f"{url!r} holds a blank or a #; take it out")
    return url


def checked_page_template(url: str) -> str:
    """An address whose only placeholder is {page}."""
    return _only_placeholders(url, {"{page}"}, "a listing may hold {page} and no other")


def checked_date_template(url: str) -> str:
    """An address with one or more {date:FORMAT} and perhaps {page}."""
    if not DATE_PLACEHOLDER.search(url):
        raise ValueError(f"{url!r} names no day; put {{date:%Y-%m-%d}} where the day stands")
    _only_placeholders(
        DATE_PLACEHOLDER.sub("", url), {"{page}"}, "an archive may hold {date:%Y-%m-%d} and {page}"
    )
    return url


def _only_placeholders(url: str, allowed: set[str], mend: str) -> str:
    unknown = [found for found in _PLACEHOLDER.findall(url) if found not in allowed]
    if unknown:
        raise ValueError(f"unknown placeholder {unknown[0]!r}; {mend}")
    return url


def checked_host(host: str) -> str:
    lowered = host.lower().rstrip(".")
    if not _HOST.fullmatch(lowered):
        raise ValueError(f"{host!r} is not a host name; write www.example.vn, without https:// and path")
    return lowered


def checked_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{zone!r} is not a time zone{_near(zone, available_timezones())}") from error
    return zone


def checked_cron(line: str) -> str:
    """Five fields: minute, hour, day of month, month, day of week."""
    parts = line.split()
    if len(parts) != len(_CRON_FIELDS):
        raise ValueError(f"{line!r} is not a cron line: {len(parts)} fields, not 5; write e.g. */30 * * * *")
    for part, (name, low, high) in zip(parts, _CRON_FIELDS, strict=True):
        if not all(_cron_item(item, low, high) for item in part.split(",")):
            raise ValueError(f"{line!r} is not a cron line: {part!r} is no {name} ({low} to {high})")
    return line


_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def read_duration(text: object) -> timedelta:
    """A time such as 10m, 6h or 1d; one that was read already stays as it is."""
    if isinstance(text, timedelta):
        return text
    number, unit = str(text)[:-1], str(text)[-1:]
    if not (number.isdecimal() and unit in _UNITS and int(number) > 0):
        raise ValueError(f"{text!r} is not a time; write minutes, hours or days as in 10m, 6h, 1d")
    return int(number) * _UNITS[unit]


def _cron_item(item: str, low: int, high: int) -> bool:
    """Whether one item of a cron field is *, N, N-M, each with an optional /STEP."""
    span, _, step = item.partition("/")
    if "/" in item and not (step.isdecimal() and int(step) > 0):
        return False
    if span == "*":
        return True
    ends = span.split("-")
    if len(ends) > 2 or not all(end.isdecimal() and low <= int(end) <= high for end in ends):
        return False
    return int(ends[0]) <= int(ends[-1])


def _near(word: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else "; write it as Asia/Ho_Chi_Minh"
