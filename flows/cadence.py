"""How often a source is polled: more often while much of what it lists is new, more seldom while little is.

The cron of a deployment is the grid; within it the interval of a source is halved or doubled at most from one
poll to the next, as in Nutch's AdaptiveFetchSchedule. It follows from the stored polls alone.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from extractors.listed import EntryReading
from extractors.source import Source
from extractors.source_spec import PollBounds
from warehouse.tables import PollInterval

WANTED_SHARE = 0.1
"""Share of new items that a poll should find. At a tenth, a burst of ten times the usual loses nothing."""

NEWEST = 50
"""Items of a list that count: a sitemap of thousands would make every share small."""

GREATEST_STEP = 2.0

EARLY_SHARE = 0.25
"""A poll of the grid that comes earlier by this share of the interval is taken rather than the next."""


def new_share(entries: Iterable[EntryReading], known: Collection[str]) -> float:
    """The greatest share of new items (0 to 1) among the newest of a list, over all lists of a poll."""
    shares = [
        sum(item.url not in known for item in entry.listed) / min(len(entry.listed), NEWEST)
        for entry in entries
        if entry.listed
    ]
    return min(1.0, max(shares, default=0.0))


def next_interval(before: timedelta | None, share: float, bounds: PollBounds) -> timedelta:
    """The time to the next poll, after one that found a ``share`` of new items; the first is ``least``."""
    if before is None:
        return bounds.least
    factor = WANTED_SHARE / share if share else GREATEST_STEP
    factor = min(GREATEST_STEP, max(1 / GREATEST_STEP, factor))
    return min(bounds.most, max(bounds.least, before * factor))


def not_due(
    sources: Mapping[str, Source], polls: Mapping[str, PollInterval], now: datetime
) -> dict[str, datetime]:
    """Sources whose next poll is later, and when that is."""
    due = {
        name: polls[name].polled_at + timedelta(seconds=polls[name].interval_seconds)
        for name in sources
        if name in polls
    }
    return {name: at for name, at in due.items() if now < at - (at - polls[name].polled_at) * EARLY_SHARE}
