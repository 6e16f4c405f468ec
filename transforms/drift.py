"""Tells, run by run, whether what the pages of a source usually have has gone missing.

A page has faults: no lead, no date, a body that the rules did not find. How often each is usual is learned.
A cumulative sum (Page 1954) of log likelihood ratios then says how much likelier the last pages are if the
fault became common. Pages of one day are alike (a series of pictures has no authors), so a day is one draw
of a beta-binomial, and not as many draws as it has pages; within a day the last pages count that say most,
so that a change at noon is not thinned by the morning.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from warehouse.tables import Baseline

LEARNED_PAGES = 30
"""Pages before which nothing is said of a source."""
MEMORY_PAGES = 400
"""Pages that the usual rates are taken over: older ones fade."""
LEAST_RATE = 0.01
"""No fault is taken to be rarer."""
GREATEST_RATE = 0.3
"""What more pages lack than this is not watched."""
MOST_PAGES = 0.9
"""Rate of a fault when the layout changed for all pages; some are spared."""
SOME_PAGES = 0.4
"""The same for one layout among several."""
CONCENTRATION = 20.0
"""How alike the days are: rates of a day vary as those of a beta distribution with this sum of parameters."""
OPEN = 13.0
CLOSE = 8.0
"""Log likelihood ratios at which a break opens and closes; tuned with tests/bench/bench_year.py."""
DOUBT = 4.0
"""Log likelihood ratio from which nothing is learned: a creeping break must not become usual."""


def fresh(fault: str) -> Baseline:
    """What is known of a fault before the first page."""
    return Baseline(
        fault=fault, bad=0.0, good=0.0, score=0.0, last_on=None, last_bad=0, last_pages=0, begun_on=None,
        broken_since=None, broken_bad=0, broken_good=0, healed=0.0,
    )  # fmt: skip


def advance(known: Baseline, day: date, pages: Sequence[bool], *, learn: bool = True) -> Baseline:
    """The baseline after the pages of a run: for each, whether it has the fault.

    ``learn`` is false for pages that were counted before: they can only show that a break is mended.
    """
    if not pages:
        return known
    if known.broken_since:
        return _healing(known, pages)
    if not learn:
        return known
    if is_watched(known):
        known = _scored(known, day, sum(pages), len(pages))
    if score(known) >= OPEN:
        bad = sum(pages)
        good = len(pages) - bad
        return replace(known, broken_since=known.begun_on or day, broken_bad=bad, broken_good=good)
    return _learned(known, pages) if score(known) < DOUBT else known


def rate(known: Baseline) -> float:
    """Usual share of pages with the fault, 0 to 1."""
    return max(LEAST_RATE, (known.bad + 1) / (known.bad + known.good + 2))


def is_watched(known: Baseline) -> bool:
    """Whether enough is known of the fault, and it is rare enough, to say that it became common."""
    return known.bad + known.good >= LEARNED_PAGES * 0.95 and rate(known) <= GREATEST_RATE


def score(known: Baseline) -> float:
    """Log likelihood ratio of a break, by all days since the last that showed none."""
    return max(0.0, known.score + _ratio(known.last_bad, known.last_pages, rate(known)))


def is_doubtful(known: Baseline) -> bool:
    """Whether the last pages speak for a break, but are too few to be sure."""
    return not known.broken_since and score(known) >= DOUBT


def _scored(known: Baseline, day: date, bad: int, pages: int) -> Baseline:
    if known.last_on != day:
        known = replace(known, score=score(known), last_on=day, last_bad=0, last_pages=0)
    together = replace(known, last_bad=known.last_bad + bad, last_pages=known.last_pages + pages)
    alone = replace(known, last_bad=bad, last_pages=pages)
    best = max(together, alone, key=score)
    if score(best) == 0.0:
        return replace(known, score=0.0, last_bad=0, last_pages=0, begun_on=None)
    return replace(best, begun_on=known.begun_on or day)


def _learned(known: Baseline, pages: Sequence[bool]) -> Baseline:
    bad, good, kept = known.bad, known.good, 1 - 1 / MEMORY_PAGES
    for page in pages:
        bad, good = bad * kept + page, good * kept + (not page)
    return replace(known, bad=bad, good=good)


def _healing(known: Baseline, pages: Sequence[bool]) -> Baseline:
    """Sums up how much likelier the last pages are if all is as usual again."""
    usual, healed = rate(known), known.healed
    bad, good = known.broken_bad, known.broken_good
    for page in pages:
        bad, good = bad + page, good + (not page)
        broken = min(MOST_PAGES, max(SOME_PAGES, usual, (bad + 1) / (bad + good + 2)))
        healed = max(0.0, healed + math.log(usual / broken if page else (1 - usual) / (1 - broken)))
    if healed < CLOSE:
        return replace(known, healed=healed, broken_bad=bad, broken_good=good)
    return mended(known)


def mended(known: Baseline) -> Baseline:
    """The baseline once a break is over."""
    return replace(
        known, score=0.0, last_on=None, last_bad=0, last_pages=0, begun_on=None, broken_since=None,
        broken_bad=0, broken_good=0, healed=0.0,
    )  # fmt: skip


def _ratio(bad: int, pages: int, usual: float) -> float:
    """Log likelihood of a day if the fault became common, for most pages or for some, less that of before."""
    most = _day(bad, pages, max(MOST_PAGES, usual))
    some = _day(bad, pages, max(SOME_PAGES, usual))
    top = max(most, some)
    either = top + math.log((math.exp(most - top) + math.exp(some - top)) / 2)
    return either - _day(bad, pages, usual)


def _day(bad: int, pages: int, share: float) -> float:
    """Log probability of a day's pages in their order, by a beta-binomial."""
    a, b = share * CONCENTRATION, (1 - share) * CONCENTRATION
    return _log_beta(a + bad, b + pages - bad) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


# --- lengths ----------------------------------------------------------------------------------

_FACTOR = 2.0
"""A text is short or long by this factor from the usual."""


def length_faults(level: float | None, words: int) -> tuple[str, ...]:
    """``short`` or ``long`` for a text that is half or twice as long as usual; ``level`` is a logarithm."""
    if level is None or not words:
        return ()
    away = math.log(words) - level
    if abs(away) < math.log(_FACTOR):
        return ()
    return ("short",) if away < 0 else ("long",)


def usual_length(level: float | None, words: Iterable[int], memory: int = MEMORY_PAGES // 4) -> float | None:
    """The usual logarithm of words after further texts; one text moves it little, however long it is."""
    logs = [math.log(count) for count in words if count]
    if not logs:
        return level
    if level is None:
        return sorted(logs)[len(logs) // 2]
    for each in logs:
        level += max(-1.0, min(1.0, each - level)) / memory
    return level
