"""Which program of a home renews which."""

from collections.abc import Sequence
from datetime import date

from transforms.resolution.instruments import may_be_same
from transforms.resolution.lineage import Lineage
from transforms.resolution.outline import Outline

# A new term follows within two years of the old one's end, or it is a new program.
MOST_GAP_YEARS = 2
# Without a stated period a term is taken to be at most six years, and at least two.
TERM_YEARS = (2, 6)


def find_renewals(outlines: Sequence[Outline], lineage: Lineage) -> list[int | None]:
    """For each program of one home the place of the one that it renews: the last that it can follow."""
    return [_renewed(drawn, outlines, lineage) for drawn in outlines]


def _renewed(drawn: Outline, outlines: Sequence[Outline], lineage: Lineage) -> int | None:
    before = [at for at, other in enumerate(outlines) if _follows(drawn, other, lineage)]
    return max(before, key=lambda at: _recency(outlines[at], drawn), default=None)


def _recency(other: Outline, drawn: Outline) -> tuple[bool, int, int, date, str]:
    return (
        other.instrument == drawn.instrument,
        other.period_end or 0,
        other.began_in or 0,
        other.signed_on or date.min,
        other.claims[0].key,
    )


def _follows(drawn: Outline, other: Outline, lineage: Lineage) -> bool:
    return (
        drawn is not other
        and may_be_same(drawn.instrument, other.instrument)
        and (not drawn.sectors or not other.sectors or bool(set(drawn.sectors) & set(other.sectors)))
        and _same_line(drawn, other, lineage)
        and _in_turn(drawn, other)
    )


def _same_line(drawn: Outline, other: Outline, lineage: Lineage) -> bool:
    """Each party of the new term is, or came out of, a party of the old one."""
    return all(any(lineage.related(one, former) for former in other.founders) for one in drawn.founders)


def _in_turn(drawn: Outline, other: Outline) -> bool:
    """Whether the new term begins where the old one ends."""
    begins = drawn.period_start or (drawn.signed_on.year if drawn.signed_on else None)
    if begins is None:
        return False
    if other.period_end is not None:
        starts_later = (drawn.began_in or begins) > (other.period_start or other.began_in or begins - 1)
        ends_later = drawn.period_end is None or drawn.period_end > other.period_end
        return starts_later and ends_later and -1 <= begins - other.period_end <= MOST_GAP_YEARS
    if drawn.period_start is None or other.signed_on is None:
        return False
    return TERM_YEARS[0] <= begins - other.signed_on.year <= TERM_YEARS[1]
