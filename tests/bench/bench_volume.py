"""Alarms of volume over quiet years and over feeds that die or thin out, on made-up polls without pages.

    python tests/bench/bench_volume.py [SOURCES] [DAYS]       (default: 40 310)

Papers print as those of ``tests/rehearsal/press.py`` do: weekdays of their own, days that vary beyond chance,
seven days of Tết. Prints false alarms over the quiet days, then, by items a day, how many polls (of three a
day) after its first missing item a feed is told that died, lost most of its items, and how many never in a
fortnight.
"""

import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from tests.rehearsal.press import _poisson
from transforms.volume import PolledDay, Volume, peer_days, quiet_shares, volume

FIRST = date(2026, 1, 5)
HOLIDAY = {date(2026, 2, 16) + timedelta(days=step) for step in range(7)}
POLLS = (450, 780, 1410)
"""Minutes of the day at which a source is polled."""
WEEK = (1.0, 1.05, 1.0, 1.1, 1.0, 0.55, 0.45)

Minutes = Sequence[int]


def printed(draw: random.Random, per_day: float, day: date) -> Minutes:
    rate = per_day * WEEK[day.weekday()] * (0.25 if day in HOLIDAY else 1.0)
    count = _poisson(draw, draw.gammavariate(10, rate / 10))
    return sorted(min(1439, int(draw.triangular(300, 1380, 620))) for _ in range(count))


def shares(days: Sequence[Minutes]) -> dict[int, float]:
    """Share of the items that is there at each poll; what came late counts next morning."""
    listed = [minute for minutes in days[-28:] for minute in minutes]
    late = sum(minute > POLLS[-1] for minute in listed)
    whole = max(1, len(listed))
    return {poll: (late + sum(minute <= poll for minute in listed)) / whole for poll in POLLS}


def polled(days: Sequence[Minutes], until: int) -> list[PolledDay]:
    """The days as they are known after the poll at ``until`` of the last."""
    there, found = shares(days[:-1]), []
    for number, minutes in enumerate(days):
        end = until if number == len(days) - 1 else POLLS[-1]
        late = [m for m in days[number - 1] if m > POLLS[-1]] if number else []
        listed = [*(POLLS[0] for _ in late), *(min(p for p in POLLS if p >= m) for m in minutes if m <= end)]
        last = max((each for each in listed if each <= end), default=None)
        found.append(PolledDay(
            day=FIRST + timedelta(days=number), items=sum(each <= end for each in listed),
            by_then=min(1.0, there[end]), by_last=there[last] if last else 0.0,
        ))  # fmt: skip
    return found


def false_alarms(sources: int, days: int) -> None:
    draws = {f"bao{number:02}": random.Random(number) for number in range(sources)}
    rates = {name: 2 * 1.1 ** (number % 40) for number, name in enumerate(draws)}
    listed: dict[str, list[Minutes]] = {name: [] for name in draws}
    standing: dict[str, bool] = {}
    alarms = quiet_polls = 0
    for number in range(days):
        for name, draw in draws.items():
            listed[name].append(printed(draw, rates[name], FIRST + timedelta(days=number)))
        for until in POLLS:
            known = {name: polled(each[-60:], until) for name, each in listed.items()}
            moved = {
                name: [_moved(each, number, len(found)) for each in found] for name, found in known.items()
            }
            quiet = quiet_shares(peer_days(moved))
            for name, found in moved.items():
                told = volume(found, quiet)
                quiet_polls += 1
                opened = bool(told and told.is_low)
                if opened and not standing.get(name):
                    alarms += 1
                    print(f"false: {name}, {rates[name]:.0f} items a day: {told}", flush=True)
                standing[name] = opened or bool(standing.get(name) and told and not told.is_well)
    print(f"quiet: {alarms} false alarms in {quiet_polls} polls of {sources} sources over {days} days")


def _moved(each: PolledDay, number: int, known: int) -> PolledDay:
    """The same on its true day, where only the last days are looked at."""
    day = each.day + timedelta(days=number + 1 - known)
    return PolledDay(day=day, items=each.items, by_then=each.by_then, by_last=each.by_last)


def delays(rate: float, kept: float, tries: int = 40) -> tuple[list[int], int, int]:
    """Polls from the first missing item to the alarm; how many were never told; days that dates are off."""
    found, never, off = [], 0, 0
    for seed in range(tries):
        draw = random.Random(f"{seed} {rate}")
        days = [list(printed(draw, rate, FIRST + timedelta(days=60 + number))) for number in range(64)]
        start, at = 42 + seed % 7, POLLS[seed % 3]
        begun: int | None = None
        polls = 0
        told: Volume | None = None
        sound = days[:start]
        for number in range(start, start + 14):
            true = days[number]
            lost = [m for m in true if (number > start or m > at) and draw.random() >= kept]
            first_lost = min(lost, default=1440) if begun is None else 0
            sound.append([m for m in true if m not in lost])
            for until in POLLS:
                if begun is None and until < first_lost:
                    continue
                begun = number if begun is None else begun
                polls += 1
                told = volume(polled(sound, until), {})
                if told and told.is_low:
                    break
            if told and told.is_low:
                break
        if told and told.is_low and told.began and begun is not None:
            found.append(polls)
            off = max(off, abs((told.began - FIRST).days - begun))
        else:
            never += 1
    return found, never, off


def main() -> None:
    sources = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    days = int(sys.argv[2]) if len(sys.argv) > 2 else 310
    for kept, what in ((0.0, "died"), (0.25, "kept a quarter")):
        for rate in (3, 8, 16, 24, 40, 80):
            found, never, off = delays(rate, kept)
            middle = f"{median(found):.0f}, at most {max(found)}" if found else "-"
            told = f"told after {middle} polls, {never} never, dated {off} days off at most"
            print(f"{what}, {rate} items a day: {told}", flush=True)
    false_alarms(sources, days)


if __name__ == "__main__":
    main()
