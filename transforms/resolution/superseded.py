"""Which new id stands for a program whose id changed as better evidence came."""

from collections import Counter
from collections.abc import Iterable, Mapping

from warehouse.tables import SupersededProgram


def find_superseded(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[SupersededProgram, ...]:
    """Pairs ids that are gone with the ids that hold most of their mentions now.

    ``before`` and ``after`` map mention ids to program ids. Ids whose mentions are all gone are left out.
    """
    gone = set(before.values()) - set(after.values())
    heirs: dict[str, Counter[str]] = {program_id: Counter() for program_id in gone}
    for mention, program_id in before.items():
        if program_id in gone and mention in after:
            heirs[program_id][after[mention]] += 1
    return tuple(
        SupersededProgram(program_id=old, superseded_by=_heaviest(votes))
        for old, votes in sorted(heirs.items())
        if votes
    )


def _heaviest(votes: Iterable[str] | Counter[str]) -> str:
    counted = Counter(votes)
    return min(counted, key=lambda program_id: (-counted[program_id], program_id))
