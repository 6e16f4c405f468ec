"""Who speaks independently: copies in one cluster are one voice, and a fact is what most voices say."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from math import prod
from typing import TypeVar

from transforms.resolution.claim import Claim

T = TypeVar("T", bound=Hashable)


def voice_of(claim: Claim) -> str:
    """The cluster of copies, or the article where it stands alone."""
    return claim.report.cluster_id or claim.article


def independent_outlets(claims: Iterable[Claim]) -> frozenset[str]:
    """Outlets that speak for themselves: of a cluster, the one that has the original counts."""
    clusters: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        clusters[voice_of(claim)].append(claim)
    return frozenset(
        min((not claim.report.is_primary, claim.mention.source) for claim in cluster)[1]
        for cluster in clusters.values()
    )


def majority(claims: Iterable[Claim], told: Callable[[Claim], T | None]) -> T | None:
    """What most voices tell; of equals, what the more confident tell, then the smaller by its text."""
    voices: dict[T, set[str]] = defaultdict(set)
    confidence: Counter[T] = Counter()
    for claim in claims:
        value = told(claim)
        if value is not None:
            voices[value].add(voice_of(claim))
            confidence[value] = max(confidence[value], round(claim.mention.confidence * 1000))
    if not voices:
        return None
    return min(voices, key=lambda value: (-len(voices[value]), -confidence[value], str(value)))


def share(claims: Iterable[Claim], holds: Callable[[Claim], bool]) -> float:
    """Share, 0 to 1, of the voices of which some report holds."""
    listed = list(claims)
    said = {voice_of(claim) for claim in listed if holds(claim)}
    return len(said) / len({voice_of(claim) for claim in listed})


def joint_confidence(claims: Iterable[Claim]) -> float:
    """1 less the chance that all outlets are wrong, each taken at its best word: 0 to 1.

    At most 0.99: outlets copy errors from one press release, so they do not fail independently for ever.
    """
    best: dict[str, float] = {}
    for claim in claims:
        outlet = claim.mention.source
        best[outlet] = max(best.get(outlet, 0.0), claim.mention.confidence)
    return round(min(0.99, 1 - prod(1 - value for value in sorted(best.values()))), 3)
