"""The catch-up flow: finds past days that no poll has seen, and has them filled."""

import logging
from datetime import UTC, date, datetime, time, timedelta

from prefect import flow

from flows.backfill import backfill_flow
from flows.clock import now
from flows.job import Summary, settings_of_flow
from flows.lake import open_store
from flows.registry import chosen_sources
from flows.volumes import find_alarmed_days, find_polled_days
from transforms.volume import doubtful_days, peer_days, quiet_shares
from warehouse.store import Store
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)

LOOK_BACK_DAYS = 14
"""Days that are checked; older gaps are for `hoptac backfill`."""

# A day counts as seen when something was polled on it, or when a backfill has looked at it since; not so
# when a feed has lost items on it or since the day before, or brought so few that its archive may hold more.
# Days before a source was first polled are none of its gaps.
_OPEN_DAYS = """
    WITH polled AS (SELECT DISTINCT source, day FROM coverage WHERE outcome = 'listed'),
         lost AS (SELECT DISTINCT split_part(subject, ' ', 1) AS source,
                      unnest([checked_at::DATE - 1, checked_at::DATE]) AS day
                  FROM quality_checks WHERE name = 'feed_complete' AND NOT passed),
         begun AS (SELECT source, min(day) AS first FROM polled GROUP BY source),
         days AS (SELECT source, unnest(generate_series(
                      greatest(first, $today::DATE - $back::INT), $today::DATE - 1, INTERVAL 1 DAY
                  ))::DATE AS day FROM begun),
         filled AS (SELECT source, day FROM state.windows WHERE outcome IN ('articles', 'empty')
                    AND looked_at >= day + INTERVAL 1 DAY),
         begun_on AS (SELECT source, day FROM state.windows WHERE outcome IN ('partial', 'failed'))
    SELECT source, day, (source, day) NOT IN (SELECT (source, day) FROM polled)
        OR (source, day) IN (SELECT (source, day) FROM lost)
        OR (source, day) IN (SELECT (source, day) FROM begun_on)
    FROM days WHERE (source, day) NOT IN (SELECT (source, day) FROM filled)
    ORDER BY ALL"""


@flow(name="catch-up")
def catch_up_flow() -> list[Summary]:
    """Fills the gaps of the last days."""
    return fill_gaps()


def fill_gaps() -> list[Summary]:
    """The same outside a flow: sources with the same gap, as an outage leaves them, are filled together."""
    settings = settings_of_flow()
    with open_store(settings) as store:
        gaps = find_gaps(store, now().date())  # a gap ends yesterday, in whatever zone
    known = chosen_sources(settings, ())
    spans: dict[tuple[date, date], list[str]] = {}
    for name, days in gaps.items():
        if name in known:
            log.info("%s: %d days were not seen, from %s", name, len(days), days[0])
            spans.setdefault((days[0], days[-1] + timedelta(days=1)), []).append(name)
    return [backfill_flow(since, until, names) for (since, until), names in spans.items()]


def find_gaps(store: Store, today: date) -> dict[str, list[date]]:
    """Days without a poll, or with too few items, by source, oldest first."""
    found: dict[str, list[date]] = {}
    with store.reader() as connection:
        tx = Transaction(connection)
        doubtful = _find_doubtful(tx, today)
        for name, day, missed in tx.rows(_OPEN_DAYS, {"today": today, "back": LOOK_BACK_DAYS}):
            if missed or day in doubtful.get(name, ()):
                found.setdefault(name, []).append(day)
    return found


def _find_doubtful(tx: Transaction, today: date) -> dict[str, list[date]]:
    """Days of which feeds may have kept something back, by source."""
    known = find_polled_days(tx, datetime.combine(today, time(), UTC))
    shares, alarmed = quiet_shares(peer_days(known)), find_alarmed_days(tx, today)
    return {name: doubtful_days(days, shares, alarmed(name)) for name, days in known.items()}
