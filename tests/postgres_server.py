"""A PostgreSQL server of a test's own, which may be killed and started again."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.objects import free_port

_UNPRIVILEGED = "nobody"


def binaries() -> Path | None:
    """Where ``initdb`` and ``postgres`` are: where Debian keeps them, or beside what the path leads to."""
    here = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    found = None if here else shutil.which("postgres")
    return Path(found).resolve().parent if found else here


@dataclass
class PostgresServer:
    """A server over a folder that its user may enter; by another user where root runs the tests."""

    port: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="hoptac-postgres-")))
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def words(self) -> str:
        """libpq words that lead to it."""
        return f"host=127.0.0.1 port={self.port} user=tests dbname=postgres"

    def make(self) -> None:
        if self._user:
            shutil.chown(self.folder, self._user)
        words = ["--username=tests", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
        self._run("initdb", "-D", f"{self.folder}/data", *words)

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        self._process = subprocess.Popen(
            [f"{binaries()}/postgres", "-D", f"{self.folder}/data", "-p", str(self.port), "-h", "127.0.0.1",
             "-k", str(self.folder), "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self._user, cwd="/",
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError("the PostgreSQL server did not start")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends it at once, as a fault would: whoever is connected is cut off."""
        if self._process:
            self._run("pg_ctl", "stop", "-D", f"{self.folder}/data", "-m", "immediate")
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _user(self) -> str | None:
        """PostgreSQL refuses to be root."""
        return _UNPRIVILEGED if os.geteuid() == 0 else None

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [f"{binaries()}/{program}", *words], check=True, capture_output=True, user=self._user, cwd="/"
        )

    def _answers(self) -> bool:
        words = [f"{binaries()}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(words, check=False).returncode == 0
