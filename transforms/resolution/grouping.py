"""Groups the claims of one home into programs: each joins the centre that it fits best, or founds one.

The strongest claims come first, so that centres stand before the vague ones choose; the order is a property
of the claims, so the same claims give the same programs however they arrived. No chain can form: a claim is
compared with centres, never with the claims that joined them.
"""

from collections.abc import Iterable
from datetime import date

from transforms.resolution.centre import Centre, found_centre
from transforms.resolution.claim import Claim
from transforms.resolution.decisions import Decisions
from transforms.resolution.fit import fit
from transforms.resolution.lineage import Lineage


def group_claims(
    home: frozenset[str], claims: Iterable[Claim], lineage: Lineage, decisions: Decisions
) -> list[Centre]:
    """The programs that the claims of a home tell of."""
    centres: list[Centre] = []
    for claim in sorted(claims, key=_strength):
        best = _best_centre(claim, centres, lineage, decisions)
        if best is None:
            centres.append(found_centre(claim, home))
        else:
            best.join(claim)
    return centres


def _best_centre(
    claim: Claim, centres: list[Centre], lineage: Lineage, decisions: Decisions
) -> Centre | None:
    """The centre of the highest fit; of equals, the one that was founded first."""
    best, best_fit = None, float("-inf")
    for centre in centres:
        fitting = fit(claim, centre, lineage, decisions)
        if fitting is not None and fitting > best_fit:
            best, best_fit = centre, fitting
    return best


def _strength(claim: Claim) -> tuple[int, date, str]:
    """Sorts by how firmly a claim stands in time, then by day, then by id."""
    mention = claim.mention
    day = mention.signed_on or claim.reported_on or date.max
    return (_tier(claim), day, claim.key)


def _tier(claim: Claim) -> int:
    mention = claim.mention
    ends = (mention.period_start is not None) + (mention.period_end is not None)
    if mention.signed_on:
        return 2 - ends if mention.stage == "signed" else 3
    if mention.stage == "signed":
        return 6 - ends
    return 9 - ends if mention.stage != "proposed" else 12 - ends
