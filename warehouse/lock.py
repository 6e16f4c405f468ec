"""The single-writer rule: one write transaction at a time, in any process on any machine; others wait."""

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05
# Advisory locks of PostgreSQL are numbers shared by all users of a database: this one is hoptac's.
ADVISORY_KEY = 0x686F70746163


class LockTimeout(Exception):
    """Another writer held the warehouse for too long; the message says who, where that is known."""


@contextmanager
def file_lock(path: Path, who: str, wait_seconds: float) -> Iterator[None]:
    """Holds ``path`` for one writer; the kernel frees it when the process ends, however it ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait(lambda: _try_flock(handle), wait_seconds, lambda: _holder(path))
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}, {who}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _try_flock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(path: Path) -> str:
    return path.read_text(errors="replace").strip() or "unknown"


@contextmanager
def advisory_lock(connection: Any, database: str, who: str, wait_seconds: float) -> Iterator[None]:
    """Holds PostgreSQL's advisory lock through the attached ``database``, in a transaction of its own.

    The lock ends with that transaction or with the connection to the server: a killed holder frees it.
    """
    connection.execute("BEGIN")
    ask = f"FROM postgres_query('{database}', 'SELECT pg_try_advisory_xact_lock({ADVISORY_KEY})')"
    try:
        _wait(
            lambda: bool(connection.execute(ask).fetchone()[0]), wait_seconds, lambda: f"another than {who}"
        )
        yield
    finally:
        _end(connection)


def _end(connection: Any) -> None:
    import duckdb

    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        # The server went away, and the lock with it.
        return


def _wait(taken: Any, wait_seconds: float, holder: Any) -> None:
    deadline = time.monotonic() + wait_seconds
    while not taken():
        if time.monotonic() > deadline:
            raise LockTimeout(
                f"the warehouse is being written by {holder()}; waited {wait_seconds:.0f} s: "
                "try again when that has ended"
            )
        time.sleep(POLL_SECONDS * random.uniform(0.5, 1.5))
