"""One pace per host: in one thread, in many, in many processes."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pace import Pace


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(params=["memory", "disk"])
def paced(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(tmp_path if request.param == "disk" else None, clock=clock, sleep=clock.sleep), clock


def start(pace: Pace, host: str = "a.vn:443", delay: float = 2.0) -> None:
    with pace.turn(host, delay):
        pass


def test_the_first_request_does_not_wait_and_the_next_one_does(paced: tuple[Pace, Clock]) -> None:
    pace, clock = paced
    start(pace)
    clock.now += 0.5
    start(pace)
    start(pace, "b.vn:443")
    assert clock.slept == [1.5]


def test_the_pace_is_from_start_to_start(paced: tuple[Pace, Clock]) -> None:
    pace, clock = paced
    with pace.turn("a.vn:443", 2.0):
        clock.now += 5.0
    start(pace)
    assert clock.slept == []


def test_a_slow_connection_moves_the_start(paced: tuple[Pace, Clock]) -> None:
    pace, clock = paced
    with pace.turn("a.vn:443", 2.0) as connected:
        clock.now += 1.0
        connected()
    start(pace)
    assert clock.slept == [2.0]


def test_a_host_that_asked_for_rest_gets_it(paced: tuple[Pace, Clock]) -> None:
    pace, clock = paced
    pace.rest("a.vn:443", 30.0)
    pace.rest("a.vn:443", 10.0)
    start(pace, delay=0.0)
    start(pace, "b.vn:443")
    assert clock.slept == [30.0]


def test_stamps_from_before_a_reboot_cost_one_delay_at_most(tmp_path: Path) -> None:
    before, after = Clock(), Clock()
    before.now = 900_000.0
    old = Pace(tmp_path, clock=before, sleep=before.sleep)
    start(old)
    old.rest("a.vn:443", 60.0)
    new = Pace(tmp_path, clock=after, sleep=after.sleep)
    start(new)
    assert sum(after.slept) <= 2.0


def test_a_broken_stamp_file_stops_nobody(tmp_path: Path) -> None:
    clock = Clock()
    start(Pace(tmp_path, clock=clock, sleep=clock.sleep))
    for content in (b"", b"\xff" * 16, b"x"):
        (tmp_path / "a.vn%3A443.stamps").write_bytes(content)
        start(Pace(tmp_path, clock=clock, sleep=clock.sleep))
    assert sum(clock.slept) <= 6.0


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 3)), max_size=12))
def test_no_two_starts_are_closer_than_the_later_one_asked(steps: list[tuple[float, float]]) -> None:
    clock = Clock()
    pace = Pace(clock=clock, sleep=clock.sleep)
    starts = []
    for passed, delay in steps:
        clock.now += passed
        with pace.turn("a.vn:443", delay):
            starts.append((clock.now, delay))
    assert all(after - before >= delay - 1e-6 for (before, _), (after, delay) in pairwise(starts))


def test_threads_share_the_pace_and_the_slots() -> None:
    pace, running, most, starts = Pace(), 0, 0, []
    lock = threading.Lock()

    def work() -> None:
        nonlocal running, most
        with pace.turn("a.vn:443", 0.02, concurrency=3):
            with lock:
                starts.append(time.monotonic())
                running += 1
                most = max(most, running)
            time.sleep(0.1)
            with lock:
                running -= 1

    threads = [threading.Thread(target=work) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 3
    assert min(after - before for before, after in pairwise(sorted(starts))) > 0.015


def test_processes_share_the_pace_and_the_slots(tmp_path: Path) -> None:
    found: Any = multiprocessing.get_context("fork").Queue()
    _in_processes(3, lambda: _report_turns(tmp_path, found))
    turns = sorted(found.get(timeout=5) for _ in range(12))
    assert all(after[0] - before[0] > 0.045 for before, after in pairwise(turns))
    assert all(after[0] >= before[1] for before, after in pairwise(turns))


def test_the_turn_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()

    def hold() -> None:
        with Pace(tmp_path).turn("a.vn:443", 0.0):
            ready.set()
            time.sleep(60)

    process = context.Process(target=hold)
    process.start()
    assert ready.wait(10)
    process.kill()
    process.join()
    with Pace(tmp_path).turn("a.vn:443", 0.0):
        pass


def _report_turns(folder: Path, found: Any) -> None:
    pace = Pace(folder)
    for _ in range(4):
        with pace.turn("a.vn:443", 0.05):
            began = time.monotonic()
            time.sleep(0.01)
            found.put((began, time.monotonic()))


def _in_processes(count: int, work: Callable[[], None]) -> None:
    processes = [multiprocessing.get_context("fork").Process(target=work) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
