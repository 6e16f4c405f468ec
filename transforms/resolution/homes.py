"""The home of a claim: the whole set of parties of its program, where an outlet left one out or added one.

Claims move only between sets that tell of the same days, towards the set that more voices tell and, at a tie,
the larger one. The choice rests on the claims that hang together by pairs and days, and on nothing else, so a
report from another year cannot change it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise, product

from transforms.resolution.blocks import pair_keys, signing_days
from transforms.resolution.claim import Claim
from transforms.resolution.instruments import may_be_same
from transforms.resolution.voices import voice_of

# Two sets of four or more may differ by one party on each side: an outlet took a guest for a party.
NEARLY_SAME = 0.6

Home = frozenset[str]


def find_homes(claims: Iterable[Claim]) -> dict[str, Home]:
    """Maps each claim's key to its home."""
    homes: dict[str, Home] = {}
    for together in _find_days(list(claims)):
        if len({claim.home for claim in together}) == 1:
            homes.update((claim.key, claim.home) for claim in together)
        else:
            homes.update(_settle(together))
    return homes


def _find_days(claims: list[Claim]) -> list[list[Claim]]:
    """The claims that hang together by pairs of parties on one day."""
    parent = {claim.key: claim.key for claim in claims}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    first: dict[tuple[int, date], str] = {}
    for claim in claims:
        for met in product(pair_keys(claim.home), signing_days(claim.mention)):
            parent[root(claim.key)] = root(first.setdefault(met, claim.key))
    days: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        days[root(claim.key)].append(claim)
    return list(days.values())


def _settle(together: list[Claim]) -> dict[str, Home]:
    votes = Counter(home for home, _ in {(claim.home, voice_of(claim)) for claim in together})
    wishes = {claim.key: _wish(claim, together, votes) for claim in together}
    return {claim.key: _granted(claim, wishes, together) for claim in together}


def _wish(claim: Claim, together: list[Claim], votes: Counter[Home]) -> Home:
    """The best of the claim's own set and those that its evidence allows."""
    rivals = {other.home for other in together if other.home != claim.home and _fits(claim, other)}
    return max({claim.home, *rivals}, key=lambda home: (votes[home], len(home), sorted(home)))


def _fits(claim: Claim, other: Claim) -> bool:
    return (
        _alike(claim.home, other.home)
        and other.article != claim.article
        and may_be_same(claim.mention.instrument, other.mention.instrument)
        and (not claim.sectors or not other.sectors or bool(claim.sectors & other.sectors))
        and not set(signing_days(claim.mention)).isdisjoint(signing_days(other.mention))
    )


def _alike(left: Home, right: Home) -> bool:
    smaller, larger = sorted((left, right), key=len)
    if len(smaller) >= 2 and smaller < larger:
        return True
    return len(smaller) >= 4 and len(left & right) / len(left | right) >= NEARLY_SAME


def _granted(claim: Claim, wishes: dict[str, Home], together: list[Claim]) -> Home:
    """The wish, unless an article tells the two sets apart, or the outlets differ on whom to leave out."""
    wish = wishes[claim.key]
    if wish == claim.home:
        return wish
    joining = {other.home for other in together if wishes[other.key] == wish and other.home != wish}
    told = {other.article for other in together if other.home == wish}
    apart = any(other.article in told for other in together if other.home in joining)
    return claim.home if apart or not _nested({home for home in joining if home < wish}) else wish


def _nested(homes: set[Home]) -> bool:
    return all(smaller <= larger for smaller, larger in pairwise(sorted(homes, key=len)))
