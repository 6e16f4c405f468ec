"""Decides which of the listed addresses a run asks for, and why."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from extractors.source import Source
from warehouse.record import record
from warehouse.tables import KnownUrl

MOST_TRIES = 5
"""Failed requests in a row after which an address is given up until its listing changes."""

PASSING_OUTCOMES = frozenset(
    ["server_error", "rate_limited", "timeout", "connection_error", "truncated"]
)  # fmt: skip
"""Failures that may be over by the next run."""

STANDING_OUTCOMES = frozenset(
    "not_found client_error too_many_redirects redirect_refused challenge consent login soft_404".split()  # noqa: SIM905
)
"""Answers that seldom change: asked for again after a pause that grows fourfold each time."""

RETRY_OUTCOMES = PASSING_OUTCOMES | STANDING_OUTCOMES
STANDING_PAUSE = timedelta(hours=1)

REFUSED_OUTCOMES = frozenset(["robots", "blocked_address"])
REFUSED_PAUSE = timedelta(days=1)
"""An address that robots.txt or the guard refuses is looked at again after this time."""


@record
class Want:
    """An address to ask for, with the validators of what is already known."""

    url: str
    reason: str
    etag: str | None = None
    last_modified: str | None = None


@record
class Seen:
    """An address as the listings of this poll name it."""

    url: str
    stamp: datetime | None


QUARANTINED = "reject:drift"
"""Outcome of articles that were kept out since their source had drifted."""


def find_wanted(
    seen: Iterable[Seen], known: Mapping[str, KnownUrl], source: Source, now: datetime, well: bool = False
) -> list[Want]:
    """The addresses to ask for, in listed order: new, changed, young, or worth another try.

    ``known`` holds the state of every listed address that has one. A known article is asked for
    again, conditionally, when its listing says that it changed or while it is younger than the
    source's ``recheck_days`` and still listed. What was quarantined is asked for again when the source is
    ``well``.
    """
    wanted = []
    for item in seen:
        state = known.get(item.url)
        healed = well and state is not None and state.outcome == QUARANTINED
        reason = "healed" if healed else _reason(item, state, source, now)
        if reason:
            wanted.append(_want(item.url, reason, state))
    return wanted


def _reason(item: Seen, state: KnownUrl | None, source: Source, now: datetime) -> str | None:
    if state is None or state.fetched_at is None:
        return None if _too_old(item, source, now) else "new"
    if state.outcome == "held":
        return None  # it is among the captures, and loaded when its reader is mended
    if item.stamp and state.listed_stamp and item.stamp > state.listed_stamp:
        return "changed"
    if state.outcome in RETRY_OUTCOMES | REFUSED_OUTCOMES:
        return "retry" if _due(state, now - state.fetched_at) else None
    return "young" if _young(state, source, now) else None


def _due(state: KnownUrl, waited: timedelta) -> bool:
    """Whether a failed address is worth another try by now."""
    if state.outcome in REFUSED_OUTCOMES:
        return waited > REFUSED_PAUSE
    pause = STANDING_PAUSE * 4 ** (state.tries - 1) if state.outcome in STANDING_OUTCOMES else timedelta()
    return state.tries < MOST_TRIES and waited >= pause


def _too_old(item: Seen, source: Source, now: datetime) -> bool:
    if source.max_age_days is None or item.stamp is None:
        return False
    return now - item.stamp > timedelta(days=source.max_age_days)


def _young(state: KnownUrl, source: Source, now: datetime) -> bool:
    born = state.published_at or state.first_listed_at
    return now - born < timedelta(days=source.recheck_days)


def _want(url: str, reason: str, state: KnownUrl | None) -> Want:
    # A page that broke the reader, or was not to be published as it was, is read anew.
    if state is None or state.outcome in ("reject:error", QUARANTINED):
        return Want(url=url, reason=reason)
    return Want(url=url, reason=reason, etag=state.etag, last_modified=state.last_modified)
