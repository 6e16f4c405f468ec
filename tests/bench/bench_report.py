"""Measures the report on a large warehouse: time to write it, its size, and the first view in a browser.

Run: ``python -m tests.bench.bench_report [PROGRAMS] [ARTICLES]`` (default 5000 and 100000).
"""

import sys
import tempfile
import time
from pathlib import Path

from flows.report.build import build_report
from tests.flows.report_world import make_world
from warehouse.connect import Lake

VIEWS = ("index.html", "programs.html", f"program.html#{40:016x}", "map.html", "matrix.html", "timeline.html",
         "sectors.html")  # fmt: skip


def main(programs: int = 5000, articles: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = make_world(Path(folder) / "home", programs, articles)
        out = Path(folder) / "report"
        start = time.perf_counter()
        build_report(Lake(catalog=str(home / "catalog.sqlite"), store=str(home)), out)
        print(f"write: {time.perf_counter() - start:.1f} s for {programs} programs, {articles} articles")
        sizes = {path.name: path.stat().st_size for path in (out / "data").iterdir()}
        largest = max(sizes, key=lambda name: sizes[name])
        print(f"size: {sum(sizes.values()) / 1e6:.1f} MB in {len(sizes)} chunks; largest {largest}, "
              f"{sizes[largest] / 1e6:.2f} MB")  # fmt: skip
        _view(out)


def _view(out: Path) -> None:
    from tests.flows.test_report import count, driver

    browser = driver(1280)
    for view in VIEWS:
        browser.get("about:blank")
        start = time.perf_counter()
        browser.get(f"file://{out}/{view}")
        while not count(browser, "[data-drawn]"):
            time.sleep(0.005)
        loaded = time.perf_counter() - start
        while count(browser, ".chart") != count(browser, ".chart[data-done]"):
            time.sleep(0.01)
        print(f"view {view}: {loaded:.2f} s drawn, {time.perf_counter() - start:.2f} s with its charts")
    start = time.perf_counter()
    browser.get(f"file://{out}/search.html#ha%20tinh")
    while not browser.execute_script("return document.body.dataset.searched"):
        time.sleep(0.05)
    print(f"search: whole answer {time.perf_counter() - start:.2f} s")
    browser.quit()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
