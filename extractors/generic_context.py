"""Describes every block by what the first look at the page found around it, for the second look.

The first look judges each block by itself and by the looks of its neighbours. Only when all are judged it
is known which of them are text: whether a doubtful block stands among text or after its end, and what
became of the blocks of the same element and of the same make (stacking over contexts: Cohen and de
Carvalho, 2005).
"""

import numpy as np
from numpy.typing import NDArray

from extractors.generic_features import TITLE_SHARE, Described, Matrix

_SURE = 0.5
_LEAST = 3e-4  # shares closer to 0 or 1 say no more
_ABSENT = -9.0  # log odds where no block stands
_STEPS = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS = (2, 5, 12)  # blocks to each side


def describe_context(page: Described, shares: Matrix) -> Matrix:
    """One row for each block: its own numbers, then its surroundings by the ``shares`` of the first look."""
    length = page.features[:, 0]
    bounded = np.clip(shares, _LEAST, 1 - _LEAST)
    odds = np.log(bounded / (1 - bounded))
    text = shares * length
    columns: list[Matrix] = [odds]
    padded = np.pad(odds, max(_STEPS), constant_values=_ABSENT)
    wide = max(_STEPS)
    columns += [padded[wide + step : wide + step + len(odds)] for step in _STEPS]
    columns += [_windowed(text, width) / np.maximum(_windowed(length, width), 1) for width in _WINDOWS]
    for keys in (page.groups, page.paths, page.signatures):
        columns += _of_same_key(keys, length, shares, odds)
    columns += _in_order(length, shares, page.groups)
    columns += _under_heading(page.features, length, shares)
    columns += _of_page(length, shares)
    return np.concatenate([page.features.T, np.stack(columns)], dtype=np.float32).T


def _windowed(values: Matrix, width: int) -> Matrix:
    """Sums over the blocks up to ``width`` to each side, without the block itself."""
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    at = np.arange(len(values))
    low, high = np.maximum(at - width, 0), np.minimum(at + width + 1, len(values))
    around: Matrix = sums[high] - sums[low] - values
    return around


def _of_same_key(keys: NDArray[np.int64], length: Matrix, shares: Matrix, odds: Matrix) -> list[Matrix]:
    """Of the other blocks with the same key: the share of letters that is text, and how many are sure."""
    size = int(keys.max()) + 1
    text = np.bincount(keys, shares * length, size)
    total = np.bincount(keys, length, size)
    sure = np.bincount(keys, shares > _SURE, size)
    count = np.bincount(keys, minlength=size)
    mean = np.bincount(keys, odds, size)
    others = np.maximum(count[keys] - 1, 1)
    alone = count[keys] == 1
    return [
        np.where(alone, -1, (text[keys] - shares * length) / np.maximum(total[keys] - length, 1)),
        np.where(alone, _ABSENT, (mean[keys] - odds) / others),
        sure[keys] - (shares > _SURE),
        text[keys] / max(float(text.sum()), 1.0),
        np.where(alone, -1, (sure[keys] - (shares > _SURE)) / others),
    ]


def _in_order(length: Matrix, shares: Matrix, groups: NDArray[np.int64]) -> list[Matrix]:
    """Distances to the sure blocks before and after, to the first and the last, and the run that holds it."""
    count = len(length)
    at = np.arange(count)
    sure = shares > _SURE
    before = np.maximum.accumulate(np.concatenate([[-1], np.where(sure, at, -1)[:-1]]))
    after = np.minimum.accumulate(np.concatenate([np.where(sure, at, count)[1:], [count]])[::-1])[::-1]
    letters = np.concatenate([[0.0], np.cumsum(length, dtype=np.float64)])
    text = np.concatenate([[0.0], np.cumsum(shares * length, dtype=np.float64)])
    has_before, has_after = before >= 0, after < count
    low, high = np.maximum(before, 0), np.minimum(after, count - 1)
    columns: list[Matrix] = [
        np.where(has_before, at - before, 99),
        np.where(has_after, after - at, 99),
        np.where(has_before, letters[at] - letters[low + 1], 9e4),
        np.where(has_after, letters[high] - letters[at + 1], 9e4),
        np.where(has_before, groups[low] == groups, 0) + 2 * np.where(has_after, groups[high] == groups, 0),
        np.where(has_before & has_after, groups[low] == groups[high], 0),
    ]
    found = np.flatnonzero(sure)
    first, last = (found[0], found[-1]) if len(found) else (0, -1)
    columns += [at - first, at - last]
    columns += [
        text[:-1] / max(text[-1], 1.0),
        (text[-1] - text[1:]) / max(text[-1], 1.0),
        text[-1] - text[1:],
    ]
    starts = np.cumsum(np.concatenate([[1], sure[1:] != sure[:-1]])) - 1
    mass = np.bincount(starts, shares * length)
    size = np.bincount(starts)
    columns += [size[starts], mass[starts] / max(float(mass.max()), 1.0)]
    best = int(np.argmax(mass))
    inside = np.flatnonzero(starts == best)
    columns += [at - inside[0], at - inside[-1]]
    return columns


def _under_heading(features: Matrix, length: Matrix, shares: Matrix) -> list[Matrix]:
    """How much is text of the section that the last heading above begins, and how sure that heading is."""
    heading = (features[:, 9] >= 2) & (features[:, 9] <= 5)
    section = np.cumsum(heading)
    begins = np.flatnonzero(np.concatenate([[True], heading[1:]])) if len(heading) else np.array([0])
    section = section - section[0]
    text = np.bincount(section, np.where(heading, 0, shares * length))
    total = np.bincount(section, np.where(heading, 0, length))
    top = shares[begins[section]]
    titled = np.maximum.accumulate(np.where(features[:, TITLE_SHARE] > 0.6, np.arange(len(length)), -1))
    return [
        text[section] / np.maximum(total[section], 1),
        total[section],
        np.where(heading[begins[section]], top, -1),
        np.where(titled >= 0, np.arange(len(length)) - titled, 99),
    ]


def _of_page(length: Matrix, shares: Matrix) -> list[Matrix]:
    text = float((shares * length).sum())
    doubt = float((shares * (1 - shares) * length).sum())
    values = (
        np.log1p(text),
        text / max(float(length.sum()), 1.0),
        doubt / max(text, 1.0),
        (shares > _SURE).sum(),
    )
    return [np.full(len(length), value) for value in values]
