"""Tells living holders from dead ones: lock files that the system frees when a process ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.2


class Busy(Exception):
    """Somebody else holds the lock; the message says who."""


@contextmanager
def held(folder: Path, name: str, holder: str, wait_seconds: float = 0.0) -> Iterator[None]:
    """Holds the lock ``name`` for the length of the context. Raises Busy when it stays taken."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.lock"
    with path.open("a+", encoding="utf-8") as file:
        _take(file, path, wait_seconds)
        file.truncate(0)
        file.write(holder)
        file.flush()
        yield


def is_held(folder: Path, name: str) -> bool:
    """Whether a living process of this machine holds the lock."""
    path = folder / f"{name}.lock"
    if not path.exists():
        return False
    with path.open("r+", encoding="utf-8") as file:
        return not _try(file)


def is_dead(folder: Path, name: str) -> bool:
    """Whether a process of this machine held the lock and has ended; False where nothing is known."""
    return (folder / f"{name}.lock").exists() and not is_held(folder, name)


def locks_folder(home: Path) -> Path:
    return home / "locks"


def forget(folder: Path, name: str) -> None:
    (folder / f"{name}.lock").unlink(missing_ok=True)


def _take(file: IO[str], path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while not _try(file):
        if time.monotonic() >= deadline:
            raise Busy(f"{path.stem} is held by {path.read_text(encoding='utf-8') or 'another process'}")
        time.sleep(POLL_SECONDS)


def _try(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def this_process() -> str:
    return f"{os.uname().nodename}:{os.getpid()}"
