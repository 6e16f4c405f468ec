"""Reads from the polls how many new items each source listed on each day."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from transforms.volume import PolledDay
from warehouse.transaction import Transaction

_BACK_DAYS = 120
_GRACE_MINUTES = 15
"""By how much polls of one schedule may come at another minute of the day."""

# A source's first day brings all that its listings name, and says nothing of a day. ``share`` is what part of
# the items of four weeks had been listed at that time of the day.
_DAYS = f"""
    WITH polls AS (FROM state.polls WHERE readable > 0 AND day >= $since),
         days AS (SELECT source, day, max(minute) AS until, max(minute) FILTER (new > 0) AS last,
                      sum(new) AS items
                  FROM polls GROUP BY ALL),
         ends AS (SELECT source, until AS minute FROM days UNION SELECT source, last FROM days),
         shares AS (
             SELECT source, e.minute,
                    sum(new) FILTER (p.minute <= e.minute + {_GRACE_MINUTES}) / nullif(sum(new), 0) AS share
             FROM ends e JOIN (
                 SELECT source, minute, sum(new) AS new FROM polls
                 WHERE day >= $lately AND day > (SELECT min(day) FROM polls) GROUP BY ALL
             ) p USING (source)
             GROUP BY ALL)
    SELECT d.source, day, items::INTEGER, coalesce(u.share, 0), coalesce(l.share, 0)
    FROM days d LEFT JOIN shares u ON u.source = d.source AND u.minute = until
    LEFT JOIN shares l ON l.source = d.source AND l.minute = last
    QUALIFY day > min(day) OVER (PARTITION BY d.source)
    ORDER BY d.source, day"""


def find_polled_days(tx: Transaction, at: datetime) -> Mapping[str, list[PolledDay]]:
    """Days on which each source was looked at, oldest first."""
    found: dict[str, list[PolledDay]] = {}
    back = {"since": (at - timedelta(days=_BACK_DAYS)).date(), "lately": (at - timedelta(days=28)).date()}
    for source, day, items, by_then, by_last in tx.rows(_DAYS, back):
        each = PolledDay(day=day, items=items, by_then=by_then, by_last=by_last)
        found.setdefault(source, []).append(each)
    return found


def find_alarmed_days(tx: Transaction, today: date) -> Callable[[str], set[date]]:
    """Tells the days of a source's alarms of volume, standing or over: nothing is learned from them."""
    rows = tx.rows("SELECT subject, since, closed_at::DATE FROM alarms WHERE kind = 'volume'")

    def days(name: str) -> set[date]:
        return {
            since + timedelta(days=step)
            for subject, since, closed_on in rows
            if subject == name
            for step in range(((closed_on or today) - since).days + 1)
        }

    return days
