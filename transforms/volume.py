"""Tells a feed that died or thinned out from a quiet weekend, a holiday, and a source that is slow."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from statistics import median

from warehouse.record import record

LEARNED_DAYS = 28
"""Days that the usual number of new items is taken from."""
LEAST_SAMPLES = 2
"""Days with the same weekday before which nothing is expected of it."""
THIN = 0.3
"""Share of the usual number that is looked for: a feed that lost this much of its items, or all."""
OPEN = 15.0
CLOSE = 4.0
"""Log likelihood ratios at which an alarm opens and closes; tuned with tests/bench/bench_year.py."""
PEERS = 5
"""Least sources from which a day that is quiet everywhere is told."""
_LEAST_DISPERSION = 1.5
_LEAST_EXPECTED = 3.0
_FULL = 0.8
"""Share of the usual from which a day is not quiet everywhere."""


@record
class PolledDay:
    """What a source listed for the first time on a day that it was looked at."""

    day: date
    items: int
    by_then: float = 1.0
    """Share of a day's items that is usually there at the time of the day's last poll."""


@record
class Volume:
    """Whether a source brings what it usually does."""

    expected: float
    """Items that were to be expected on the last day, up to its last poll."""
    found: int
    score: float
    """Log likelihood of a thin feed against a usual one, at most ``OPEN``."""
    since: date | None
    """First day of what the score is made of."""


@record
class Peers:
    """What all sources together brought on a day."""

    day: date
    share: float
    """Items of the median source, as a share of what is usual for it."""
    sources: int
    expected: float
    """Items that all of them together were to bring."""


def usual_items(days: Sequence[PolledDay], weekday: int, shares: Mapping[date, float]) -> float | None:
    """Median of the days with this weekday; days that were quiet everywhere count as if they had not been."""
    same = [each.items / shares.get(each.day, 1.0) for each in days if each.day.weekday() == weekday]
    return median(same) if len(same) >= LEAST_SAMPLES else None


def dispersion(days: Sequence[PolledDay], shares: Mapping[date, float]) -> float:
    """How much more the days vary than a Poisson process would; robust, since it is taken from a median."""
    usual = {weekday: usual_items(days, weekday, shares) for weekday in range(7)}
    squares = [
        (each.items / shares.get(each.day, 1.0) - level) ** 2 / max(level, 0.5)
        for each in days
        if (level := usual[each.day.weekday()]) is not None
    ]
    return max(_LEAST_DISPERSION, median(squares) / 0.455) if squares else _LEAST_DISPERSION


def peer_days(sources: Mapping[str, Sequence[PolledDay]]) -> dict[date, Peers]:
    """What the median source brought, by day; days of which too few sources tell are left out."""
    found: dict[date, list[tuple[int, float]]] = {}
    for days in sources.values():
        usual = {weekday: usual_items(days, weekday, {}) for weekday in range(7)}
        for each in days:
            expected = (usual[each.day.weekday()] or 0.0) * each.by_then
            if expected >= _LEAST_EXPECTED:
                found.setdefault(each.day, []).append((each.items, expected))
    return {day: _peers(day, rows) for day, rows in found.items() if len(rows) >= PEERS}


def quiet_shares(days: Mapping[date, Peers]) -> dict[date, float]:
    """The share that came on days on which most sources fell short, such as a holiday."""
    return {day: max(0.02, each.share) for day, each in days.items() if each.share < _FULL}


def _peers(day: date, rows: Sequence[tuple[int, float]]) -> Peers:
    share = median(items / expected for items, expected in rows)
    return Peers(day=day, share=share, sources=len(rows), expected=sum(expected for _, expected in rows))


def volume(
    days: Sequence[PolledDay], shares: Mapping[date, float], alarmed: Collection[date] = ()
) -> Volume | None:
    """How likely it is that the source thinned out over the last days.

    ``days`` are those on which it was looked at, oldest first; ``alarmed`` are those of earlier alarms, from
    which nothing is learned; ``shares`` say what share came on days that were quiet everywhere. None where
    too little is known of the last day's weekday.
    """
    sound = [each for each in days if each.day not in alarmed]
    loose = dispersion(sound[-LEARNED_DAYS:], shares)
    score, since, expected = 0.0, None, None
    for each in days[-LEARNED_DAYS:]:
        expected = _expected(each, sound, shares)
        if expected is not None:
            score = max(0.0, min(OPEN, score + _ratio(each.items, expected) / loose))
        since = None if score == 0.0 else since or each.day
    if expected is None:
        return None
    return Volume(expected=expected, found=days[-1].items, score=score, since=since)


def _expected(
    each: PolledDay, sound: Sequence[PolledDay], shares: Mapping[date, float]
) -> float | None:
    before = [other for other in sound if other.day < each.day][-LEARNED_DAYS:]
    usual = usual_items(before, each.day.weekday(), shares)
    return None if usual is None else usual * each.by_then * shares.get(each.day, 1.0)


def _ratio(items: int, expected: float) -> float:
    """Log likelihood of a day if the source has thinned out, less that of a usual day."""
    return expected * (1 - THIN) + items * math.log(THIN)
