"""Four writing processes and looping readers on PostgreSQL and S3: every commit counts once."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.store import Store

WRITERS = 4
BATCHES = int(os.environ.get("HOPTAC_BATCHES", "200"))
ARTICLES = 5

WRITER = """
import sys
from tests.warehouse.readings import make_reading
from warehouse.commit import write_articles
from warehouse.store import Store
catalog, bucket, who, batches, articles = sys.argv[1:]
with Store.open(catalog, bucket, wait_seconds=3600) as store:
    for number in range(int(batches)):
        rows = [make_reading(f"w{who}-{number}-{i}", "Nội dung. " * 50) for i in range(int(articles))]
        store.write(f"writer-{who}", f"batch {number}", lambda tx, rows=rows: write_articles(tx, rows))
        print(number, flush=True)
"""
READER = """
import json, sys, time
from pathlib import Path
from warehouse.store import Store
catalog, bucket, stop, articles = sys.argv[1:]
reads, errors, seen = 0, [], 0
while not Path(stop).exists():
    try:
        with Store.open(catalog, bucket, read_only=True) as store:
            counts = "SELECT count(*), count(DISTINCT article_id), count(body) FROM articles"
            rows, ids, texts = store.rows(counts)[0]
        if rows != ids or rows != texts or rows < seen or rows % int(articles):
            errors.append(f"{rows} rows, {ids} ids, {texts} texts after {seen}")
        seen, reads = rows, reads + 1
    except Exception as error:
        errors.append(repr(error))
print(json.dumps({"reads": reads, "errors": errors}))
"""


def start(code: str, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip


@pytest.mark.campaign
@pytest.mark.postgres
@pytest.mark.timeout(7200)
def test_no_commit_is_lost_or_doubled_and_no_reader_fails(bucket: str, postgres: str, tmp_path: Path) -> None:
    catalog, stop, begun = f"postgres:{postgres}", tmp_path / "stop", time.monotonic()
    with Store.open(catalog, bucket):
        pass
    writers = [start(WRITER, catalog, bucket, who, BATCHES, ARTICLES) for who in range(WRITERS)]
    readers = [start(READER, catalog, bucket, stop, ARTICLES) for _ in range(2)]
    said = [writer.communicate()[0].splitlines() for writer in writers]
    stop.touch()
    read = [json.loads(reader.communicate()[0].splitlines()[-1]) for reader in readers]

    with Store.open(catalog, bucket, read_only=True) as store:
        rows = store.rows("SELECT count(*), count(DISTINCT article_id) FROM article_versions")
        commits = store.rows(
            "SELECT count(*) FROM ducklake_snapshots('lake') WHERE commit_message LIKE 'batch %'"
        )
    print(f"{commits[0][0]} commits, {rows[0]} rows and ids, {read}, {time.monotonic() - begun:.0f} s")
    print("besides:", {line for lines in said for line in lines if not line.isdigit()})
    assert [sum(map(str.isdigit, lines)) for lines in said] == [BATCHES] * WRITERS
    assert commits == [(WRITERS * BATCHES,)]
    assert rows == [(WRITERS * BATCHES * ARTICLES,) * 2]
    assert [reader["errors"] for reader in read] == [[], []]
    assert all(reader["reads"] for reader in read)
