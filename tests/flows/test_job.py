"""What all flows share: sources are read side by side, as many as the settings say."""

import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.job import Job, begin, open_job
from tests.rehearsal.desk import rehearsal
from tests.rehearsal.press import Paper

pytestmark = pytest.mark.slow


@pytest.mark.timeout(120)
def test_a_flow_that_no_command_started_reads_no_more_sources_at_once_than_the_settings_say(
    tmp_path: Path,
) -> None:
    papers = [Paper(name=f"bao{number}", seed=number, per_day=1.0, weekdays=(1,) * 7) for number in range(6)]
    lock, under_way, seen = threading.Lock(), [], []

    @task(cache_policy=NO_CACHE)
    def read(_job: Job, name: str) -> str:
        with lock:
            under_way.append(name)
            seen.append(len(under_way))
        time.sleep(0.2)
        with lock:
            under_way.remove(name)
        return f"{name}: read"

    @flow
    def served() -> list[str]:
        with open_job("ingest") as job:
            job.for_each_source(read)
            return sorted(job.run.failures)

    with rehearsal(tmp_path / "home", papers, date(2026, 3, 2)) as desk:
        begin(replace(desk.settings, workers=2))
        assert served() == [f"bao{number}: read" for number in range(6)]

    assert max(seen) == 2
