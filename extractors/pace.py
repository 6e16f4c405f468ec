"""Keeps one pace per host across all threads and processes of a machine."""

import fcntl
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

LONGEST_REST_SECONDS = 3600.0
"""No stamp holds a host back longer than this, whatever it says."""

_STAMP = struct.Struct("<d")
_LAST, _REST = 0, _STAMP.size
_POLL_SECONDS = 0.02


class Pace:
    """Spaces the starts of requests to a host, and limits how many run at once.

    A host is ``name:port``. With a ``folder``, every ``Pace`` of this machine on the same folder keeps the
    same pace: the last start lies in a small file per host, guarded by file locks that die with their
    process. Times are of ``time.monotonic``, on Linux one clock for all processes since boot; a stamp from
    before a reboot costs one ``delay`` at most. Without a folder the pace is this object's own.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}
        self._process = os.getpid()
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def turn(self, host: str, delay: float, concurrency: int = 1) -> Iterator[Callable[[], None]]:
        """Waits for a turn at a host and holds it while the request runs.

        Gives a function that moves the noted start to now. It is called when the connection stands and the
        request goes out, so that the server, too, sees ``delay`` seconds between requests.
        """
        state = self._host(host)
        slot = state.take_slot(concurrency, self._sleep)
        try:
            with state.turnstile():
                while (wait := self._wait(state, delay)) > 0:
                    self._sleep(wait)
                state.write(_LAST, self._clock())
            yield lambda: state.write(_LAST, self._clock())
        finally:
            state.give_slot(slot)

    def rest(self, host: str, seconds: float) -> None:
        """Starts no request to a host within the next ``seconds``, in no process of this pace."""
        state = self._host(host)
        state.write(_REST, max(state.read(_REST), self._clock() + min(seconds, LONGEST_REST_SECONDS)))

    def close(self) -> None:
        """Closes the files. Turns that are held stay valid in this process only."""
        with self._lock:
            for host in self._hosts.values():
                host.close()
            self._hosts.clear()

    def _wait(self, state: "_Host", delay: float) -> float:
        now = self._clock()
        last = state.read(_LAST)
        if last > now:  # from before a reboot
            state.write(_LAST, now)
            last = now
        until_rested = state.read(_REST) - now
        return max(last + delay - now, until_rested if until_rested <= LONGEST_REST_SECONDS else 0.0)

    def _host(self, host: str) -> "_Host":
        with self._lock:
            if self._process != os.getpid():  # file locks are shared with a forked parent: begin anew
                self._process, self._hosts = os.getpid(), {}
            if host not in self._hosts:
                self._hosts[host] = _Host(self._folder / quote(host, safe="") if self._folder else None)
            return self._hosts[host]


class _Host:
    """The stamps, the turnstile and the slots of one host, in memory and, if there is a path, on disk."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._memory = bytearray(2 * _STAMP.size)
        _STAMP.pack_into(self._memory, _LAST, float("-inf"))
        self._turnstile = threading.Lock()
        self._freed = threading.Condition()
        self._taken: set[int] = set()
        self._files: dict[str, int] = {}

    def read(self, at: int) -> float:
        """A stamp, in seconds of the monotonic clock. Eight aligned bytes are read and written whole."""
        if self._path is None:
            return float(_STAMP.unpack_from(self._memory, at)[0])
        found = os.pread(self._file("stamps"), _STAMP.size, at)
        return float(_STAMP.unpack(found)[0]) if len(found) == _STAMP.size else float("-inf")

    def write(self, at: int, stamp: float) -> None:
        if self._path is None:
            _STAMP.pack_into(self._memory, at, stamp)
        else:
            os.pwrite(self._file("stamps"), _STAMP.pack(stamp), at)

    @contextmanager
    def turnstile(self) -> Iterator[None]:
        with self._turnstile:
            file = self._file("stamps") if self._path else None
            if file is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if file is not None:
                    fcntl.flock(file, fcntl.LOCK_UN)

    def take_slot(self, concurrency: int, sleep: Callable[[float], None]) -> int:
        """One of the first ``concurrency`` slots, free in this process and in every other."""
        while True:
            with self._freed:
                while not (free := [slot for slot in range(concurrency) if slot not in self._taken]):
                    self._freed.wait()
                for slot in free:
                    if self._lock_slot(slot):
                        self._taken.add(slot)
                        return slot
            sleep(_POLL_SECONDS)

    def give_slot(self, slot: int) -> None:
        with self._freed:
            if self._path:
                fcntl.flock(self._file(f"slot{slot}"), fcntl.LOCK_UN)
            self._taken.discard(slot)
            self._freed.notify_all()

    def close(self) -> None:
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def _lock_slot(self, slot: int) -> bool:
        if self._path is None:
            return True
        try:
            fcntl.flock(self._file(f"slot{slot}"), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _file(self, name: str) -> int:
        if name not in self._files:
            path = f"{self._path}.{name}"
            self._files[name] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        return self._files[name]
