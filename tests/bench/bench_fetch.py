"""CPU of fetching and capturing small pages from loopback: `python tests/bench/bench_fetch.py [PAGES]`.

The server runs in a process of its own, so its work does not count. Prints a line for plain, one for
gzipped pages.
"""

import gzip
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractors.fetch import Fetcher  # noqa: E402
from tests.faults.server import FaultServer, Page  # noqa: E402
from tests.faults.sites import Polite, Site  # noqa: E402
from warehouse.archive import CaptureWriter, find_captures  # noqa: E402

PARAGRAPH = "<p>Ủy ban nhân dân tỉnh và Bộ ký kết chương trình phối hợp, giai đoạn {number} đến {more}.</p>\n"
HEAD = "<html><head><title>Tin số {number}</title></head><body><h1>Tin số {number}</h1>\n"


def body(number: int) -> bytes:
    """A page of about 40 KB."""
    lines = "".join(PARAGRAPH.format(number=number * line, more=line) for line in range(350))
    return (HEAD.format(number=number) + lines).encode()


def serve(ports: Any, packed: bool) -> None:
    pages = [gzip.compress(body(number), 6) if packed else body(number) for number in range(50)]
    coding = {"Content-Encoding": "gzip"} if packed else {}

    def find(path: str) -> Page | None:
        number = path.strip("/")
        if not number.isdecimal():
            return None
        return Page(body=pages[int(number) % 50], headers={"Content-Type": "text/html", **coding})

    with FaultServer(find) as server:
        ports.put(server.port)
        time.sleep(600)


def measure(count: int, packed: bool) -> str:
    ports: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=serve, args=(ports, packed), daemon=True)
    process.start()
    port = ports.get()
    site = Site(homepage=f"http://127.0.0.1:{port}/", polite=Polite(respect_robots=True))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        allowed = [f"127.0.0.1:{port}"]
        with (
            CaptureWriter(root, "bench", "run") as sink,
            Fetcher(run_id="run", allow_hosts=allowed, pace_folder=root / "pace", sink=sink) as fetcher,
        ):
            fetcher.fetch(site.homepage + "0", site)
            started, before = time.perf_counter(), time.process_time()
            found = [fetcher.fetch(f"{site.homepage}{number}", site).outcome for number in range(count)]
            used, took = time.process_time() - before, time.perf_counter() - started
        before = time.process_time()
        read = sum(1 for _ in find_captures(root))
        reading = time.process_time() - before
        size = sum(file.stat().st_size for file in root.rglob("*.warc.gz"))
    process.terminate()
    kind = "gzip " if packed else "plain"
    good = found.count("ok")
    return (
        f"{kind} {good} of {count} pages: {used / count * 1000:.2f} ms CPU a page to fetch and capture "
        f"({count / took:.0f} pages/s), {size / count / 1000:.1f} KB kept, "
        f"{reading / read * 1000:.2f} ms CPU a page to read back"
    )


if __name__ == "__main__":
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for packed in (False, True):
        print(measure(pages, packed))
