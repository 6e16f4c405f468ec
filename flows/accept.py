"""Takes what drift has marked for the new normal of a source, where people say that pages are meant so."""

from dataclasses import replace

from flows.page_facts import PAGE_FAULTS
from transforms.drift import fresh
from warehouse.store import Store
from warehouse.tables import Watch
from warehouse.transaction import Transaction


def accept(store: Store, name: str) -> list[str]:
    """Forgets what was usual of the faults that are broken, so that it is learned anew; gives their names.

    The next run closes the alarms, and asks again for the pages that were kept out.
    """

    def change(tx: Transaction) -> list[str]:
        found = tx.records(Watch, "source = ?", [name])
        broken = [
            each.fault
            for watch in found
            for each in watch.baselines
            if each.broken_since and each.fault in PAGE_FAULTS
        ]
        for watch in found if broken else ():
            kept = (fresh(each.fault) if each.fault in broken else each for each in watch.baselines)
            tx.merge([replace(watch, baselines=tuple(kept), level=None)])
        return broken

    return store.write("accept", f"{name}: pages are meant to be as they are", change)
