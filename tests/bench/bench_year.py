"""A rehearsed year of many papers with thirty incidents: what was noticed, when, and what was lost.

    python tests/bench/bench_year.py [PAPERS] [DAYS] [FIRST_INCIDENT] [POLLS_A_DAY] [MOST_ARTICLES_A_DAY]

By default 40 365 180 2 40: papers of four to forty articles a day, on a press over loopback and on a clock
of the rehearsal's own, polled up to three times a day; a catch-up each morning, maintenance each week. Prints
for each incident when it first made a difference, after how many runs `hoptac status` showed it, and by how
many days its date is off; then articles that are missing, texts that differ from the print, and false alarms.
"""

import logging
import sys
import tempfile
import time as clock
from datetime import date, time, timedelta
from pathlib import Path

from tests.rehearsal.desk import rehearsal
from tests.rehearsal.incidents import false_alarms, judge, play, thirty
from tests.rehearsal.press import ZONE, Paper

FIRST = date(2026, 3, 2)
POLLS = (time(22, 30), time(7, 30), time(13, 0))


def made_papers(count: int, most: float) -> list[Paper]:
    """From the greatest, with ``most`` articles a day, to the smallest."""
    rates = [max(4.0, most * 0.5 ** (number / max(1, count / 5))) for number in range(count)]
    weekdays = (1.0, 1.05, 1.0, 1.1, 1.0, 0.6, 0.5)
    return [
        Paper(name=f"bao{number:02}", seed=number, per_day=rate, weekdays=weekdays)
        for number, rate in enumerate(rates)
    ]


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    count, days, first_incident, polls, most = (*given, *(40, 365, 180, 2, 40)[len(given) :])
    logging.disable(logging.WARNING)
    papers = made_papers(count, most)
    incidents = thirty(first_incident, [paper.name for paper in papers])
    begun, cpu = clock.monotonic(), clock.process_time()
    with tempfile.TemporaryDirectory() as home, rehearsal(Path(home) / "home", papers, FIRST) as desk:
        play(desk, incidents, FIRST, days, sorted(POLLS[:polls]))
        spent = f"{clock.process_time() - cpu:.0f} s CPU, {clock.monotonic() - begun:.0f} s"
        size = f"{len(desk.looks)} looks, {len(desk.press.requests)} requests"
        print(f"{count} papers, {days} days, {size}: {spent}")
        late = 0
        for incident in incidents:
            found = judge(desk, incident, FIRST)
            at = f"{found.effect.astimezone(ZONE):%d/%m %H:%M}" if found.effect else "no effect"
            runs = "never" if found.runs is None else f"after {found.runs} runs"
            off = "" if found.off_days is None else f", date {found.off_days} days off"
            print(f"{incident.kind:12} {incident.paper:6} {at}: noticed {runs}{off}")
            late += bool(found.effect and incident.shown_as and (found.runs is None or found.runs > 1))
        until = FIRST + timedelta(days=days - 1)
        missing, wrong = desk.missing(FIRST, until), desk.wrong_texts(FIRST, until)
        alarms = false_alarms(desk, incidents, FIRST)
        print(f"{late} incidents noticed later than a run after, {len(alarms)} false alarms")
        print(f"{len(missing)} articles missing, {len(wrong)} texts differ")
        for line in (*missing[:10], *wrong[:10], *alarms[:20]):
            print("  ", line)


if __name__ == "__main__":
    main()
