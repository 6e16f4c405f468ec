"""The home of a claim: the whole set of parties of its program, where an outlet named only some of them.

A claim moves to a larger set only on the same day of signing, and never by a chain: the choice rests on the
claims that share a dated block with it, and with the set that it would move to, and on nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from transforms.resolution.blocks import dated_keys, signing_days
from transforms.resolution.claim import Claim
from transforms.resolution.instruments import may_be_same

# Two sets of four or more may differ by one party on each side: an outlet took a guest for a party.
NEARLY_SAME = 0.6

Home = frozenset[str]


def find_homes(claims: Iterable[Claim]) -> dict[str, Home]:
    """Maps each claim's key to its home."""
    listed = list(claims)
    meetings = _meetings(listed)
    wishes = {claim.key: _wish(claim, meetings) for claim in listed}
    return {claim.key: _granted(claim, wishes, meetings) for claim in listed}


def _meetings(claims: list[Claim]) -> dict[str, list[Claim]]:
    """Maps each claim's key to the claims that share a dated block with it, itself included."""
    keys = {claim.key: dated_keys(claim.home, signing_days(claim.mention)) for claim in claims}
    blocks: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        for key in keys[claim.key]:
            blocks[key].append(claim)
    return {
        claim.key: list({other.key: other for key in keys[claim.key] for other in blocks[key]}.values())
        for claim in claims
    }


def _wish(claim: Claim, meetings: dict[str, list[Claim]]) -> Home:
    """The largest home that the claim's own evidence allows; ties go to the one that more claims tell."""
    rivals = {other.home for other in meetings[claim.key] if other.home != claim.home and _fits(claim, other)}
    if not rivals:
        return claim.home
    votes = [other.home for other in meetings[claim.key]]
    return max(rivals, key=lambda home: (len(home), votes.count(home), sorted(home)))


def _fits(claim: Claim, other: Claim) -> bool:
    return (
        _includes(other.home, claim.home)
        and other.article != claim.article
        and may_be_same(claim.mention.instrument, other.mention.instrument)
        and (not claim.sectors or not other.sectors or bool(claim.sectors & other.sectors))
    )


def _includes(larger: Home, smaller: Home) -> bool:
    if len(smaller) < 2:
        return False
    if smaller < larger:
        return True
    shared, all_parties = len(larger & smaller), len(larger | smaller)
    stronger = (len(larger), sorted(larger)) > (len(smaller), sorted(smaller))
    return min(len(larger), len(smaller)) >= 4 and stronger and shared / all_parties >= NEARLY_SAME


def _granted(claim: Claim, wishes: dict[str, Home], meetings: dict[str, list[Claim]]) -> Home:
    """The wish, unless an article tells the two sets apart, or outlets differ on whom to leave out."""
    wish = wishes[claim.key]
    if wish == claim.home:
        return wish
    around = [other for tells in meetings[claim.key] if tells.home == wish for other in meetings[tells.key]]
    joining = {other.home for other in around if wishes[other.key] == wish and other.home != wish}
    told = {other.article for other in around if other.home == wish}
    apart = any(other.article in told for other in around if other.home in joining)
    return claim.home if apart or not _nested(joining) else wish


def _nested(homes: set[Home]) -> bool:
    ordered = sorted(homes, key=len)
    return all(smaller <= larger for smaller, larger in pairwise(ordered))
