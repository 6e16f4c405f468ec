"""A killed run leaves nothing half done: run again, and the tables are those of an undisturbed run."""

import os
import random
import time
from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for

KILLS = int(os.environ.get("HOPTAC_KILLS", "2"))
SEED = 20260611

# Times of capture and run ids differ between two runs; everything else must not.
TABLES = {
    "articles": """
        SELECT * EXCLUDE (seen_at, first_seen_at, last_seen_at) FROM articles ORDER BY article_id""",
    "article_versions": "SELECT article_id, version, content_hash FROM article_versions ORDER BY ALL",
    "duplicates": "SELECT * FROM duplicates ORDER BY article_id",
    "programs": "SELECT * FROM programs ORDER BY program_id",
    "program_parties": "SELECT * FROM program_parties ORDER BY ALL",
    "program_mentions": "SELECT * FROM program_mentions ORDER BY program_id, article_id",
    "parties": "SELECT * FROM parties ORDER BY party_id",
    "rejects": "SELECT source, url, reason, detail FROM rejects ORDER BY ALL",
    "urls": "SELECT url, source, article_id, outcome FROM state.urls ORDER BY url",
}


def tables(desk: Desk) -> dict[str, list[dict]]:
    return {name: desk.rows(sql) for name, sql in TABLES.items()}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_runs_end_in_the_tables_of_an_undisturbed_run(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with Newsroom() as newsroom:
        calm = desk_for(newsroom, tmp_path / "calm")
        begun = time.monotonic()
        assert calm.run("ingest").returncode == 0
        whole = time.monotonic() - begun
        torn = desk_for(newsroom, tmp_path / "torn")
        for _ in range(KILLS):
            process = torn.start("ingest")
            time.sleep(chance.uniform(0.3, 1.0) * whole)
            process.kill()
            process.wait()
            if (torn.home / "catalog.sqlite").exists():
                torn.rows("SELECT count(*) AS n FROM articles")
        assert torn.run("ingest").returncode == 0

    assert tables(torn) == tables(calm)
    states = {row["state"] for row in torn.rows("SELECT state FROM runs")}
    # A kill during start-up comes before the run is on record; one after that leaves it crashed.
    assert states <= {"completed", "crashed"}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_readers_beside_a_run_see_no_error_and_counts_never_fall(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "songxanh").returncode == 0
        process = desk.start("ingest")
        counts = []
        while process.poll() is None:
            counts.append(desk.rows("SELECT count(*) AS n FROM articles")[0]["n"])

    assert process.returncode == 0
    assert len(counts) > 2
    assert counts == sorted(counts)
