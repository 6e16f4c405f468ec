"""Reads from the polls how many new items each source listed on each day."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from transforms.volume import PolledDay
from warehouse.transaction import Transaction

_BACK_DAYS = 120
_GRACE_MINUTES = 15
"""By how much polls of one schedule may come at another minute of the day."""

# A source's first day brings all that its listings name, and says nothing of a day. ``by_then`` is what share
# of the items of four weeks had been listed at that time of the day.
_DAYS = f"""
    WITH polls AS (FROM state.polls WHERE readable > 0 AND day >= $since),
         days AS (SELECT source, day, max(minute) AS until, sum(new) AS items FROM polls GROUP BY ALL),
         ends AS (SELECT DISTINCT source, until FROM days),
         shares AS (
             SELECT source, until,
                    sum(new) FILTER (minute <= until + {_GRACE_MINUTES}) / nullif(sum(new), 0) AS by_then
             FROM ends JOIN (
                 SELECT source, minute, sum(new) AS new FROM polls
                 WHERE day >= $lately AND day > (SELECT min(day) FROM polls) GROUP BY ALL
             ) USING (source)
             GROUP BY ALL)
    SELECT source, day, items::INTEGER, coalesce(by_then, 0)
    FROM days LEFT JOIN shares USING (source, until)
    QUALIFY day > min(day) OVER (PARTITION BY source)
    ORDER BY source, day"""


def find_polled_days(tx: Transaction, at: datetime) -> Mapping[str, list[PolledDay]]:
    """Days on which each source was looked at, oldest first."""
    found: dict[str, list[PolledDay]] = {}
    back = {"since": (at - timedelta(days=_BACK_DAYS)).date(), "lately": (at - timedelta(days=28)).date()}
    for source, day, items, by_then in tx.rows(_DAYS, back):
        found.setdefault(source, []).append(PolledDay(day=day, items=items, by_then=by_then))
    return found
