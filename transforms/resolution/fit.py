"""How well a claim fits a program: a link in time, no contradiction, then what speaks for it.

The weights order the candidates of one claim; a link and the absence of conflicts decide whether it joins at
all. They were set on the labelled articles and on the made world of the tests (seeds 1 to 9); the
figures that are quoted come from other seeds.
"""

from datetime import date

from transforms.resolution.centre import Centre
from transforms.resolution.claim import Claim
from transforms.resolution.decisions import Decisions
from transforms.resolution.instruments import is_same, may_be_same
from transforms.resolution.lineage import Lineage

# Two reports of one day of signing differ by at most the day of the paper and the day before.
SAME_DAY_SLACK = 2
# A signing is reported within days; the weekly and the round-up within a fortnight.
NEWS_DAYS = 14
# A signing follows its announcement within two years or not at all.
PROPOSAL_DAYS = 730
# A program without a stated period is taken to run for five years and the review that closes it.
USUAL_YEARS = 6
TWINNING_YEARS = 40


def fit(claim: Claim, centre: Centre, lineage: Lineage, decisions: Decisions) -> float | None:
    """The strength with which the claim belongs to the centre, or None if it does not."""
    if claim.article in centre.articles or decisions.keep_apart(claim.names, centre.names):
        return None
    if not _same_parties(claim, centre, lineage):
        return None
    link = _link(claim, centre)
    if link is None or not _instruments_agree(claim, centre) or _another_subject(claim, centre):
        return None
    return link + _support(claim, centre)


def _same_parties(claim: Claim, centre: Centre, lineage: Lineage) -> bool:
    """Parties that are one today may have been two then: Thái Bình's program is not Hưng Yên's."""
    return all(
        _same_written(written, centre.written[party_id], lineage)
        for party_id, written in claim.written.items()
        if party_id in centre.written
    )


def _same_written(left: frozenset[str], right: frozenset[str], lineage: Lineage) -> bool:
    smaller, larger = sorted((left, right), key=len)
    return all(any(lineage.related(one, other) for other in larger) for one in smaller)


def _instruments_agree(claim: Claim, centre: Centre) -> bool:
    if is_same(claim.mention.instrument, centre.instrument):
        return True
    return may_be_same(claim.mention.instrument, centre.instrument) and _corroborated(claim, centre)


def _corroborated(claim: Claim, centre: Centre) -> bool:
    """Whether something besides the day says that two words name one document."""
    return (
        _same_period(claim, centre) == 2
        or bool(claim.signers & centre.signers)
        or 2 * len(claim.sectors & centre.sectors) >= max(1, min(len(claim.sectors), len(centre.sectors)))
    )


def _another_subject(claim: Claim, centre: Centre) -> bool:
    """Papers of one pair on other subjects are other papers; a report of work may tell of one detail."""
    if not claim.sectors or not centre.sectors or claim.sectors & centre.sectors:
        return False
    if len(claim.sectors) == 1 and claim.mention.stage in ("review", "implementation"):
        return False
    return _same_period(claim, centre) < 2 and not claim.signers & centre.signers


def _same_period(claim: Claim, centre: Centre) -> int:
    """How many ends of the period are known to both and equal."""
    mention = claim.mention
    same_start = mention.period_start is not None and mention.period_start == centre.start
    same_end = mention.period_end is not None and mention.period_end == centre.end
    return int(same_start) + int(same_end)


def _period_conflict(claim: Claim, centre: Centre) -> bool:
    mention = claim.mention
    return _differ(mention.period_start, centre.start) or _differ(mention.period_end, centre.end)


def _differ(left: int | None, right: int | None) -> bool:
    return left is not None and right is not None and left != right


def _link(claim: Claim, centre: Centre) -> float | None:
    """The strongest link in time, or None for none or a contradiction."""
    if claim.mention.signed_on and centre.signed_on:
        return _link_by_day(claim, centre, abs((claim.mention.signed_on - centre.signed_on).days))
    if _period_conflict(claim, centre):
        return None
    by_period = (0.0, 2.0, 4.0)[_same_period(claim, centre)]
    by_time = _LINKS[claim.mention.stage](claim, centre)
    if by_time is None:
        return by_period + 1 if by_period == 4 and not _told_before(claim, centre) else None
    return by_period + by_time


def _link_by_day(claim: Claim, centre: Centre, days: int) -> float | None:
    """Equal days bear a slip in one end of the period; a paper for one year is no slip for one of five."""
    slips = _differ(claim.mention.period_start, centre.start) + _differ(claim.mention.period_end, centre.end)
    if days > SAME_DAY_SLACK or slips > 1 or (slips and days):
        return None
    return 6.0 - days - 2 * slips + _same_period(claim, centre)


def _told_before(claim: Claim, centre: Centre) -> bool:
    """A report as of something done cannot be older than the signing that it speaks of."""
    day = claim.reported_on
    return bool(day and centre.signed_on and claim.mention.stage != "proposed" and day < centre.signed_on)


def _link_signed(claim: Claim, centre: Centre) -> float | None:
    """Reports of a signing belong together when they are news of the same days."""
    mine = claim.mention.signed_on or claim.reported_on
    theirs = centre.signed_on or centre.told_on
    if mine is None or theirs is None:
        return _link_announced(mine, centre) if theirs is None else None
    days = (mine - theirs).days
    if claim.mention.signed_on is None and centre.signed_on:
        return _near(days) if days >= 0 else None
    return _near(abs(days))


def _link_announced(signed: date | None, centre: Centre) -> float | None:
    """A signing and the announcement, or the later work, that has found a centre of its own."""
    if signed is None or centre.proposed_on is None:
        return None
    return 1.0 if 0 <= (signed - centre.proposed_on).days <= PROPOSAL_DAYS else None


def _near(days: int) -> float | None:
    return 4.0 - days / 5 if days <= NEWS_DAYS else None


def _link_later(claim: Claim, centre: Centre) -> float | None:
    """A review or work under way belongs to the program that ran then: of several, the last one signed."""
    day = claim.reported_on
    if claim.mention.signed_on or day is None:
        return _link_signed(claim, centre) if claim.mention.signed_on else None
    if centre.began_on is None:
        return _link_undated(centre, day)
    age = (day - centre.began_on).days / 365.25
    if age < 0 or not _ran_on(day, age, centre):
        return None
    return 2.0 - age / 10


def _ran_on(day: date, age: float, centre: Centre) -> bool:
    if centre.end is not None:
        return day.year <= centre.end + 1
    return age <= (TWINNING_YEARS if centre.instrument == "twinning" else USUAL_YEARS)


def _link_undated(centre: Centre, day: date) -> float | None:
    """Without a signing: the period covers the day, or the reports are within a usual term."""
    if centre.proposed_on and day < centre.proposed_on:
        return None
    if centre.start is not None or centre.end is not None:
        started = centre.start is None or centre.start <= day.year
        return 1.0 if started and (centre.end is None or day.year <= centre.end + 1) else None
    days = [other.reported_on for other in centre.claims if other.reported_on]
    if not days:
        return None
    return 0.5 if max(abs((day - other).days) for other in days) <= USUAL_YEARS * 365 else None


def _link_proposed(claim: Claim, centre: Centre) -> float | None:
    """A plan to sign belongs to the next signing."""
    day = claim.reported_on
    if day is None:
        return None
    if centre.began_on is None:
        return _link_plans(day, centre)
    wait = (centre.began_on - day).days
    return 2.0 - wait / 365 if 0 <= wait <= PROPOSAL_DAYS else None


def _link_plans(day: date, centre: Centre) -> float | None:
    if centre.proposed_on is None:
        return None
    apart = abs((day - centre.proposed_on).days)
    return 1.0 - apart / 730 if apart <= PROPOSAL_DAYS else None


_LINKS = {
    "signed": _link_signed,
    "review": _link_later,
    "implementation": _link_later,
    "proposed": _link_proposed,
}


def _support(claim: Claim, centre: Centre) -> float:
    """What speaks for the pair beyond the link."""
    exact = claim.mention.instrument == centre.instrument
    shared, named = len(claim.sectors & centre.sectors), len(claim.sectors | centre.sectors)
    likeness = shared / named if named else 0.0
    same_name = all(written == centre.written.get(party) for party, written in claim.written.items())
    return 1.5 * exact + 1.5 * likeness + 1.5 * bool(claim.signers & centre.signers) + 0.5 * same_name
