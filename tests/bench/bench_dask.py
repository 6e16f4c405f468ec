"""WARC reading by workers of a Dask cluster: pages a second with one and with two, and what Dask costs.

    python -m tests.bench.bench_dask [PAGES] [PAGES_A_RANGE] [ROUNDS]    (default: 6,000, 500, 3)

Workers and scheduler are processes of this machine. Where it is busy, the wall says little; then look at the
processor seconds, and at the share of the time in which workers had something to read.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import Client, get_task_stream

from extractors.source import load_registry
from flows.range_reading import Work
from flows.spread import open_spread
from tests.crawl import write_crawl, write_sources
from tests.flows.dask_cluster import Cluster
from warehouse.captures import Captures
from warehouse.record import record
from warehouse.warc_range import find_warcs, split

IDLE_SECONDS = 15
TASKS = 1_000


@record
class Run:
    """One reading of the file; seconds."""

    workers: int
    pages: int
    wall: float
    reading: float  # processor seconds of the workers
    scheduling: float  # processor seconds of the scheduler
    loading: float  # processor seconds of this process, which opens what was read
    busy: float  # share of the wall in which the workers had a range to read


def main(pages: int = 6_000, a_range: int = 500, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sources(folder / "sources")
        write_crawl(folder / "crawl.warc.gz", pages, others=0)
        overhead(folder)
        runs = [measured(folder, workers, pages // a_range) for _ in range(rounds) for workers in (1, 2)]
    for run in runs:
        rate, rest = run.pages / run.reading, run.scheduling / run.reading
        print(
            f"{run.workers} workers: {run.pages} pages in {run.wall:.1f} s, busy {run.busy:.0%}; {rate:.0f}"
            f" pages a processor second of a worker; beside each such second the scheduler takes {rest:.1%},"
            f" who opens what was read {run.loading / run.reading:.1%}"
        )
    one, two = (statistics.median(run.wall for run in runs if run.workers == count) for count in (1, 2))
    print(f"wall of one worker to that of two, medians: {one / two:.2f}; load {os.getloadavg()[0]:.1f}")


def overhead(folder: Path) -> None:
    """What a cluster of two costs that waits, and what a task costs that does nothing."""
    with started(folder, 2) as cluster, Client(cluster.address) as client:
        client.wait_for_workers(2)
        client.submit(len, "imports").result()
        idle = spent_by(cluster, lambda: time.sleep(IDLE_SECONDS))
        own = time.process_time()
        full = spent_by(cluster, lambda: [client.submit(len, str(n)).result() for n in range(TASKS)])
        own = time.process_time() - own
    print(f"waiting: scheduler {idle[-1] / IDLE_SECONDS * 1e3:.0f} ms a second")
    each = [seconds / TASKS * 1e3 for seconds in (full[-1], sum(full[:-1]), own)]
    print("a task: {:.1f} ms of the scheduler, {:.1f} of the workers, {:.1f} of the client".format(*each))


def measured(folder: Path, workers: int, ranges: int) -> Run:
    with started(folder, workers) as cluster, Client(cluster.address) as watcher:
        watcher.wait_for_workers(workers)
        with tempfile.TemporaryDirectory(dir=folder) as home:
            read(folder, Path(home), cluster.address, ranges)  # imports what workers need
        with tempfile.TemporaryDirectory(dir=folder) as home, get_task_stream(watcher) as stream:
            wall, own, pages = time.perf_counter(), time.process_time(), list[int]()
            spent = spent_by(
                cluster, lambda: pages.append(read(folder, Path(home), cluster.address, ranges))
            )
            wall, own = time.perf_counter() - wall, time.process_time() - own
        computed = sum(
            part["stop"] - part["start"] for task in stream.data for part in task["startstops"]
            if part["action"] == "compute"
        )  # fmt: skip
    return Run(
        workers=workers, pages=pages[0], wall=wall, reading=sum(spent[:-1]), scheduling=spent[-1],
        loading=own, busy=computed / wall / workers,
    )  # fmt: skip


def spent_by(cluster: Cluster, work: Callable[[], object]) -> list[float]:
    """Processor seconds of the workers, and last of the scheduler, while ``work`` runs."""
    assert cluster.scheduler
    processes = [each.pid for each in (*cluster.workers, cluster.scheduler)]
    before = [cpu_of(each) for each in processes]
    work()
    return [cpu_of(each) - begin for each, begin in zip(processes, before, strict=True)]


@contextmanager
def started(folder: Path, workers: int) -> Iterator[Cluster]:
    cluster = Cluster(folder, size=workers)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def read(folder: Path, home: Path, address: str, ranges: int) -> int:
    """Has the cluster read the file in so many ranges, and counts the pages that arrive."""
    sources = load_registry(folder / "sources")
    (file,) = find_warcs(str(folder / "crawl.warc.gz"))
    size = (folder / "crawl.warc.gz").stat().st_size
    parts = split(file, size // ranges + 1)
    works = [
        Work(
            of=part, number=number, whole=False, import_ids={name: f"bench-{name}" for name in sources},
            sources=sources, span=None, run_id="bench", captures=Captures(home),
        )
        for number, part in enumerate(parts)
    ]  # fmt: skip
    with open_spread("dask", address, f"{home}/staging") as spread:
        return sum(part.pages for range_ in spread(works) for part in range_.parts)


def cpu_of(pid: int) -> float:
    """Processor seconds that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
