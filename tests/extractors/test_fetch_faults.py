"""Every fault of the catalogue ends within its bound, under its own word, and disturbs nothing else."""

import resource
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from extractors.bounds import Bounds
from extractors.fetch import Fetcher
from tests.faults.catalogue import FAULTS
from tests.faults.server import FaultServer, page
from tests.faults.sites import Polite, Site

BOUNDS = Bounds(
    wire_bytes=300_000, page_bytes=500_000, feed_bytes=500_000, header_bytes=32_000, total_seconds=20.0,
    tries=1,
)  # fmt: skip
IMPATIENT = replace(BOUNDS, idle_seconds=0.2, total_seconds=0.5, slow_seconds=0.3, slow_rate=2000.0)
WAITING = ("drip", "silence")
ENDLESS = [name for name in FAULTS if name.startswith(("endless", "bomb", "drip", "silence"))]


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    faults = {f"/{name}": name for name in FAULTS} | {"/" + "redirect_endless" + "x" * n: "redirect_endless"
                                                      for n in range(1, 8)}  # fmt: skip
    with FaultServer({"/good": page("<h1>Tin tốt lành</h1>")}, faults=faults) as server:
        yield server


def fetcher(server: FaultServer, bounds: Bounds = BOUNDS) -> Fetcher:
    return Fetcher(run_id="run", allow_hosts=[f"{server.host}:{server.port}"], bounds=bounds)


def test_the_catalogue_holds_what_the_promise_names() -> None:
    assert len(FAULTS) >= 60
    assert len(ENDLESS) + sum("huge" in name or "redirect" in name or "cod" in name for name in FAULTS) >= 40


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_within_its_bound_and_has_its_word(name: str, server: FaultServer) -> None:
    site = Site(homepage=server.url("/"))
    before = time.monotonic()
    bounds = IMPATIENT if name.startswith(WAITING) else BOUNDS
    with fetcher(server, bounds) as fetch:
        bad = fetch.fetch(server.url(f"/{name}"), site)
        took = time.monotonic() - before
    with fetcher(server) as fetch:
        good = fetch.fetch(server.url("/good"), site)
    assert bad.outcome in FAULTS[name].outcomes, bad
    assert bad.capture is None or bad.outcome == "ok"
    assert bad.rows[-1].outcome == bad.outcome
    assert all(row.outcome == "ok" or row.error for row in bad.rows if row.status != 200)
    assert took < bounds.total_seconds + 1.5
    assert good.outcome == "ok"


def test_bombs_and_endless_answers_take_little_memory(server: FaultServer) -> None:
    site = Site(homepage=server.url("/"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with fetcher(server) as fetch:
        for name in ENDLESS:
            if name.startswith(("endless", "bomb")):
                fetch.fetch(server.url(f"/{name}"), site)
    grown_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kilobytes < 100_000


def test_with_30_percent_of_all_requests_faulty_every_good_page_arrives() -> None:
    kinds = ("error_500", "error_503", "error_429", "reset", "hang_up", "truncated", "coding_cut", "no_http",
             "chunk_cut", "coding_broken")  # fmt: skip
    pages = {f"/{number}": page(f"<h1>Tin số {number}</h1>") for number in range(100)}
    bounds = Bounds(tries=9, backoff_seconds=0.001, backoff_most_seconds=0.01)
    with FaultServer(pages, rate=0.3, kinds=kinds, seed=7) as server, fetcher(server, bounds) as fetch:
        site = Site(homepage=server.url("/"), polite=Polite(concurrency=1))
        found = [fetch.fetch(server.url(path), site) for path in pages]
    assert [one.outcome for one in found] == ["ok"] * 100
    rows = [row for one in found for row in one.rows]
    bad = [row.outcome for row in rows if row.outcome != "ok"]
    # A request into a connection that the server is closing is sent, fails, and is never seen.
    unseen = len(rows) - len(server.seen)
    assert len(bad) == len(server.injected) + unseen
    assert bad.count("connection_error") >= unseen >= 0
    assert len(server.injected) > 20
    assert all(row.error for row in rows if row.outcome != "ok")
