"""Memory of one process over many pages: `python -m tests.bench.bench_memory [PAGES]`.

Each page is fetched from loopback, captured, read as an article and read for programs, as a run does. Prints
the resident memory in the middle of each tenth. The server runs in a process of its own.
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from extractors.fetch import Fetcher
from extractors.source import Entry, Source
from flows.reading import read_capture
from tests.faults.server import FaultServer, Page
from tests.faults.sites import Polite, Site
from warehouse.archive import CaptureWriter

WORDS = """tỉnh huyện hợp tác phát triển kinh tế nông nghiệp du lịch đầu tư hai bên thống nhất chương trình
hội nghị lãnh đạo người dân doanh nghiệp sản xuất thị trường giáo dục y tế giao thông môi trường
ngày tháng năm"""
SIGNED = (
    "Ngày {day}/3, UBND tỉnh Hà Tĩnh và UBND tỉnh Hưng Yên ký kết chương trình hợp tác giai đoạn 2026 - 2030."
)


def page(number: int) -> Page:
    """A page of some 300 words, each its own; one in ten tells of a program."""
    chance = random.Random(number)
    lines = [" ".join(chance.choices(WORDS.split(), k=60)).capitalize() + f" {number}." for _ in range(5)]
    if number % 10 == 0:
        lines.insert(0, SIGNED.format(day=number % 28 + 1))
    text = "".join(f"<p>{line}</p>" for line in lines)
    links = "".join(f'<li><a href="/{number + step}">Tin khác {number + step}</a></li>' for step in range(20))
    html = (
        f'<html lang="vi"><head><title>Tin số {number}</title><meta property="article:published_time" '
        f'content="2026-03-01T08:00:00+07:00"></head><body><nav><ul>{links}</ul></nav><article>'
        f'<h1>Tin số {number}</h1><div class="body">{text}</div></article></body></html>'
    )
    return Page(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def serve(ports: Any) -> None:
    def find(path: str) -> Page | None:
        number = path.strip("/")
        return page(int(number)) if number.isdecimal() else None

    with FaultServer(find) as server:
        server.seen = _Forgotten()  # the server is not what is measured
        ports.put(server.port)
        while True:
            time.sleep(60)


class _Forgotten(list[Any]):
    def append(self, _: Any) -> None:
        """Keeps nothing."""


def read(fetcher: Fetcher, site: Site, source: Source, number: int) -> int:
    """Mentions that a page gives."""
    found = fetcher.fetch(f"{site.homepage}{number}", site)
    assert found.capture, found.outcome
    reading = read_capture(found.capture, source, found.capture.url)
    assert reading.outcome == "article", reading
    return len(reading.mentions)


def resident_megabytes() -> float:
    """Memory that this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main(count: int) -> None:
    ports: Any = multiprocessing.Queue()
    process = multiprocessing.Process(target=serve, args=(ports,), daemon=True)
    process.start()
    port = ports.get()
    site = Site(homepage=f"http://127.0.0.1:{port}/", polite=Polite(respect_robots=True))
    entry = Entry(rss=f"{site.homepage}rss")
    source = Source(name="bench", title="Bench", homepage=site.homepage, discover=(entry,))
    sizes, mentions, before = [], 0, time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with (
            CaptureWriter(root, "bench", "run", rotate_bytes=16_000_000) as sink,
            Fetcher(run_id="run", allow_hosts=[f"127.0.0.1:{port}"], sink=sink) as fetcher,
        ):
            for number in range(count):
                mentions += read(fetcher, site, source, number)
                if number % (count // 10) == count // 20:
                    sizes.append(resident_megabytes())
                    print(f"{number} pages: {sizes[-1]:.1f} MB", flush=True)
    process.terminate()
    spent = 1000 * (time.process_time() - before) / count
    print(
        f"{count} pages, {mentions} mentions, {spent:.2f} ms CPU a page; last tenth {sizes[-1]:.1f} MB, "
        f"second tenth {sizes[1]:.1f} MB: {100 * (sizes[-1] / sizes[1] - 1):+.1f} %"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
