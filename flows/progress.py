"""Progress of long work: a bar on a terminal, plain log lines elsewhere."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

log = logging.getLogger(__name__)

LINE_SECONDS = 30.0
"""Seconds between two lines on the same work where there is no terminal."""


class Progress:
    """Counts steps of several pieces of work at the same time."""

    def __init__(self) -> None:
        self._bars = _bars() if sys.stderr.isatty() else None
        self._working = 0
        self._lock = threading.Lock()

    @contextmanager
    def counting(self, name: str, total: int) -> Iterator[Callable[[object], None]]:
        """Gives a function to call after each step."""
        if self._bars is None:
            yield _lines(name, total)
            return
        self._open()
        bar = self._bars.add_task(name, total=total)
        try:
            yield lambda _: self._bars.advance(bar) if self._bars else None
        finally:
            self._bars.remove_task(bar)
            self._close()

    def _open(self) -> None:
        with self._lock:
            self._working += 1
            if self._bars and self._working == 1:
                self._bars.start()

    def _close(self) -> None:
        with self._lock:
            self._working -= 1
            if self._bars and self._working == 0:
                self._bars.stop()


class _Rate(ProgressColumn):
    """Steps a minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed * 60:.0f}/min" if task.speed else "")


def _bars() -> Bars:
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn()
    )  # fmt: skip
    return Bars(*columns, console=Console(stderr=True), transient=True)


def _lines(name: str, total: int) -> Callable[[object], None]:
    begun = told = time.monotonic()
    done = 0

    def step(_: object) -> None:
        nonlocal told, done
        done += 1
        if time.monotonic() - told > LINE_SECONDS:
            told = time.monotonic()
            rate = done / (told - begun)
            log.info(
                "%s: %d of %d, %.1f a minute, about %.0f s left",
                name, done, total, rate * 60, (total - done) / rate,
            )  # fmt: skip

    return step
