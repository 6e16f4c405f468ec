"""The calendar of the coverage ledger: which days of a source were looked at, and what came."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from warehouse.record import record

LEGEND = "# articles   = looked, nothing new   r rejects only   b blocked   ! failed   . not looked"

Ledger = Mapping[tuple[str, date], Mapping[str, int]]
"""Pages by outcome, for each source and day."""


@record
class Gap:
    """Days of a source, first to last, that nobody has looked at, or in vain."""

    source: str
    first: date
    last: date

    @property
    def command(self) -> str:
        return f"hoptac backfill --since {self.first} --until {self.last + timedelta(days=1)} {self.source}"


def calendar(ledger: Ledger, days: Sequence[date]) -> dict[str, str]:
    """A sign for each of the days, by source; blank before the first day on which a source was looked at."""
    begun: dict[str, date] = {}
    for source, day in ledger:
        begun[source] = min(day, begun.get(source, day))
    return {
        source: "".join(
            sign(ledger.get((source, day), {})) if day >= begun[source] else " " for day in days
        )
        for source in sorted(begun)
    }


def sign(outcomes: Mapping[str, int]) -> str:
    """The sign of a day: of what came, what says most."""
    if outcomes.get("article", 0) > 0:
        return "#"
    if any(pages > 0 for outcome, pages in outcomes.items() if outcome.startswith("reject:")):
        return "r"
    if outcomes.get("blocked", 0) > 0:
        return "b"
    if "listed" in outcomes:
        return "="
    return "!" if outcomes else "."


def find_gaps(signs: Mapping[str, str], days: Sequence[date]) -> Iterator[Gap]:
    """Runs of days to be filled, by source; the last of ``days`` is not over, and so no gap yet."""
    for source, line in signs.items():
        missing = [day for day, mark in zip(days[:-1], line, strict=False) if mark in ".!"]
        yield from _runs(source, missing)


def _runs(source: str, missing: Iterable[date]) -> Iterator[Gap]:
    first = last = None
    for day in missing:
        if first and last and day - last > timedelta(days=1):
            yield Gap(source=source, first=first, last=last)
            first = None
        first, last = first or day, day
    if first and last:
        yield Gap(source=source, first=first, last=last)
