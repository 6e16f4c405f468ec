"""Band keys of an article: two articles that share one are candidates.

Text keys are the smallest hashes of runs of five words (a bottom-k sketch: Broder 1997, "On the
resemblance and containment of documents"), so a trimmed copy shares the keys of the part it kept.
Fact keys are the smallest hashes of three facts in a row: copies inside a family of same-worded
reports share their facts, the reports do not. Long keys are those of runs of thirty words: where a
family has no facts (horoscopes, recipes), only copies agree for so long.
"""

import numpy as np
import numpy.typing as npt

from transforms.dedup.tokens import Tokens

Hashes = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.int64]

RUN_WORDS = 5
FACT_RUN = 3
LONG_RUN = 30
TEXT_KEYS = 20
LONG_KEYS = 4
FACT_KEYS = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)
_POWERS = [np.uint64(pow(int(_MIX), exponent, 1 << 64)) for exponent in range(LONG_RUN)]
_LONG_SEED = np.uint64(0x2545F4914F6CDD1D)
_FACT_SEED = np.uint64(0xD1B54A32D192ED03)


def band_keys(tokens: Tokens) -> Keys:
    """The band keys of an article as signed 64-bit integers, at most 32, distinct."""
    codes = tokens.codes.astype(np.uint64)
    text = _smallest(_hash_runs(codes, RUN_WORDS), TEXT_KEYS)
    long = _smallest(_hash_runs(codes[tokens.head :] ^ _LONG_SEED, LONG_RUN), LONG_KEYS)
    fact = _smallest(_hash_runs(tokens.facts.astype(np.uint64) ^ _FACT_SEED, FACT_RUN), FACT_KEYS)
    return np.concatenate((text, long, fact)).view(np.int64)


def _hash_runs(codes: Hashes, length: int) -> Hashes:
    """Hashes every run of ``length`` codes; a shorter text is one run.

    A run of 2n is two runs of n, so thirty words take seven steps (Horner's rule by doubling).
    """
    if not len(codes):
        return codes
    length = min(length, len(codes))
    mixed, run = codes, 1
    for bit in f"{length:b}"[1:]:
        mixed = mixed[:-run] * _POWERS[run] + mixed[run:]
        run *= 2
        if bit == "1":
            mixed = mixed[:-1] * _MIX + codes[run:]
            run += 1
    mixed = mixed * _MIX
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return mixed


def _smallest(hashes: Hashes, count: int) -> Hashes:
    """The smallest distinct hashes, in order."""
    if len(hashes) > 3 * count:
        hashes = np.partition(hashes, 3 * count)[: 3 * count]
    ordered = np.sort(hashes)
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return ordered[new][:count]
