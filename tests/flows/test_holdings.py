"""A run holds what it works on, on all machines of a catalog; a dead one loses it, and cannot commit."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from flows.liveness import Busy
from flows.runs import ActiveRun, started
from flows.settings import Settings
from warehouse.lease import LeaseLost
from warehouse.store import Store
from warehouse.tables import Run

SLEEPER = """
import sys, time
from pathlib import Path
from flows.runs import started
from flows.settings import Settings
from warehouse.store import Store

settings = Settings(home=Path(sys.argv[1]), catalog=sys.argv[2], lease_seconds=1)
with Store.open(settings.catalog_url, settings.store_url) as store, started(store, settings, "ingest") as run:
    with run.holdings.hold("source baonui"):
        print(run.run_id, flush=True)
        sys.stdin.readline()
        store.write(run.run_id, "a late commit", lambda tx: tx.append([]))
"""


@pytest.fixture(params=["file", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    catalog = ""
    if request.param == "postgres":
        catalog = f"postgres:{request.getfixturevalue('postgres')}"
    return Settings(home=tmp_path / "home", catalog=catalog, lease_seconds=30)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Store, ActiveRun]]:
    with Store.open(settings.catalog_url, settings.store_url) as store:
        with started(store, settings, "ingest") as run:
            yield store, run


def test_a_second_run_leaves_with_a_word_and_gets_its_turn_later(settings: Settings) -> None:
    with opened(settings) as (_, first), opened(settings) as (_, second):
        with first.holdings.hold("source baonui"):
            with pytest.raises(Busy, match=f"source baonui is held by {first.run_id} on .+:{os.getpid()}"):
                with second.holdings.hold("source baonui"):
                    pass
        with second.holdings.hold("source baonui"):
            pass


def test_a_long_run_gives_way_to_a_short_one_and_goes_on(settings: Settings) -> None:
    order = []
    with opened(settings) as (_, long), opened(settings) as (_, short):

        def poll() -> None:
            with short.holdings.hold("source baonui", wait_seconds=20):
                order.append("poll")

        with long.holdings.hold("source baonui"):
            waiter = threading.Thread(target=poll)
            waiter.start()
            while not order:
                time.sleep(0.1)
                long.holdings.give_way("source baonui")
            order.append("backfill")
            waiter.join()
    assert order == ["poll", "backfill"]


@contextmanager
def sleeper(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A run in a process of its own, as on another machine: its lock files are not in this home."""
    home = settings.home.with_name("other-home")
    catalog = settings.catalog_url
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPER, home, catalog], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def states(store: Store) -> dict[str, str]:
    return {run.run_id: run.state for run in store.records(Run)}


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_zombie_that_wakes_up_cannot_commit(settings: Settings) -> None:
    Store.open(settings.catalog_url, settings.store_url).close()
    with sleeper(settings) as (process, run_id), ExitStack() as stack:
        process.send_signal(signal.SIGSTOP)
        store, run = stack.enter_context(opened(replace(settings, lease_seconds=2)))
        stack.enter_context(run.holdings.hold("source baonui", wait_seconds=60))
        assert states(store)[run_id] == "crashed"
        before = store.snapshot_id()

        process.send_signal(signal.SIGCONT)
        _, told = process.communicate("now\n", timeout=60)

        assert process.returncode == 1
        assert LeaseLost.__name__ in told
        assert f"{run_id} gave no sign of life" in told
        assert store.snapshot_id() == before


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_run_that_goes_on_keeps_what_it_holds_far_beyond_the_expiry(settings: Settings) -> None:
    Store.open(settings.catalog_url, settings.store_url).close()
    with sleeper(settings) as (process, run_id):
        time.sleep(2.5)
        with opened(settings) as (store, run):
            with pytest.raises(Busy), run.holdings.hold("source baonui"):
                pass
            assert states(store)[run_id] == "running"
            process.communicate("now\n", timeout=60)
            assert process.returncode == 0
            assert states(store)[run_id] == "completed"


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_killed_run_of_this_machine_is_known_as_dead_at_once(settings: Settings) -> None:
    settings = replace(settings, lease_seconds=3600)
    Store.open(settings.catalog_url, settings.store_url).close()
    code = SLEEPER.replace("lease_seconds=1", "lease_seconds=3600")
    process = subprocess.Popen(
        [sys.executable, "-c", code, settings.home, settings.catalog_url], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    run_id = process.stdout.readline().strip()
    process.kill()
    process.communicate()

    with opened(settings) as (store, run):
        assert states(store)[run_id] == "crashed"
        with run.holdings.hold("source baonui"):
            pass
