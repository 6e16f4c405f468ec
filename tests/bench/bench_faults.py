"""A site where 30 % of all requests fail, beside it in health: `python -m tests.bench.bench_faults`.

Waits that politeness asks for (between tries, after Retry-After) are counted and not slept, so that what
remains is what the faults themselves cost: CPU seconds of client and server, and seconds by the clock.
"""

import sys
import time
from collections import Counter

from extractors.bounds import Bounds
from extractors.fetch import Fetcher
from tests.faults.server import FaultServer, page
from tests.faults.sites import Polite, Site

KINDS = (
    "error_500", "error_503", "error_429", "reset", "hang_up", "truncated", "coding_cut", "no_http",
    "chunk_cut", "coding_broken",
)  # fmt: skip
BOUNDS = Bounds(tries=9, retry_after_seconds=600.0)


def measure(count: int, rate: float, kinds: tuple[str, ...] = KINDS) -> float:
    """CPU seconds of the run; prints what came."""
    pages = {
        f"/{number}": page(f"<h1>Tin số {number}</h1>" + "<p>Hai tỉnh.</p>" * 400) for number in range(count)
    }
    waits: list[float] = []
    with FaultServer(pages, rate=rate, kinds=kinds if rate else (), seed=7) as server:
        site = Site(homepage=server.url("/"), polite=Polite(concurrency=1))
        allowed = [f"{server.host}:{server.port}"]
        with Fetcher(run_id="run", allow_hosts=allowed, bounds=BOUNDS, sleep=waits.append) as fetcher:
            started, before = time.perf_counter(), time.process_time()
            found = [fetcher.fetch(server.url(path), site) for path in pages]
            took, used = time.perf_counter() - started, time.process_time() - before
        rows = [row for one in found for row in one.rows]
        arrived = sum(one.outcome == "ok" for one in found)
        told = all(row.error for row in rows if row.outcome != "ok")
        print(
            f"{100 * rate:.0f} % faults: {arrived} of {count} pages in {len(rows)} requests, "
            f"{used:.2f} s CPU, {took:.2f} s beyond {sum(waits):.0f} s of waits, "
            f"{len(server.injected)} faults, every failure told: {told}, "
            f"{dict(Counter(row.outcome for row in rows))}"
        )
    return used


if __name__ == "__main__":
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    healthy = measure(pages, 0.0)
    print(f"beside health: {measure(pages, 0.3) / healthy:.2f} times the CPU")
