"""Which pairs of articles are worth a look: those that share rare band keys and do not contradict in facts.

A batch is compared with the store by the same rule in SQL (warehouse.neighbourhood): join on the band
key, leave out keys of more than ``HOT_BUCKET`` texts, count shared keys by pair, keep pairs with
``FEWEST_SHARED`` or more.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transforms.dedup.sketch import fact_bitmaps

# A key that more texts have is a mould or an imprint; copies share rarer ones, or facts in a row.
HOT_BUCKET = 50
# One run of five words in common is chance (99 % of such pairs are strangers), two seldom are.
FEWEST_SHARED = 2
# Copies have at least this share of the facts of the one with fewer; below it no text is laid beside another.
_FACT_SHARE = 0.25
_FACTS_FEWEST = 8

Numbers = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.int64]


def shared_pairs(keys: npt.NDArray[np.int64], owners: npt.NDArray[np.int64]) -> Pairs:
    """Finds pairs of articles that share enough keys.

    Args:
        keys: band keys, one for each key of each article.
        owners: number of the article that has the key; keys of one article are distinct.

    Returns:
        Array of shape (pairs, 2), smaller number first, sorted.
    """
    order = np.lexsort((owners, keys))
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    found = [_pairs_of_size(owners, starts[sizes == size], int(size)) for size in range(2, HOT_BUCKET + 1)]
    pairs, counts = np.unique(np.concatenate(found), return_counts=True)
    return np.stack(np.divmod(pairs[counts >= FEWEST_SHARED], _RADIX), axis=1)


_RADIX = np.int64(1 << 31)


def _pairs_of_size(owners: Numbers, starts: Numbers, size: int) -> Numbers:
    members = owners[starts[:, None] + np.arange(size)]
    first, second = np.triu_indices(size, 1)
    pairs: Numbers = members[:, first] * _RADIX + members[:, second]
    return pairs.ravel()


def facts_agree(left: Sequence[bytes], right: Sequence[bytes]) -> npt.NDArray[np.bool_]:
    """Says of each pair of packed sketches whether they share enough facts to be copies; cheap and rough."""
    here, there = fact_bitmaps(left), fact_bitmaps(right)
    both = np.bitwise_count(here & there).sum(axis=1)
    fewer = np.minimum(np.bitwise_count(here).sum(axis=1), np.bitwise_count(there).sum(axis=1))
    agree: npt.NDArray[np.bool_] = (fewer < _FACTS_FEWEST) | (both >= _FACT_SHARE * fewer)
    return agree
