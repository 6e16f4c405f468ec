"""A Dask cluster of processes, and imports that read by it."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.flows.runs import Desk
from tests.objects import free_port

IMPORT = """
import sys
from flows.engine import prefect_engine
from flows.settings import load_settings
settings = load_settings()
with prefect_engine(settings.home):
    from flows.imports import import_flow
    from flows.job import begin
    begin(settings)
    warc, runner, address = sys.argv[1:]
    summary = import_flow([warc], runner=runner, address=address or None, range_bytes=1)
    print(summary.text())
    sys.exit(summary.exit_code)
"""


@dataclass
class Cluster:
    """A scheduler and workers, each a process, as on machines of their own."""

    folder: Path
    size: int = 2
    address: str = field(default_factory=lambda: f"tcp://127.0.0.1:{free_port()}")
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    scheduler: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        port = self.address.rpartition(":")[2]
        self.scheduler = self._run("dask_scheduler", "--host", "127.0.0.1", "--port", port)
        self.workers = [
            self._run("dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--local-directory",
                      f"{self.folder}/worker{number}")
            for number in range(self.size)
        ]  # fmt: skip

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process:
                process.kill()
                process.wait()

    def _run(self, program: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.{program}", *words, "--no-dashboard"]
        return subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.DEVNULL)


def load_warc(desk: Desk, warc: str, runner: str, address: str = "") -> str:
    """Loads a WARC file, in sixteen ranges however small it is."""
    done = import_warc(desk, warc, runner, address)
    assert done.returncode == 0, done.stderr
    return done.stdout


def import_warc(desk: Desk, warc: str, runner: str, address: str = "") -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-c", IMPORT, warc, runner, address]
    return subprocess.run(
        words, env=desk.environment, capture_output=True, text=True, timeout=400, check=False
    )
