"""What the warehouse knows of sources before they are polled, read at once: each query costs 25 ms of CPU."""

from collections.abc import Iterable, Mapping, Sequence

from extractors.source import Source
from flows.page_facts import SPOILING
from flows.plan import MOST_TRIES, QUARANTINED, RETRY_OUTCOMES
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import FeedState, KnownUrl, PollInterval, Watch
from warehouse.transaction import Transaction


@record
class Known:
    """What is known of one source."""

    feeds: Mapping[str, FeedState]
    """State of each of its entries."""
    pending: Mapping[str, KnownUrl]
    """Addresses that were never asked for or are worth another try, whether or not a listing names them."""
    well: bool
    """Whether no fault of its pages keeps them from being published."""
    last: PollInterval | None
    """Its last poll."""


def find_known(store: Store, sources: Iterable[Source]) -> dict[str, Known]:
    """By name of the source, of one snapshot."""
    names = [source.name for source in sources]
    with store.reader() as connection:
        connection.execute("BEGIN")
        tx = Transaction(connection)
        given = {"names": names}
        feeds = tx.records(FeedState, "source IN (SELECT unnest($names))", given)
        watches = tx.records(Watch, "source IN (SELECT unnest($names))", given)
        urls = _pending(tx, names)
        polls = last_polls(tx, names)
        connection.execute("COMMIT")
    broken = {watch.source for watch in watches if _is_broken(watch)}
    return {
        name: Known(
            feeds={row.entry: row for row in feeds if row.source == name},
            pending={
                row.url: row
                for row in urls
                if row.source == name and (row.outcome != QUARANTINED or name not in broken)
            },
            well=name not in broken,
            last=polls.get(name),
        )
        for name in names
    }


def last_polls(tx: Transaction, names: Sequence[str]) -> dict[str, PollInterval]:
    """The newest poll of each source that was ever polled."""
    rows = tx.records(
        PollInterval,
        """source IN (SELECT unnest($names)) AND (source, polled_at) IN
        (SELECT (source, max(polled_at)) FROM state.intervals GROUP BY source)""",
        {"names": list(names)},
    )
    return {row.source: row for row in rows}


def _pending(tx: Transaction, names: Sequence[str]) -> list[KnownUrl]:
    return tx.records(
        KnownUrl,
        """source IN (SELECT unnest($names)) AND (fetched_at IS NULL OR outcome = $quarantined
           OR tries BETWEEN 1 AND $most AND outcome IN (SELECT unnest($outcomes)))""",
        {
            "names": list(names), "most": MOST_TRIES - 1, "outcomes": sorted(RETRY_OUTCOMES),
            "quarantined": QUARANTINED,
        },
    )  # fmt: skip


def _is_broken(watch: Watch) -> bool:
    return any(each.broken_since and each.fault in SPOILING for each in watch.baselines)
