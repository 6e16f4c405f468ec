"""A back-up of PostgreSQL and the store, restored into a new database and another place, is the warehouse."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.objects import BUCKET
from tests.warehouse.readings import make_reading
from warehouse.commit import write_articles
from warehouse.object_store import Place
from warehouse.store import Store

ROWS = "SELECT * FROM article_versions ORDER BY ALL"


def libpq(words: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in words.split())


@pytest.mark.slow
@pytest.mark.postgres
def test_a_restored_back_up_holds_the_same(bucket: str, postgres: str, tmp_path: Path) -> None:
    if shutil.which("pg_dump") is None:
        pytest.skip("no pg_dump")
    with Store.open(f"postgres:{postgres}", bucket) as store:
        for day in range(2):
            batch = [make_reading(f"a{day}-{number}", day=day) for number in range(60)]
            store.write("r", "m", lambda tx, batch=batch: write_articles(tx, batch))
        before = store.rows(ROWS)

    dump, copy = tmp_path / "catalog.sql", tmp_path / "store"
    subprocess.run(["pg_dump", "--dbname", postgres, "--no-owner", "--file", dump], check=True)
    for name in Place(url=bucket).names():
        Place(url=bucket).fetch(name, copy / name)

    words = libpq(postgres)
    restored = postgres.replace(words["dbname"], f"{words['dbname']}_restored")
    admin = postgres.replace(words["dbname"], "postgres")
    name = f"{words['dbname']}_restored"
    subprocess.run(["psql", admin, "-qc", f"CREATE DATABASE {name}"], check=True)
    try:
        subprocess.run(["psql", restored, "-q", "-v", "ON_ERROR_STOP=1", "-f", dump], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        elsewhere = Place(url=f"{BUCKET}/restored")
        for file in sorted(path for path in copy.rglob("*") if path.is_file()):
            elsewhere.put(file, file.relative_to(copy).as_posix())
        with Store.open(f"postgres:{restored}", elsewhere.url, read_only=True) as store:
            assert store.rows(ROWS) == before
            assert len(before) == 120
    finally:
        subprocess.run(["psql", admin, "-qc", f"DROP DATABASE {name} WITH (FORCE)"], check=True)
