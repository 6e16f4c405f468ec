"""Tells what fails from what stumbles: broken after two failures in a row, mended after two successes."""

from dataclasses import replace
from datetime import date

from transforms.drift import mended
from warehouse.tables import Baseline

IN_A_ROW = 2


def debounced(known: Baseline, day: date, bad: bool) -> Baseline:
    """The baseline after one more look, of which there is one a run."""
    if known.broken_since is None:
        return _well(known, day, bad)
    if bad:
        return replace(known, broken_bad=known.broken_bad + 1, last_pages=0)
    if known.last_pages + 1 >= IN_A_ROW:
        return mended(known)
    return replace(known, broken_good=known.broken_good + 1, last_pages=known.last_pages + 1)


def _well(known: Baseline, day: date, bad: bool) -> Baseline:
    if not bad:
        return replace(known, last_bad=0, begun_on=None)
    known = replace(known, last_bad=known.last_bad + 1, begun_on=known.begun_on or day)
    if known.last_bad < IN_A_ROW:
        return known
    return replace(known, broken_since=known.begun_on, broken_bad=known.last_bad, last_pages=0)
