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
_STEPS = (0, -4, -3, -2, -1, 1, 2, 3, 4)
_PLACES = np.array(_STEPS)[:, None]
_WINDOWS = np.array((2, 5, 12))[:, None]  # blocks to each side


def describe_context(page: Described, shares: Matrix) -> Matrix:
    """One row for each block that is looked at: its own numbers, then its surroundings.

    ``shares`` are those of the first look, for every block of the page.
    """
    kept, length = page.kept, page.length
    bounded = np.clip(shares, _LEAST, 1 - _LEAST)
    odds = np.log(bounded / (1 - bounded))
    text = shares * length
    wide = max(_STEPS)
    padded = np.full(len(odds) + 2 * wide, _ABSENT, dtype=np.float32)
    padded[wide:-wide] = odds
    order = [*_in_order(length, shares, page.keys[0]), *_under_heading(page, length, shares)]
    around = np.empty((len(order), len(odds)), dtype=np.float32)
    for row, values in zip(around, order, strict=True):
        row[:] = values
    parts = [
        page.features.T, padded[kept + wide + _PLACES], _windowed(text, length, kept),
        _of_same_key(page, text, shares, odds), around[:, kept], _of_page(page, text, shares),
    ]  # fmt: skip
    return np.concatenate(parts, dtype=np.float32).T


def _windowed(text: Matrix, length: Matrix, kept: NDArray[np.int64]) -> Matrix:
    """Share of text of the blocks up to a width to each side, without the block itself; a row for a width."""
    low, high = np.maximum(kept - _WINDOWS, 0), np.minimum(kept + _WINDOWS + 1, len(text))
    texts, lengths = (
        sums[high] - sums[low] - values[kept]
        for values in (text, length)
        for sums in [np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])]
    )
    around: Matrix = texts / np.maximum(lengths, 1)
    return around


def _of_same_key(page: Described, text: Matrix, shares: Matrix, odds: Matrix) -> Matrix:
    """Of the other blocks with the same key: the share of letters that is text, and how many are sure."""
    kept, size = page.kept, int(page.keys.max()) + 1
    apart = page.keys + size * np.arange(3)[:, None]
    flat, at = apart.ravel(), apart[:, kept]
    is_sure = shares > _SURE
    texts = np.bincount(flat, np.tile(text, 3), 3 * size)[at]
    total = np.bincount(flat, np.tile(page.length, 3), 3 * size)[at]
    sure = np.bincount(flat, np.tile(is_sure, 3), 3 * size)[at] - is_sure[kept]
    count = np.bincount(flat, minlength=3 * size)[at]
    mean = np.bincount(flat, np.tile(odds, 3), 3 * size)[at]
    others = np.maximum(count - 1, 1)
    alone = count == 1
    every = max(float(text.sum(dtype=np.float64)), 1.0)
    found = (
        np.where(alone, -1, (texts - text[kept]) / np.maximum(total - page.length[kept], 1)),
        np.where(alone, _ABSENT, (mean - odds[kept]) / others),
        sure,
        texts / every,
        np.where(alone, -1, sure / others),
    )
    columns = np.empty((3, len(found), len(kept)), dtype=np.float32)
    for number, column in enumerate(found):
        columns[:, number] = column
    return columns.reshape(-1, len(kept))


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


def _under_heading(page: Described, length: Matrix, shares: Matrix) -> list[Matrix]:
    """How much is text of the section that the last heading above begins, and how sure that heading is."""
    heading, count = page.heading, len(length)
    section = np.cumsum(heading)
    begins = np.flatnonzero(np.concatenate([[True], heading[1:]]))
    section = section - section[0]
    text = np.bincount(section, np.where(heading, 0, shares * length))
    total = np.bincount(section, np.where(heading, 0, length))
    likeness = page.spread(page.features[:, TITLE_SHARE], 0)
    titled = np.maximum.accumulate(np.where(likeness > 0.6, np.arange(count), -1))
    return [
        text[section] / np.maximum(total[section], 1),
        total[section],
        np.where(heading[begins[section]], shares[begins[section]], -1),
        np.where(titled >= 0, np.arange(count) - titled, 99),
    ]


def _of_page(page: Described, text: Matrix, shares: Matrix) -> Matrix:
    whole, doubt = float(text.sum()), float((text * (1 - shares)).sum())
    values = (
        np.log1p(whole),
        whole / max(float(page.length.sum()), 1.0),
        doubt / max(whole, 1.0),
        (shares > _SURE).sum(),
    )
    return np.repeat(np.array(values)[:, None], len(page.kept), axis=1)
