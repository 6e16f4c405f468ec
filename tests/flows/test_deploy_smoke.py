"""What deploy/ starts, as plain processes: servers, a worker of a work pool, a Dask cluster."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import yaml

from extractors.source import load_registry
from flows.deployments import prefect_yaml
from flows.newsroom import Newsroom
from tests.crawl import write_crawl, write_sources
from tests.flows.runs import HOPTAC, Desk, desk_for
from tests.flows.tables import tables_of
from tests.flows.test_captures_s3 import named
from tests.flows.test_dask import Cluster
from tests.objects import free_port
from tests.postgres_server import PostgresServer

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(3600)]

PREFECT = str(Path(HOPTAC).with_name("prefect"))
PAGES = 60


@contextmanager
def running(words: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / f"{Path(words[0]).name}-{words[1]}.log").open("wb") as log:
        process = subprocess.Popen(words, env=environment, cwd=folder, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(1)
    raise TimeoutError(url)


def done(words: list[str], environment: dict[str, str], folder: Path) -> str:
    ended = subprocess.run(
        words, env=environment, cwd=folder, capture_output=True, text=True, timeout=1200, check=False
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


def test_a_worker_and_a_cluster_load_what_one_process_loads(
    own_postgres: PostgresServer, bucket: str, tmp_path: Path
) -> None:
    with psycopg.connect(own_postgres.words, autocommit=True) as connection:
        connection.execute("CREATE DATABASE prefect")
    port = free_port()
    database = f"postgresql+asyncpg://tests@127.0.0.1:{own_postgres.port}/prefect"
    with Newsroom() as newsroom:
        alone = desk_for(newsroom, tmp_path)
        remote = replace(
            alone, home=tmp_path / "remote", catalog=f"postgres:{own_postgres.words}", store=bucket
        )
        environment = remote.environment | {
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(tmp_path / "prefect"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
            "PREFECT_API_DATABASE_CONNECTION_URL": database,
        }  # fmt: skip
        names = write_deployments(alone.sources, tmp_path)
        serve = [PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        with running(serve, environment, tmp_path):
            wait_for(f"http://127.0.0.1:{port}/api/health")
            done([PREFECT, "work-pool", "create", "hoptac", "--type", "process"], environment, tmp_path)
            done([PREFECT, "--no-prompt", "deploy", "--all"], environment, tmp_path)
            with running([PREFECT, "worker", "start", "--pool", "hoptac"], environment, tmp_path):
                for name in names:
                    done([PREFECT, "deployment", "run", f"ingest/{name}", "--watch"], environment, tmp_path)
        assert alone.run("ingest").returncode == 0
    expected, found = named(tables_of(alone)), named(tables_of(remote))
    assert expected["articles"]
    assert found == expected

    must_read_alike(alone, remote, tmp_path)


def write_deployments(sources: Path, folder: Path) -> list[str]:
    """prefect.yaml of the newsroom's papers, with no schedule of their own; gives the names of the polls."""
    made = yaml.safe_load(prefect_yaml(load_registry(sources)))
    made["pull"] = [{"prefect.deployments.steps.set_working_directory": {"directory": str(folder)}}]
    for deployment in made["deployments"]:
        deployment["schedules"] = []
        if "only_due" in deployment["parameters"]:
            deployment["parameters"]["only_due"] = False
    (folder / "prefect.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
    return [each["name"] for each in made["deployments"] if each["name"].startswith("poll-")]


def must_read_alike(alone: Desk, remote: Desk, folder: Path) -> None:
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
    assert named(tables_of(remote)) == named(tables_of(alone))


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-m", "campaign", "-s"]))
