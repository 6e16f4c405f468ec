"""A killed run leaves nothing half done: run again, and the tables are those of an undisturbed run."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Self

import pytest

from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import ask
from warehouse.connect import CatalogError

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


# --- campaigns --------------------------------------------------------------------------------

ROUND = 5
"""Kills before a run is let end and its tables are compared."""

FEW = ("binhhai", "songxanh")
COMMANDS = {
    "ingest": ("ingest", *FEW),
    "backfill": ("backfill", *FEW, "--since", "2026-06-01", "--until", "2026-06-12"),
    "maintain": ("maintain",),
    "rebuild": ("rebuild",),
}


class ForkServer:
    """Runs commands on a desk, whole or up to a moment; far cheaper than a new process each."""

    def __init__(self, desk: Desk) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.fork_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=desk.environment, text=True, cwd=Path(__file__).parents[2],
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, words: Sequence[str], kill_after: float | None = None) -> tuple[int, float]:
        """Exit code (-9 if killed), and processor seconds."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([words, kill_after]) + "\n")
        self._process.stdin.flush()
        code, seconds = json.loads(self._process.stdout.readline())
        return code, seconds


def _begin(kind: str, server: ForkServer) -> None:
    """What there is before the run that is killed: nothing, or a warehouse of some small files."""
    if kind in ("maintain", "rebuild"):
        for name in ("ingest", "backfill"):
            code, _ = server.run(COMMANDS[name])
            assert code == 0


@pytest.mark.campaign
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kind", COMMANDS)
def test_killed_at_many_moments(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"{SEED} {kind}")
    killed = 0
    with Newsroom() as newsroom:
        calm = desk_for(newsroom, tmp_path / "calm")
        with ForkServer(calm) as server:
            _begin(kind, server)
            before = calm.home.with_name("before")
            if calm.home.exists():
                shutil.copytree(calm.home, before)
            code, whole = server.run(COMMANDS[kind])
            assert code == 0
        for number in range(ceil(KILLS / ROUND)):
            torn = Desk(home=tmp_path / f"torn{number}", sources=calm.sources)
            if before.exists():
                shutil.copytree(before, torn.home)
            runs = _runs(torn)
            with ForkServer(torn) as server:
                for _ in range(ROUND):
                    code, _ = server.run(COMMANDS[kind], chance.uniform(0.02, 1.0) * whole)
                    killed += code == -signal.SIGKILL
                    runs, earlier = _runs(torn), runs
                    assert runs >= earlier
                code, _ = server.run(COMMANDS[kind])
                assert code == 0, torn.home.with_suffix(".log").read_text()[-2000:]
            assert _tables(torn) == _tables(calm), f"round {number}"
            shutil.rmtree(torn.home)
    print(f"{kind}: {killed} kills, {whole:.1f} s of processor time undisturbed; all tables equal")
    assert killed


def _runs(desk: Desk) -> int:
    """Rows of `runs`; 0 while a first run has not even made the tables."""
    try:
        return int(ask(desk, "SELECT count(*) AS n FROM runs")[0]["n"])
    except CatalogError:
        return 0


def _tables(desk: Desk) -> dict[str, list[dict]]:
    return {name: ask(desk, sql) for name, sql in TABLES.items()}
