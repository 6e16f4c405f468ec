"""Has pages asked for again that were read while their source was broken, once it is sound without our doing.

What was kept out in quarantine is asked for again anyway. This is for what went before the break was noticed,
and was published as it was, and for pages that gave no article at all.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from flows.batch import Batch
from flows.page_facts import SPOILING
from flows.plan import QUARANTINED
from warehouse.record import record
from warehouse.tables import Watch
from warehouse.transaction import Transaction


@record
class Mended:
    """A fault of a source that is over, and the first day it was there."""

    source: str
    fault: str
    since: date


def find_mended(batch: Batch, before: Watch, now: Watch) -> Iterator[Mended]:
    """Faults that the new pages of a batch show to be over; not those that mended rules have healed."""
    if batch.reread or not batch.incremental:
        return
    broken = {each.fault for each in now.baselines if each.broken_since}
    for each in before.baselines:
        if each.broken_since and each.fault not in broken and each.fault in SPOILING | {"article"}:
            yield Mended(source=batch.name, fault=each.fault, since=each.broken_since)


def ask_again(tx: Transaction, mended: Iterable[Mended]) -> None:
    """Marks the pages whose last reading had the fault or no article; call it when all addresses are written.

    An article stays published until its page was read again.
    """
    for each in mended:
        tx.execute(
            """UPDATE state.urls SET outcome = $quarantined
            WHERE source = $source AND (outcome = 'article' OR outcome LIKE 'reject:%') AND url IN (
                SELECT url FROM state.page_facts WHERE source = $source AND day >= $since GROUP BY url
                HAVING arg_max(list_has_any(faults, [$fault, 'article']), read_at))""",
            {"quarantined": QUARANTINED, "source": each.source, "fault": each.fault, "since": each.since},
        )  # fmt: skip
