"""A real Prefect server as a child process, for schedules without a server of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.engine import journal_folder

START_SECONDS = 90.0
STOP_SECONDS = 15.0


class ServerError(Exception):
    """The local Prefect server did not start; the message says where its log is."""


@contextmanager
def local_server(home: Path) -> Iterator[str]:
    """Runs a server on a free loopback port, its database under ``home/prefect``; gives its API address."""
    _load_journals(home)
    port, path = _free_port(), home / "prefect" / "server.log"
    with path.open("ab") as log:
        words = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        # In a group of its own: a Ctrl-C is for the schedule, which stops the server last.
        child = subprocess.Popen(
            [sys.executable, *words], stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}/api"
        _wait(child, url, path)
        yield url
    finally:
        _stop(child)


def _load_journals(home: Path) -> None:
    """Brings runs that had no server into the database, in a process whose Prefect has no address."""
    code = "import sys; from pathlib import Path; from flows.prefect_history import load_journals; "
    subprocess.run(
        [sys.executable, "-c", code + "load_journals(Path(sys.argv[1]))", str(journal_folder(home))],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(child: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise ServerError(f"the local Prefect server did not start; see {log}")


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Asks the server to end, and ends it with all its processes if it does not."""
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        child.wait()
