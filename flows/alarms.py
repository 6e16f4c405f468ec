"""Opens and closes alarms at the end of a run, by what is known of the sources then, and has people told."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import blake2b

from flows.messages import Receivers
from flows.page_facts import PAGE_FAULTS
from flows.volumes import find_alarmed_days, find_polled_days
from flows.watch import told
from transforms.drift import rate
from transforms.volume import PEERS, Peers, Volume, peer_days, quiet_shares, volume
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import Alarm, PollCount, QualityCheck, Watch
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)

ALL = "all sources"
"""Subject of what most sources have in common: a holiday, or our network; none is named by itself then."""
MACHINE = "this machine"

_QUIET_OPENS, _QUIET_CLOSES = 0.5, 0.8
"""Share of the usual items of all sources at which the note that all are quiet opens and closes."""
_QUIET_LEAST = 50.0
"""Items that all sources together should have brought before anything is said of them."""
_SKEW = timedelta(minutes=5)
"""Difference of clocks that would file an article under the wrong day now and then."""

Name = tuple[str, str, str]


@record
class Sign:
    """Something that is wrong now."""

    kind: str
    subject: str
    what: str = ""
    since: date
    detail: str

    @property
    def name(self) -> Name:
        return self.kind, self.subject, self.what


@record
class Changes:
    """Alarms that a run opened and closed."""

    opened: tuple[Alarm, ...]
    closed: tuple[Alarm, ...]


def watch_sources(store: Store, run_id: str, at: datetime, receivers: Receivers) -> Changes:
    """Brings the alarms up to date after a run, writes them to the log, and tells the receivers once each."""
    changes = store.write(run_id, "alarms", lambda tx: _changed(tx, run_id, at))
    for alarm in changes.opened:
        log.warning("alarm: %s", describe(alarm))
    for alarm in changes.closed:
        log.info("over: %s", describe(alarm))
    deliver(store, run_id, at, receivers)
    return changes


def describe(alarm: Alarm) -> str:
    """An alarm in one line."""
    name = " ".join(part for part in (alarm.kind, alarm.what) if part)
    return f"{alarm.subject}: {name} since {alarm.since}: {alarm.detail}"


def deliver(store: Store, run_id: str, at: datetime, receivers: Receivers) -> None:
    """Tells the receivers what they were not told yet. What cannot be delivered is tried again next run."""
    if not receivers.addresses:
        return
    waiting = store.records(
        Alarm, "told_at IS NULL OR (closed_at IS NOT NULL AND over_told_at IS NULL)"
    )  # fmt: skip
    if not waiting or not receivers.tell(_message(waiting)):
        return
    done = [
        replace(each, told_at=each.told_at or at, over_told_at=at if each.closed_at else None)
        for each in waiting
    ]  # fmt: skip
    store.write(run_id, "alarms told", lambda tx: tx.merge(done))


def _message(waiting: Sequence[Alarm]) -> tuple[str, str]:
    """Title and text of the message that tells of alarms."""
    new = [f"- {describe(each)}" for each in waiting if each.closed_at is None]
    over = [f"- {describe(each)}" for each in waiting if each.closed_at is not None]
    parts = [("Opened:", new), ("Over:", over)]
    text = "\n".join("\n".join([heading, *lines]) for heading, lines in parts if lines)
    title = ", ".join(f"{len(lines)} {word}" for word, lines in (("new", new), ("over", over)) if lines)
    return f"hoptac alarms: {title}", f"{text}\n\nWhat to do: hoptac status"


# --- opening and closing ----------------------------------------------------------------------


def _changed(tx: Transaction, run_id: str, at: datetime) -> Changes:
    standing = {(each.kind, each.subject, each.what): each for each in tx.records(Alarm, "closed_at IS NULL")}
    signs = {sign.name: sign for sign in _find_signs(tx, run_id, at, standing)}
    opened = tuple(_opened(sign, run_id, at) for name, sign in signs.items() if name not in standing)
    closed = tuple(replace(each, closed_at=at) for name, each in standing.items() if name not in signs)
    going_on = (
        replace(each, detail=signs[name].detail, since=min(each.since, signs[name].since))
        for name, each in standing.items()
        if name in signs
    )
    changed = [each for each in going_on if each != standing[each.kind, each.subject, each.what]]
    tx.merge([*opened, *closed, *changed])
    tx.append([_check(each, run_id, at) for each in (*opened, *closed) if each.kind in _CHECKED])
    return Changes(opened=opened, closed=closed)


_CHECKED = ("volume", "clock")
"""Kinds that only the end of a run sees: the others have their checks where pages are loaded."""


def _check(alarm: Alarm, run_id: str, at: datetime) -> QualityCheck:
    return QualityCheck(
        run_id=run_id, name=alarm.kind, subject=alarm.subject, passed=alarm.closed_at is not None,
        value=alarm.detail, expected="as usual", checked_at=at,
    )  # fmt: skip


def _opened(sign: Sign, run_id: str, at: datetime) -> Alarm:
    words = "\n".join((*sign.name, at.isoformat()))
    return Alarm(
        alarm_id=blake2b(words.encode(), digest_size=8).hexdigest(), kind=sign.kind, subject=sign.subject,
        what=sign.what, since=sign.since, opened_at=at, closed_at=None, detail=sign.detail, opened_by=run_id,
        told_at=None, over_told_at=None,
    )  # fmt: skip


# --- what is wrong ----------------------------------------------------------------------------


def _find_signs(
    tx: Transaction, run_id: str, at: datetime, standing: Mapping[Name, Alarm]
) -> Iterator[Sign]:
    polls = tx.records(PollCount, "run_id = ?", [run_id])
    away = _all_away(polls)
    yield from away
    hidden = {each.source for each in polls} if away else set()
    for watch in tx.records(Watch):
        yield from (
            sign
            for sign in _broken(watch)
            if sign.name in standing or not (sign.kind == "unreadable" and watch.source in hidden)
        )
    yield from _thin(tx, polls, at, standing)
    yield from _clocks(tx, polls, at)


def _broken(watch: Watch) -> Iterator[Sign]:
    for known in watch.baselines:
        if known.broken_since is None:
            continue
        kind, _, entry = known.fault.partition(" ")
        usual = "" if entry else f", usually {rate(known):.0%}"
        yield Sign(
            kind="unreadable" if entry else "drift" if kind in PAGE_FAULTS else kind, subject=watch.source,
            what=entry or (kind if kind in PAGE_FAULTS else ""), since=known.broken_since,
            detail=f"{told(known)}{usual}",
        )  # fmt: skip


def _all_away(polls: Sequence[PollCount]) -> list[Sign]:
    """Whether most sources could not be read: then it is rather our own network."""
    away = [each for each in polls if not each.readable]
    if len(polls) < PEERS or 2 * len(away) <= len(polls):
        return []
    since = min(each.day for each in away)
    detail = f"{len(away)} of {len(polls)} sources could not be reached; is the network up?"
    return [Sign(kind="unreadable", subject=ALL, since=since, detail=detail)]


def _thin(
    tx: Transaction, polls: Sequence[PollCount], at: datetime, standing: Mapping[Name, Alarm]
) -> Iterator[Sign]:
    """Sources that bring less than they do usually, and the note that all of them do."""
    polled = {each.source for each in polls if each.readable}
    sources = find_polled_days(tx, at)
    peers = peer_days(sources)
    yield from _quiet_everywhere(peers, standing)
    shares = quiet_shares(peers)
    past = find_alarmed_days(tx, at.date())
    for name, days in sources.items():
        before = standing.get(("volume", name, ""))
        found = volume(days, shares, past(name)) if name in polled else None
        if found is None:
            yield from _as_it_stood(before)
        elif found.is_low or (before and not found.is_well):
            since = before.since if before else found.began or days[-1].day
            yield Sign(kind="volume", subject=name, since=since, detail=_missed(found, days[-1].day))


def _missed(found: Volume, day: date) -> str:
    if found.is_dead and found.silent_since:
        return f"nothing new since {found.silent_since:%d/%m}, {found.missed:.0f} items are usual"
    return f"{found.found} new items on {day:%d/%m}, {found.expected:.0f} are usual"


def _as_it_stood(before: Alarm | None) -> Iterator[Sign]:
    if before:
        yield Sign(kind=before.kind, subject=before.subject, since=before.since, detail=before.detail)


def _quiet_everywhere(peers: Mapping[date, Peers], standing: Mapping[Name, Alarm]) -> Iterator[Sign]:
    """The note that most sources bring little; it is taken back on a day that is known to be usual."""
    if not peers:
        return
    last, before = peers[max(peers)], standing.get(("volume", ALL, ""))
    least = _QUIET_CLOSES if before else _QUIET_OPENS
    if last.share < least and (before or last.expected >= _QUIET_LEAST):
        yield Sign(
            kind="volume", subject=ALL, since=before.since if before else last.day,
            detail=f"{last.share:.0%} of the usual items over {last.sources} sources; a holiday?",
        )  # fmt: skip


def _clocks(tx: Transaction, polls: Sequence[PollCount], at: datetime) -> Iterator[Sign]:
    """Our own clock, by most sites' clocks and by earlier runs; and clocks of single sites."""
    skews = sorted(each.skew_seconds for each in polls if each.skew_seconds is not None)
    ours = skews[len(skews) // 2] if len(skews) >= PEERS else 0
    newest = tx.rows("SELECT max(polled_at) FROM state.polls")[0][0]
    if newest and newest - at > _SKEW:
        detail = f"earlier polls are dated up to {newest:%Y-%m-%d %H:%M} UTC, which is yet to come"
        yield Sign(kind="clock", subject=MACHINE, since=at.date(), detail=detail)
    elif abs(ours) > _SKEW.total_seconds():
        detail = f"{len(skews)} sites say that it is {_minutes(ours)} off"
        yield Sign(kind="clock", subject=MACHINE, since=at.date(), detail=detail)
    yield from _skewed_sites(tx, polls, ours)


def _skewed_sites(tx: Transaction, polls: Iterable[PollCount], ours: int) -> Iterator[Sign]:
    """Sites whose clock is off at two polls in a row."""
    off = {
        each.source: each
        for each in polls
        if each.skew_seconds is not None and abs(each.skew_seconds - ours) > _SKEW.total_seconds()
    }
    if not off:
        return
    rows = tx.rows(
        """SELECT source, list(skew_seconds ORDER BY polled_at DESC)[2] FROM state.polls
        WHERE skew_seconds IS NOT NULL AND source IN (SELECT unnest($names)) GROUP BY source""",
        {"names": list(off)},
    )
    for name, before in rows:
        if before is not None and abs(before) > _SKEW.total_seconds():
            detail = f"the site's clock is {_minutes(off[name].skew_seconds or 0)} off"
            yield Sign(kind="clock", subject=name, since=off[name].day, detail=detail)


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:+.0f} minutes"
