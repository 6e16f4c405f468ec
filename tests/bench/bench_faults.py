"""A site where 30 % of all requests fail, beside it in health: `python -m tests.bench.bench_faults [PAGES]`.

Twice: requests alone, and with what a run does with each page, which is captured and read as an article.
Waits that politeness asks for (between tries, after Retry-After) are counted and not slept, so that what
remains is what the faults themselves cost: CPU seconds of client and server, and seconds by the clock.
"""

import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors.bounds import Bounds
from extractors.fetch import Fetcher
from extractors.source import Entry, Source
from flows.reading import read_capture
from tests.bench.bench_memory import page
from tests.faults.server import FaultServer
from tests.faults.sites import Polite, Site
from warehouse.archive import CaptureWriter

KINDS = (
    "error_500", "error_503", "error_429", "reset", "hang_up", "truncated", "coding_cut", "no_http",
    "chunk_cut", "coding_broken",
)  # fmt: skip
BOUNDS = Bounds(tries=9, retry_after_seconds=600.0)


def measure(count: int, rate: float, *, whole: bool) -> float:
    """CPU seconds of the run; prints what came. ``whole``: pages are captured and read, too."""
    pages = {f"/{number}": page(number) for number in range(count)}
    waits: list[float] = []
    articles = 0
    with FaultServer(pages, rate=rate, kinds=KINDS if rate else (), seed=7) as server, ExitStack() as stack:
        site = Site(homepage=server.url("/"), polite=Polite(concurrency=1))
        entry = Entry(rss=f"{site.homepage}rss")
        source = Source(name="bench", title="Bench", homepage=site.homepage, discover=(entry,))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        sink = stack.enter_context(CaptureWriter(folder, "bench", "run")) if whole else None
        fetcher = stack.enter_context(Fetcher(
            run_id="run", allow_hosts=[f"{server.host}:{server.port}"], bounds=BOUNDS, sleep=waits.append,
            sink=sink,
        ))  # fmt: skip
        started, before = time.perf_counter(), time.process_time()
        found = [fetcher.fetch(server.url(path), site) for path in pages]
        if whole:
            readings = [read_capture(one.capture, source, one.capture.url) for one in found if one.capture]
            articles = sum(reading.outcome == "article" for reading in readings)
        took, used = time.perf_counter() - started, time.process_time() - before
        rows = [row for one in found for row in one.rows]
        arrived = sum(one.outcome == "ok" for one in found)
        told = all(row.error for row in rows if row.outcome != "ok")
        print(
            f"{100 * rate:.0f} % faults: {arrived} of {count} pages in {len(rows)} requests, "
            f"{articles if whole else 'no'} articles read, "
            f"{used:.2f} s CPU, {took:.2f} s beyond {sum(waits):.0f} s of waits, "
            f"{len(server.injected)} faults, every failure told: {told}, "
            f"{dict(Counter(row.outcome for row in rows))}"
        )
    return used


if __name__ == "__main__":
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for whole in (False, True):
        healthy = measure(pages, 0.0, whole=whole)
        print(f"beside health: {measure(pages, 0.3, whole=whole) / healthy:.2f} times the CPU")
