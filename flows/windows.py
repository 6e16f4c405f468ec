"""The windows of a backfill: days of a source, from midnight to midnight in its own time zone."""

from datetime import UTC, date, datetime, time, timedelta

from extractors.source import Source
from flows.settings import SettingsError
from warehouse.record import record
from warehouse.tables import FilledWindow

DAY = timedelta(days=1)
EARLIEST = date(1995, 1, 1)
"""No Vietnamese news site is older."""


class WindowError(SettingsError):
    """A range of days that cannot be filled; the message says why."""


@record
class Window:
    """One day of one source."""

    source: Source
    day: date

    @property
    def starts_at(self) -> datetime:
        return day_starts(self.source, self.day)[0]

    @property
    def ends_at(self) -> datetime:
        return day_starts(self.source, self.day)[1]

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.starts_at <= at < self.ends_at


def day_starts(source: Source, day: date) -> tuple[datetime, datetime]:
    """The instants at which a day of a source begins and ends."""
    start, end = (datetime.combine(on, time(), source.zone) for on in (day, day + DAY))
    return start.astimezone(UTC), end.astimezone(UTC)


def read_day(text: str, name: str) -> date:
    """A day written as YYYY-MM-DD. Raises WindowError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WindowError(f"{name}={text!r} is no day; write it as 2026-08-31") from None


def read_range(since: str, until: str) -> tuple[date, date]:
    """First day, and the day after the last. Raises WindowError for an empty or endless range."""
    first, end = read_day(since, "--since"), read_day(until, "--until")
    if end <= first:
        raise WindowError(
            f"the range from {first} to {end} is empty: --until is not included, so must be later"
        )
    if first < EARLIEST:
        raise WindowError(f"--since={first} is before {EARLIEST}, when there was no news on the web")
    return first, end


def days_between(first: date, end: date) -> list[date]:
    """The days of a half-open range."""
    return [first + DAY * step for step in range((end - first).days)]


def windows_of(source: Source, first: date, end: date, now: datetime) -> list[Window]:
    """The windows of a source, oldest first; days that have not begun are left out."""
    today = now.astimezone(source.zone).date()
    return [Window(source=source, day=day) for day in days_between(first, min(end, today + DAY))]


def is_done(window: Window, row: FilledWindow | None) -> bool:
    """Whether a day was looked at after it had ended."""
    return row is not None and row.outcome in ("articles", "empty") and row.looked_at >= window.ends_at
