"""What goes wrong in a rehearsal, when, and what an operator should see of it."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from time import process_time

from tests.rehearsal.desk import Desk, Look, moment
from tests.rehearsal.press import ZONE, Trouble

DRIFT = ("drift",)
AWAY = ("check entry_readable", "unreadable", "check entry")
REFUSED = (*AWAY, "blocked", "check blocked")
LOST = ("check feed_complete", "volume")
SILENT = ("volume", "check volume")

OWN = "this machine"
ALL = "all sources"


@dataclass(frozen=True)
class Incident:
    """Something that goes wrong from a day on, for a number of days."""

    kind: str
    paper: str
    day: int
    """Number of the day, from 0."""
    days: int
    shown_as: tuple[str, ...]
    dated: bool = True
    """Whether an alarm dates its first day."""

    @property
    def subject(self) -> str:
        return {"our_clock": OWN, "network": ALL}.get(self.kind, self.paper)

    def trouble(self, first: date) -> Trouble:
        """As the press has it: from six in the morning on, so that the first poll of the day meets it."""
        paper = "*" if self.kind in ("our_clock", "network") else self.paper
        begins = moment(first + timedelta(days=self.day), time(6))
        return Trouble(paper=paper, kind=self.kind, first=begins, end=begins + timedelta(days=self.days))


OURS = frozenset(["outage", "double", "zombie", "killed"])
"""Incidents of our own machine, which the press knows nothing of."""
FOREVER = 400
_UNDATED = OURS | {"feed_short"}

def thirty(first_day: int, papers: Sequence[str]) -> list[Incident]:
    """Thirty incidents over six weeks from ``first_day`` on; ``papers`` from the greatest to the smallest."""
    big, mid = papers[: len(papers) // 4], papers[len(papers) // 4 :]
    layouts = [
        (1, kind, mid[number % len(mid)], 3, DRIFT)
        for number, kind in enumerate(("no_date", "no_lead", "teaser", "empty", "boxes") * 2)
    ]
    away = [
        (1, kind, mid[(number + 3) % len(mid)], 2, REFUSED)
        for number, kind in enumerate(("down", "feed_gone", "blocked") * 2)
    ]
    rows = [
        (0, "redesign", big[0], FOREVER, DRIFT), *layouts,
        (1, "redesign", mid[2 % len(mid)], FOREVER, DRIFT), *away,
        (1, "feed_frozen", big[1 % len(big)], 4, SILENT), (1, "feed_frozen", mid[0], 6, SILENT),
        (1, "feed_short", big[-1], 3, LOST), (1, "feed_short", mid[1 % len(mid)], 3, LOST),
        (1, "our_clock", "", 1, ("clock", "check clock")), (2, "network", "", 1, ("unreadable",)),
        (2, "outage", "", 3, ("overdue",)), (4, "double", "", 1, ()),
        (1, "zombie", mid[2 % len(mid)], 1, ("run", "overdue")), (2, "killed", big[0], 1, ("run",)),
        (1, "feed_frozen", big[0], 3, SILENT), (1, "boxes", big[-1], 3, DRIFT),
    ]  # fmt: skip
    days = accumulate((gap for gap, *_ in rows), initial=first_day)
    next(days)
    return [
        Incident(kind, paper, day, lasts, shown_as, dated=kind not in _UNDATED)
        for day, (_, kind, paper, lasts, shown_as) in zip(days, rows, strict=True)
    ]


@dataclass(frozen=True)
class Verdict:
    """How an incident was noticed."""

    incident: Incident
    effect: datetime | None
    """When it first made a difference; None if it made none."""
    noticed: datetime | None
    runs: int | None
    """Runs from the first effect to the notice: 0 is the same run."""
    off_days: int | None
    """Days by which the alarm's first day is off the true one."""


def judge(desk: Desk, incident: Incident, first: date) -> Verdict:
    """What was seen of an incident."""
    effect = _effect(desk, incident, first)
    if effect is None:
        return Verdict(incident, None, None, None, None)
    looks = [look for look in desk.looks if look.at >= effect]
    seen = next((n for n, look in enumerate(looks) if _shows(look, incident)), None)
    noticed = None if seen is None else looks[seen].at
    return Verdict(incident, effect, noticed, seen, _off(desk, incident, effect, noticed))


def _effect(desk: Desk, incident: Incident, first: date) -> datetime | None:
    begins = incident.trouble(first).first
    if incident.kind in OURS:
        return next((look.at for look in desk.looks if look.at >= begins), None)
    return desk.press.effects.get(incident.trouble(first))


def _shows(look: Look, incident: Incident) -> bool:
    return any(
        signal.kind in incident.shown_as or (incident.shown_as == DRIFT and "drift" in signal.kind)
        for signal in look.signals
        if signal.subject == incident.subject or incident.kind in OURS
    )


def _off(desk: Desk, incident: Incident, effect: datetime, noticed: datetime | None) -> int | None:
    if not incident.dated or noticed is None:
        return None
    true = effect.astimezone(ZONE).date()
    kinds = [kind for kind in incident.shown_as if not kind.startswith("check")]
    with desk.store() as store:
        rows = store.rows(
            """SELECT since FROM alarms WHERE subject = $subject AND kind IN (SELECT unnest($kinds))
            AND opened_at >= $effect ORDER BY opened_at LIMIT 1""",
            {"subject": incident.subject, "kinds": kinds, "effect": effect},
        )
    return abs((rows[0][0] - true).days) if rows else None


EVERYBODYS = OURS | {"network", "our_clock"}
"""Incidents that may show at any source."""
GRACE = timedelta(days=4)
"""How long after an incident its own alarms are none too many: pages of it come late."""


Opened = tuple[str, str, str, datetime]


def false_alarms(desk: Desk, incidents: Iterable[Incident], first: date) -> list[Opened]:
    """Alarms that no incident explains: kind, subject, what, when."""
    spans = [
        (
            "" if each.kind in EVERYBODYS else each.subject,
            moment(first + timedelta(days=each.day), time(0)),
            moment(first + timedelta(days=each.day + min(each.days, 60)), time(0)) + GRACE,
        )
        for each in incidents
    ]
    with desk.store() as store:
        rows = store.rows("SELECT kind, subject, what, opened_at FROM alarms ORDER BY opened_at")
    return [
        row
        for row in rows
        if not any(subject in ("", row[1]) and begin <= row[3] <= end for subject, begin, end in spans)
    ]


def play(desk: Desk, incidents: Sequence[Incident], first: date, days: int, polls: Sequence[time]) -> None:
    """Runs the days: polls, a catch-up each morning, maintenance each week, and what people do."""
    desk.press.troubles += [each.trouble(first) for each in incidents if each.kind not in OURS]
    for number in range(days):
        day = first + timedelta(days=number)
        out = any(each.kind == "outage" and each.day <= number < each.day + each.days for each in incidents)
        if number and not out:
            desk.at = moment(day, time(4, 40))
            desk.catch_up()
        for each in incidents:
            if each.kind == "redesign" and number == each.day + 3:
                desk.mend(desk.press.papers[each.paper], first + timedelta(days=each.day))
        for at in polls:
            desk.at = moment(day, at)
            if out:
                desk.look_only()
            else:
                _run(desk, [each for each in incidents if each.day == number and each.kind in OURS])
        if number % 7 == 6 and not out:
            desk.maintain()
        print(f"{day}: {len(desk.looks)} looks, {process_time():.0f} s CPU", file=sys.stderr, flush=True)


def _run(desk: Desk, ours: Sequence[Incident]) -> None:
    """A poll, with what goes wrong on our machine that day."""
    kinds = {each.kind: each for each in ours}
    if each := kinds.get("killed"):
        desk.kill_after_fetching(each.paper)
    if each := kinds.get("zombie"):
        with desk.zombie([each.paper]):
            desk.ingest()
        return
    desk.ingest()
    if "double" in kinds:
        desk.ingest()
