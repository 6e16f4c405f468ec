"""What deploy/compose.yaml starts, as plain processes: servers and a worker; and a Dask cluster."""

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.source import load_registry
from flows.deployments import prefect_yaml
from flows.newsroom import Newsroom
from tests.crawl import write_crawl, write_sources
from tests.flows.dask_cluster import Cluster
from tests.flows.runs import HOPTAC, Desk, desk_for
from tests.flows.tables import tables_of, timeless
from tests.objects import free_port
from tests.postgres_server import PostgresServer

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(3600)]
psycopg = pytest.importorskip("psycopg")
pytest.importorskip("distributed")

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROGRAMS = Path(HOPTAC).parent
PAGES = 60


@dataclass
class Composed:
    """The services of compose.yaml, on loopback, with a database server of the test's own."""

    postgres: PostgresServer
    folder: Path
    prefect_port: int

    def setting(self, service: str, name: str) -> str:
        """A word of a service's environment, with what Docker would put in and resolve."""
        text = str(self._services[service]["environment"][name])
        for word, here in (
            ("${HOPTAC_DB_PASSWORD:?set a password}", "secret"),
            ("@postgres/", f"@127.0.0.1:{self.postgres.port}/"),
            ("host=postgres", f"host=127.0.0.1 port={self.postgres.port}"),
            ("//prefect:4200", f"//127.0.0.1:{self.prefect_port}"),
        ):
            text = text.replace(word, here)
        return text

    def command(self, service: str) -> list[str]:
        return [str(word).replace("0.0.0.0", "127.0.0.1") for word in self._services[service]["command"]]

    @property
    def _services(self) -> dict[str, Any]:
        return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]  # type: ignore[no-any-return]

    def make_databases(self) -> None:
        """What the image of PostgreSQL makes by its environment and by prefect-database.sql."""
        with psycopg.connect(self.postgres.words, autocommit=True) as connection:
            connection.execute("CREATE ROLE hoptac LOGIN")
            connection.execute("CREATE DATABASE hoptac OWNER hoptac")
            connection.execute((DEPLOY / "prefect-database.sql").read_bytes())

    @contextmanager
    def running(self, service: str, environment: dict[str, str]) -> Iterator[None]:
        with (self.folder / f"{service}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(service), env=environment, cwd=self.folder, stdout=log, stderr=log
            )
            try:
                yield
            finally:
                process.terminate()
                process.wait(60)


def test_a_worker_and_a_cluster_load_what_one_process_loads(
    own_postgres: PostgresServer, bucket: str, tmp_path: Path
) -> None:
    composed = Composed(own_postgres, tmp_path, free_port())
    composed.make_databases()
    with Newsroom() as newsroom:
        alone = desk_for(newsroom, tmp_path)
        catalog = composed.setting("schedule", "HOPTAC_CATALOG")
        remote = replace(alone, home=tmp_path / "remote", catalog=catalog, store=bucket)
        environment = remote.environment | {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_API_URL": composed.setting("schedule", "PREFECT_API_URL"),
            "PREFECT_SERVER_API_PORT": str(composed.prefect_port),
            "PREFECT_API_DATABASE_CONNECTION_URL":
                composed.setting("prefect", "PREFECT_API_DATABASE_CONNECTION_URL"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
        }  # fmt: skip
        names = write_deployments(alone.sources, tmp_path)
        with composed.running("prefect", environment):
            api = environment["PREFECT_API_URL"]
            wait_until(lambda: ask(f"{api}/health") is True)
            with composed.running("worker", environment):
                wait_until(lambda: ask(f"{api}/deployments/count", {}) == len(names))
                for name in (name for name in names if name.startswith("poll-")):
                    run_deployment(f"ingest/{name}", environment, tmp_path)
        assert alone.run("ingest").returncode == 0
    must_be_alike(alone, remote)

    import_by_cluster(alone, remote, tmp_path)
    must_be_alike(alone, remote)


def write_deployments(sources: Path, folder: Path) -> list[str]:
    """prefect.yaml of the newsroom's papers, with no schedule of their own; gives the entries of all."""
    made = yaml.safe_load(prefect_yaml(load_registry(sources)))
    made["pull"] = [{"prefect.deployments.steps.set_working_directory": {"directory": str(folder)}}]
    for deployment in made["deployments"]:
        deployment["schedules"] = []
        if "only_due" in deployment["parameters"]:
            deployment["parameters"]["only_due"] = False
    (folder / "prefect.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
    return [str(each["name"]) for each in made["deployments"]]


def run_deployment(name: str, environment: dict[str, str], folder: Path) -> None:
    """Has the worker run it, and waits for its end."""
    ended = subprocess.run(
        ["prefect", "deployment", "run", name, "--watch"], env=environment, cwd=folder, capture_output=True,
        text=True, timeout=1200, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]


def import_by_cluster(alone: Desk, remote: Desk, folder: Path) -> None:
    """A WARC file through a Dask cluster on the servers, and through one thread in a folder."""
    warc, sources = str(write_crawl(folder / "crawl.warc.gz", PAGES)), write_sources(folder / "papers")
    cluster = Cluster(folder)
    cluster.start()
    try:
        dask = ["--runner", "dask", "--address", cluster.address]
        for desk, more in ((alone, []), (remote, dask)):
            ended = replace(desk, sources=sources).run("backfill", "--warc", warc, *more)
            assert ended.returncode == 0, ended.stderr
    finally:
        cluster.stop()


def must_be_alike(alone: Desk, remote: Desk) -> None:
    expected = timeless(tables_of(alone))
    assert expected["articles"]
    assert timeless(tables_of(remote)) == expected


def wait_until(done: Callable[[], bool], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(1)


def ask(url: str, body: Any = None) -> Any:
    """An answer of Prefect's API; None while there is none."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None
