"""Tells a feed that died or thinned out from a quiet weekend, a holiday, and a source that is slow.

A day's new items are a draw of a negative binomial distribution: a Poisson process whose rate itself varies
from day to day, as that of a newsroom does. Its mean is the median of the weekday, its dispersion that of the
source; that the median comes from few days widens it. Two questions are asked of the last days: how likely is
a silence so long (a feed that died), and how much likelier are they if most of the items were gone (a feed
that thinned out; a cumulative sum after Page 1954).
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from warehouse.record import record

LEARNED_DAYS = 28
"""Days that the usual number of new items is taken from."""
LEAST_SAMPLES = 2
"""Days with the same weekday before which nothing is expected of it."""
THIN = 0.3
"""Share of the usual number that is looked for: a feed that lost this much of its items."""
OPEN = 9.0
CLOSE = 3.0
"""Log likelihood ratios at which an alarm of a thin feed opens and closes, by tests/bench/bench_volume."""
DEAD = math.log(1e-5)
ALIVE = math.log(1e-2)
"""Log likelihoods of a silence at which an alarm of a dead feed opens and closes; see the same."""
DOUBTFUL = 0.02
"""Likelihood of so few items on a day, from which on its archive is worth a look."""
PEERS = 5
"""Least sources from which a day that is quiet everywhere is told."""
_USUAL_DISPERSION = 0.1
"""Squared coefficient of variation of a day's rate, as far as a source has not shown its own."""
_DISPERSION_DAYS = 14
"""Days that the former counts for."""
_LEAST_DISPERSION = 0.02
_MEDIAN_OF_SQUARES = 0.455
"""Median of the square of a standard normal variable: gives a variance that outliers do not move."""
_VARIANCE_OF_MEDIAN = math.pi / 2
"""Variance of the median of a sample, over that of its mean."""
_LEAST_MEAN = 1e-6
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
    by_last: float = 1.0
    """The same at the time of the last poll that brought something; 0 if none did."""


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
    silence: float
    """Log likelihood of nothing since the last new item."""
    silent_since: date | None
    missed: float
    """Items that were to be expected since then."""

    @property
    def is_dead(self) -> bool:
        return self.silence <= DEAD

    @property
    def is_low(self) -> bool:
        """Whether this is reason for an alarm."""
        return self.is_dead or self.score >= OPEN

    @property
    def is_well(self) -> bool:
        """Whether an alarm is over."""
        return self.score <= CLOSE and self.silence >= ALIVE

    @property
    def began(self) -> date | None:
        """First day of what is wrong."""
        return self.silent_since if self.is_dead else self.since


@record
class _Expected:
    """The negative binomial distribution of a day's items: mean, and squared variation of its rate."""

    mean: float
    dispersion: float

    def part(self, share: float) -> "_Expected":
        return _Expected(mean=max(_LEAST_MEAN, self.mean * share), dispersion=self.dispersion)

    def log_likelihood(self, items: int) -> float:
        size = 1 / self.dispersion
        together = size + self.mean
        return (
            math.lgamma(size + items) - math.lgamma(size) - math.lgamma(items + 1)
            + size * math.log(size / together) + (items * math.log(self.mean / together) if items else 0.0)
        )  # fmt: skip

    def at_most(self, items: int) -> float:
        """Probability of so few items or fewer."""
        return sum(math.exp(self.log_likelihood(each)) for each in range(items + 1))


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
    same = _same_weekday(days, weekday, shares)
    return median(same) if len(same) >= LEAST_SAMPLES else None


def _same_weekday(days: Sequence[PolledDay], weekday: int, shares: Mapping[date, float]) -> list[float]:
    return [each.items / shares.get(each.day, 1.0) for each in days if each.day.weekday() == weekday]


def dispersion(days: Sequence[PolledDay], shares: Mapping[date, float]) -> float:
    """How much the rate varies from day to day (squared coefficient of variation), beyond what chance does.

    Robust, since it is taken from a median; what is usual of sources counts as much as two weeks.
    """
    usual = {weekday: usual_items(days, weekday, shares) for weekday in range(7)}
    pairs = [
        (each.items / shares.get(each.day, 1.0), level)
        for each in days
        if (level := usual[each.day.weekday()])
    ]
    if not pairs:
        return _USUAL_DISPERSION
    beyond = median((items - level) ** 2 / level for items, level in pairs) / _MEDIAN_OF_SQUARES - 1
    own = beyond / median(level for _, level in pairs)
    whole = len(pairs) + _DISPERSION_DAYS
    return max(_LEAST_DISPERSION, (own * len(pairs) + _USUAL_DISPERSION * _DISPERSION_DAYS) / whole)


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
    """How likely it is that the source died or thinned out over the last days.

    ``days`` are those on which it was looked at, oldest first; ``alarmed`` are those of earlier alarms, from
    which nothing is learned; ``shares`` say what share came on days that were quiet everywhere. None where
    too little is known of the last day's weekday.
    """
    known = list(_expectations(days, shares, alarmed))
    score, since = 0.0, None
    for each, expected in known:
        if expected:
            score = max(0.0, min(OPEN, score + _ratio(each.items, expected.part(each.by_then))))
        since = None if score == 0.0 else since or each.day
    if not known or known[-1][1] is None:
        return None
    last, usual = known[-1][0], known[-1][1]
    silence, silent_since, missed = _silence(known)
    return Volume(
        expected=usual.mean * last.by_then, found=last.items, score=score, since=since, silence=silence,
        silent_since=silent_since, missed=missed,
    )  # fmt: skip


def doubtful_days(
    days: Sequence[PolledDay], shares: Mapping[date, float], alarmed: Collection[date] = ()
) -> list[date]:
    """Days that brought less than chance explains well: in the archive there may be more."""
    return [
        each.day
        for each, expected in _expectations(days, shares, alarmed)
        if each.day in alarmed or (expected and expected.part(each.by_then).at_most(each.items) < DOUBTFUL)
    ]


def _expectations(
    days: Sequence[PolledDay], shares: Mapping[date, float], alarmed: Collection[date]
) -> Iterator[tuple[PolledDay, _Expected | None]]:
    """The last days, each with the distribution of a whole day's items, if that is known."""
    sound = [each for each in days if each.day not in alarmed]
    loose = dispersion(sound[-LEARNED_DAYS:], shares)
    for each in days[-LEARNED_DAYS:]:
        before = [other for other in sound if other.day < each.day][-LEARNED_DAYS:]
        same = _same_weekday(before, each.day.weekday(), shares)
        if len(same) < LEAST_SAMPLES or not (mean := median(same)):
            yield each, None
            continue
        yield each, _predicted(mean * shares.get(each.day, 1.0), loose, len(same))


def _predicted(mean: float, loose: float, samples: int) -> _Expected:
    """The distribution of a day whose mean is known from a median of few samples."""
    variance = (mean + loose * mean**2) * (1 + _VARIANCE_OF_MEDIAN / samples)
    return _Expected(mean=mean, dispersion=(variance - mean) / mean**2)


def _silence(known: Sequence[tuple[PolledDay, _Expected | None]]) -> tuple[float, date | None, float]:
    """Log likelihood of nothing new since the last new item, its first day, and what was to be expected."""
    likelihood, since, missed = 0.0, None, 0.0
    for each, expected in reversed(known):
        if expected:
            quiet = expected.part(max(0.0, each.by_then - (each.by_last if each.items else 0.0)))
            likelihood += quiet.log_likelihood(0)
            missed += quiet.mean
            if not each.items or quiet.mean >= 1:
                since = each.day
        if each.items:
            break
    return likelihood, since, missed


def _ratio(items: int, expected: _Expected) -> float:
    """Log likelihood of a day if the source has thinned out, less that of a usual day."""
    return expected.part(THIN).log_likelihood(items) - expected.log_likelihood(items)
