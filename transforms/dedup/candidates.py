"""Which pairs of articles are worth a look: those that share rare band keys and agree in their facts.

A key of more than ``HOT_BUCKET`` texts is hot: it says nothing, and is left out. Two keys in common need
facts that do not contradict; a single one needs facts that agree, so that a pair outlives the day on which
most of its keys turn hot.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from warehouse.record import record

# A key that more texts have is a mould or an imprint; copies share rarer ones, or facts in a row.
HOT_BUCKET = 50
# Shares of the facts of the one with fewer, by how many it has. Measured on pairs with two keys in common, of
# made copies with up to 30 % of edits: below them lie 0.1 % of copies from 20 facts on and 0.5 % from 8 on,
# and 85 % of other pairs. Fewer facts than 8 tell nothing.
_FACTS_FEWEST, _FACTS_MANY = 8, 20
_SHARE_OF_FEW, _SHARE_OF_MANY = 0.35, 0.5
# One run of five words in common is chance (99 % of such pairs are strangers) unless the facts agree too.
_SHARE_AT_ONE_KEY = 0.6
_PAIRS_AT_ONCE = 1 << 17

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@record
class Postings:
    """Which articles have which band keys: arrays of one length, a row for each key of each article."""

    keys: Numbers
    articles: Numbers
    exact: Numbers  # equal for articles of one text

    def hot(self) -> Numbers:
        """The keys that more than ``HOT_BUCKET`` different texts have, in order."""
        order = np.lexsort((self.exact, self.keys))
        keys, exact = self.keys[order], self.exact[order]
        differs = np.ones(len(keys), np.bool_)
        differs[1:] = (keys[1:] != keys[:-1]) | (exact[1:] != exact[:-1])
        found, texts = np.unique(keys[differs], return_counts=True)
        return found[texts > HOT_BUCKET]

    def without(self, keys: Numbers) -> "Postings":
        """The rows of other keys."""
        kept = ~np.isin(self.keys, keys)
        return Postings(keys=self.keys[kept], articles=self.articles[kept], exact=self.exact[kept])


@record
class SharedKeys:
    """Pairs of articles (n, 2) and how many keys each shares."""

    pairs: Numbers
    counts: Numbers


@record
class Buckets:
    """Keys that two or more owners have: a row for each key of each owner, those of one key side by side."""

    owners: npt.NDArray[np.int32]  # ascending inside a bucket; owners of one key are distinct
    ends: npt.NDArray[np.int32]  # where the bucket of each row ends

    @classmethod
    def of(cls, keys: Numbers, owners: Numbers | npt.NDArray[np.int32], most: int | None = None) -> "Buckets":
        """Sorts rows into buckets; leaves those out that hold a single owner, or more than ``most``."""
        order = np.lexsort((owners, keys))
        keys, owners = keys[order], owners[order].astype(np.int32)
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else keys
        sizes = np.diff(starts, append=len(keys))
        kept = sizes > 1 if most is None else (sizes > 1) & (sizes <= most)
        ends = np.cumsum(sizes[kept]).astype(np.int32)
        return cls(owners=owners[np.repeat(kept, sizes)], ends=np.repeat(ends, sizes[kept]))

    @classmethod
    def joined(cls, parts: Sequence["Buckets"]) -> "Buckets":
        """The buckets of parts that have no key in common."""
        starts = np.cumsum([0, *(len(part.owners) for part in parts)]).tolist()
        moved = (part.ends + np.int32(start) for part, start in zip(parts, starts, strict=False))
        return cls(owners=np.concatenate([part.owners for part in parts]), ends=np.concatenate(list(moved)))


def shared_keys(buckets: Buckets, lefts: int) -> Iterator[SharedKeys]:
    """Finds the pairs that share a key, in parts, so that memory stays bounded.

    Args:
        buckets: band keys without the hot ones.
        lefts: a pair counts if its smaller number is below this.
    """
    owners, ends = buckets.owners, buckets.ends
    rows = np.argsort(owners, kind="stable").astype(np.int32)
    rows = rows[: np.searchsorted(owners[rows], lefts)]
    pairs_before = np.cumsum(ends[rows] - rows - 1, dtype=np.int64)
    if not len(rows) or not pairs_before[-1]:
        return
    cuts = np.searchsorted(pairs_before, np.arange(0, pairs_before[-1], _PAIRS_AT_ONCE), side="right")
    cuts = np.searchsorted(owners[rows], owners[rows[cuts]])  # the rows of one owner stay together
    for start, end in pairwise([*np.unique(cuts).tolist(), len(rows)]):
        yield _counted(owners, ends, rows[start:end])


def _counted(
    owners: npt.NDArray[np.int32], ends: npt.NDArray[np.int32], rows: npt.NDArray[np.int32]
) -> SharedKeys:
    """Pairs the owner of each row with those behind it in its bucket."""
    sizes = ends[rows] - rows - 1
    starts = np.cumsum(sizes, dtype=np.int64) - sizes
    behind = np.arange(sizes.sum()) + np.repeat(rows + 1 - starts, sizes)
    left, right = np.repeat(owners[rows], sizes).astype(np.int64), owners[behind]
    pairs, counts = np.unique(left << 32 | right, return_counts=True)
    return SharedKeys(pairs=np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1), counts=counts)


def bitmaps_agree(here: npt.NDArray[np.uint64], there: npt.NDArray[np.uint64], shared: Numbers) -> Flags:
    """Says of each pair whether it is worth a look at the texts.

    Args:
        here, there: bitmaps of the facts of one and the other, a row for each pair.
        shared: how many keys the pair shares.
    """
    both = np.bitwise_count(here & there).sum(axis=1)
    fewer = np.minimum(np.bitwise_count(here).sum(axis=1), np.bitwise_count(there).sum(axis=1))
    share = np.where(fewer < _FACTS_MANY, _SHARE_OF_FEW, _SHARE_OF_MANY)
    share = np.where(shared > 1, share, _SHARE_AT_ONE_KEY)
    agree: Flags = np.where(fewer < _FACTS_FEWEST, shared > 1, both >= share * fewer)
    return agree
