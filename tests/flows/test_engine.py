"""Runs without a server are real Prefect runs, and Prefect shows them later with their own times."""

import os
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for

LOAD = """
from pathlib import Path
import sys
from flows.engine import journal_folder, set_prefect_defaults
home = Path(sys.argv[1])
set_prefect_defaults(home)
from flows.prefect_history import load_journals
print(load_journals(journal_folder(home)))
"""


def load_journals(desk: Desk) -> str:
    command = [sys.executable, "-c", LOAD, str(desk.home)]
    done = subprocess.run(
        command, env=desk.environment, capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_run_without_a_server_is_seen_in_prefect_afterwards(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "songxanh").returncode == 0

    assert load_journals(desk) == "1"
    assert load_journals(desk) == "0", "a journal is loaded once"

    database = sqlite3.connect(desk.home / "prefect" / "prefect.db")
    ((flow, state, start, end),) = database.execute(
        "SELECT flow.name, state_type, start_time, end_time FROM flow_run JOIN flow ON flow.id = flow_id"
    )
    tasks = dict(database.execute("SELECT name, state_type FROM task_run").fetchall())
    (run,) = desk.rows("SELECT started_at, finished_at FROM runs")
    assert (flow, state) == ("ingest", "COMPLETED")
    began = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert abs(began - datetime.fromisoformat(run["started_at"])) < timedelta(seconds=30)
    assert end > start
    assert tasks == {"songxanh": "COMPLETED", "poll songxanh": "COMPLETED", "pages of songxanh": "COMPLETED"}
    assert database.execute("SELECT count(*) FROM log").fetchone()[0] > 0
    assert database.execute("SELECT key FROM artifact").fetchall() == [("ingest-numbers",)]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_with_a_server_the_run_reports_there(tmp_path: Path) -> None:
    port = "18431"
    environment = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/api/health")
        with Newsroom() as newsroom:
            desk = desk_for(newsroom, tmp_path)
            done = subprocess.run(
                [str(Path(sys.executable).parent / "hoptac"), "ingest", "songxanh"],
                env=desk.environment | {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"},
                capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert ask(f"http://127.0.0.1:{port}/api/flow_runs/count") == 1
        assert not (desk.home / "prefect" / "journal").exists()
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(url: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=2).raise_for_status()
        except requests.RequestException:
            time.sleep(0.5)
        else:
            return
    pytest.fail(f"{url} did not answer")


def ask(url: str) -> int:
    return int(requests.post(url, json={}, timeout=10).json())
