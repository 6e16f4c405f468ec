"""What an ingest costs beside the network: CPU and memory of `hoptac ingest`, Prefect included.

    python tests/bench/bench_ingest.py [PAGES...]      (default: 1000)

Prints for each number of pages: CPU milliseconds a page, peak memory, requests of the first and of a
second run over the unchanged site, and the wall time of a run with nothing new on the plain demo site.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HOPTAC = str(Path(sys.executable).parent / "hoptac")


@dataclass(frozen=True)
class Cost:
    cpu_seconds: float
    wall_seconds: float
    peak_mb: float
    requests: int
    new_articles: int


def serve(extra: int, folder: Path) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """The newsroom as a process of its own, so that its cost is not counted."""
    command = [
        sys.executable,
        "-m",
        "flows.newsroom",
        "--extra",
        str(extra),
        "--sources",
        str(folder / "sources"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    exports = (process.stdout.readline().removeprefix("export ").strip().split("=", 1) for _ in range(2))
    return process, dict(exports)


def ingest(environment: dict[str, str], log: Path) -> Cost:
    begun = time.monotonic()
    with log.open("w") as out:
        process = subprocess.Popen([HOPTAC, "ingest"], env=os.environ | environment, stdout=out, stderr=out)
        _, status, used = os.wait4(process.pid, 0)
    text = log.read_text()
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(text[-2000:])
    found = re.search(r"(\d+) requests, (\d+) new articles", text)
    assert found
    cpu = used.ru_utime + used.ru_stime
    return Cost(cpu, time.monotonic() - begun, used.ru_maxrss / 1024, int(found[1]), int(found[2]))


def measure(extra: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="bench-ingest-"))
    newsroom, exports = serve(extra, folder)
    try:
        environment = exports | {"HOPTAC_HOME": str(folder / "home")}
        first, second = (ingest(environment, folder / f"{run}.log") for run in "12")
    finally:
        newsroom.send_signal(signal.SIGTERM)
        newsroom.wait()
        shutil.rmtree(folder)
    pages = first.new_articles
    print(
        f"ingest of {pages} articles: {1000 * first.cpu_seconds / pages:.1f} ms CPU a page, "
        f"{first.wall_seconds:.1f} s, peak {first.peak_mb:.0f} MB, {first.requests} requests; "
        f"again: {second.new_articles} new, "
        f"{second.requests} requests ({second.requests / first.requests:.1%}), {second.wall_seconds:.1f} s, "
        f"{second.cpu_seconds:.1f} s CPU",
        flush=True,
    )


def main() -> None:
    for pages in [int(word) for word in sys.argv[1:]] or [0, 1000]:
        measure(pages)


if __name__ == "__main__":
    main()
