"""Dates the day on which a share changed, from its daily counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEAST_GAIN = 6.0
"""Log likelihood that a change must gain; below, the days may as well be alike."""


def change_point(bad: Sequence[int], pages: Sequence[int]) -> int | None:
    """Index of the first day of the new share, or None if the days may as well be alike.

    The split of greatest likelihood for a binomial series with one change (Hinkley & Hinkley 1970), which
    knows that a share of two pages says less than one of fifty; exact, since all splits are tried. ``bad``
    of ``pages`` a day, oldest first; days without pages may be among them.
    """
    if len(pages) < 2:
        return None
    k, n = np.cumsum(bad, dtype=float), np.cumsum(pages, dtype=float)
    before, after = _likelihood(k[:-1], n[:-1]), _likelihood(k[-1] - k[:-1], n[-1] - n[:-1])
    gains = before + after - _likelihood(k[-1:], n[-1:])
    best = int(np.argmax(gains))
    if gains[best] < LEAST_GAIN:
        return None
    return next(day for day in range(best + 1, len(pages)) if pages[day])


def _likelihood(bad: NDArray[np.float64], pages: NDArray[np.float64]) -> NDArray[np.float64]:
    """Greatest log likelihood of ``bad`` in ``pages``, less what does not depend on the share."""
    return _entropy(bad) + _entropy(pages - bad) - _entropy(pages)


def _entropy(count: NDArray[np.float64]) -> NDArray[np.float64]:
    made: NDArray[np.float64] = np.where(count > 0, count * np.log(np.maximum(count, 1.0)), 0.0)
    return made
