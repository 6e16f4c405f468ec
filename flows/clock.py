"""The one clock of the flows, which a rehearsal may set."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def _system() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _system


def now() -> datetime:
    """The time, in UTC: that of the system, unless a rehearsal has set another."""
    return _clock()


@contextmanager
def clock_set(clock: Clock) -> Iterator[None]:
    """Has all flows of this process take the time from ``clock``."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield
    finally:
        _clock = before
