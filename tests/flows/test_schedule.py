"""What is served when; and, on a real Prefect server, that it runs and stops."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.source import load_registry
from flows.deployments import deployments, prefect_yaml
from flows.newsroom import Newsroom
from tests.flows.runs import HOPTAC, Desk, desk_for

DEPLOY = Path(__file__).parents[2] / "deploy"


def test_every_source_is_polled_by_exactly_one_deployment() -> None:
    sources = load_registry()
    polled = [name for each in deployments(sources) for name in each.parameters.get("names", ())]

    assert sorted(polled) == sorted(sources)


def test_sources_with_one_cron_share_a_deployment_and_the_day_has_its_chores(tmp_path: Path) -> None:
    for name, cron in (("one", "*/15 * * * *"), ("two", "*/15 * * * *"), ("three", "5 6,18 * * *")):
        (tmp_path / f"{name}.yaml").write_text(
            f"name: {name}\ntitle: {name}\nhomepage: https://{name}.example/\nschedule: '{cron}'\n"
            f"discover: [{{rss: 'https://{name}.example/rss'}}]\n"
        )
    planned = {each.name: each for each in deployments(load_registry(tmp_path))}

    assert list(planned) == ["poll-5-6+18-x-x-x", "poll-every15-x-x-x-x", "catch-up", "maintain"]
    assert planned["poll-every15-x-x-x-x"].parameters == {"names": ["one", "two"], "only_due": True}


def test_the_definitions_for_work_pools_are_the_same() -> None:
    written = (DEPLOY / "prefect.yaml").read_text(encoding="utf-8")

    assert written == prefect_yaml(load_registry()), "run: python -m flows.deployments > deploy/prefect.yaml"


@pytest.mark.parametrize("name", ["compose.yaml", "prefect.yaml", "kubernetes.yaml"])
def test_files_for_operators_can_be_read(name: str) -> None:
    assert all(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def test_a_dry_run_lists_the_deployments_and_starts_nothing(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        done = desk_for(newsroom, tmp_path).run("schedule", "--dry-run")

    assert done.returncode == 0
    assert "maintain\t30 3 * * *" in done.stdout
    assert not (tmp_path / "home").exists()


class Api:
    """Prefect's REST API, as far as the test asks it."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"})
        for _ in range(20):
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as error:
                if error.code != 503:  # the server asks its clients to come again when its database is busy
                    raise
                time.sleep(1)
        raise AssertionError(f"{path} is not answered")

    def run_to_its_end(self, flow: str, deployment: str, seconds: float = 120) -> str:
        found = self.ask(f"/deployments/name/{flow}/{deployment}")
        run = self.ask(f"/deployments/{found['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = self.ask(f"/flow_runs/{run['id']}")["state"]
            if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
                return str(state["type"])
            time.sleep(1)
        return "still " + str(state["type"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Desk, Api, subprocess.Popen[str]]]:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        process = subprocess.Popen(
            [HOPTAC, "schedule"], env=desk.environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            text=True, start_new_session=True,
        )  # fmt: skip
        assert process.stderr
        line = next((line for line in process.stderr if "deployments on" in line), "")
        url = re.search(r"http://\S+/api", line)
        assert url, "the schedule did not start"
        try:
            yield desk, Api(url[0]), process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_served_run_brings_rows_and_stopping_leaves_no_process(
    served: tuple[Desk, Api, subprocess.Popen[str]],
) -> None:
    desk, api, process = served
    _wait_for_deployments(api)

    assert api.run_to_its_end("ingest", "poll-every30-x-x-x-x", 240) == "COMPLETED"
    (found,) = desk.rows("SELECT count(*) AS articles, count(DISTINCT source) AS sources FROM articles")
    assert found["articles"] > 20
    assert found["sources"] == 3

    process.send_signal(signal.SIGTERM)
    process.wait(60)
    time.sleep(1)
    assert _processes_of(desk.home) == []


def _wait_for_deployments(api: Api) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if len(api.ask("/deployments/filter", {})) >= 4:
            return
        time.sleep(1)


def _processes_of(home: Path) -> list[str]:
    """Commands of processes that work for a home, by their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"HOPTAC_HOME={home}".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found
