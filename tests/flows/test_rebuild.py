"""The warehouse is made of captures, source files and decisions, and can be made of them again."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run
from flows.newsroom import Newsroom
from tests.flows.runs import Desk, desk_for
from tests.flows.tables import PRODUCT, tables_of

pytestmark = pytest.mark.slow


@dataclass
class Rebuilt:
    """A home before and after a rebuild, and what the next run asked for."""

    newsroom: Newsroom
    desk: Desk
    before: dict[str, list[dict[str, Any]]]
    after: dict[str, list[dict[str, Any]]]
    from_nothing: dict[str, list[dict[str, Any]]]
    requests: int


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rebuilt]:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path_factory.mktemp("rebuilt"))
        assert desk.run("ingest").returncode == 0
        newsroom.turn_to(2)
        assert desk.run("ingest").returncode == 0
        before = tables_of(desk)
        done = desk.run("rebuild")
        assert done.returncode == 0, done.stderr
        after = tables_of(desk)
        newsroom.forget_requests()
        assert desk.run("ingest").returncode == 0
        requests = len(newsroom.requests())
        yield Rebuilt(newsroom, desk, before, after, _from_nothing(desk), requests)


def _from_nothing(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Tables that are made of a copy of the captures in an empty home."""
    home = desk.home.with_name("empty")
    shutil.copytree(desk.home / "captures", home / "captures")
    other = Desk(home=home, sources=desk.sources)
    assert other.run("rebuild").returncode == 0
    return tables_of(other)


def test_one_source_comes_back_as_it_was(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "binhhai").returncode == 0
        before = tables_of(desk)
        done = desk.run("rebuild")

    assert done.returncode == 0, done.stderr
    assert before["articles"]
    assert tables_of(desk) == before


@pytest.mark.timeout(900)
@pytest.mark.parametrize("table", PRODUCT)
def test_every_table_comes_back_as_it_was(rebuilt: Rebuilt, table: str) -> None:
    assert rebuilt.before[table]
    assert rebuilt.after[table] == rebuilt.before[table]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("table", ["articles", "article_versions", "duplicates", "programs"])
def test_captures_alone_are_enough(rebuilt: Rebuilt, table: str) -> None:
    ids = ("article_id", "program_id", "version", "content_hash", "first_seen_at", "cluster_id")

    def named(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
        return [tuple(row.get(name) for name in ids) for row in rows]

    assert named(rebuilt.from_nothing[table]) == named(rebuilt.before[table])


@pytest.mark.timeout(900)
def test_the_next_run_asks_for_little(rebuilt: Rebuilt) -> None:
    known = {row["url"] for row in rebuilt.before["articles"]}
    asked = [request for request in rebuilt.newsroom.requests() if request.status == 200]
    again = [request.path for request in asked if any(url.endswith(request.path) for url in known)]

    assert rebuilt.requests <= 45
    assert again == []


@pytest.mark.timeout(900)
def test_earlier_states_can_still_be_asked_for(rebuilt: Rebuilt) -> None:
    (run,) = rebuilt.desk.rows(
        "SELECT finished_at FROM runs WHERE kind = 'ingest' ORDER BY started_at LIMIT 1"
    )
    (then,) = rebuilt.desk.rows("SELECT max(version) AS version FROM articles", "--at", run["finished_at"])

    assert then["version"] == 1


@pytest.mark.timeout(900)
def test_missing_captures_stop_a_rebuild(rebuilt: Rebuilt) -> None:
    home = rebuilt.desk.home.with_name("torn")
    shutil.copytree(rebuilt.desk.home, home)
    torn = Desk(home=home, sources=rebuilt.desk.sources)
    next((home / "captures").rglob("*.warc.gz")).unlink()

    done = torn.run("rebuild")

    assert done.returncode == 1
    assert "1 capture files are gone" in done.stderr
    assert tables_of(torn)["articles"] == tables_of(rebuilt.desk)["articles"]


@pytest.mark.timeout(900)
def test_a_mended_rule_heals_what_the_broken_one_spoiled(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        rules = desk.sources / "binhhai.yaml"
        good = rules.read_text(encoding="utf-8")
        rules.write_text(good.replace("title: td.tieude", "title: span.chuyenmuc"), encoding="utf-8")
        assert desk.run("ingest", "binhhai").returncode == 0
        spoiled = tables_of(desk)
        rules.write_text(good, encoding="utf-8")
        assert desk.run("rebuild", "--source", "binhhai", "--since", "2020-01-01").returncode == 0
        healed = tables_of(desk)
        assert desk.run("rebuild").returncode == 0

        assert spoiled["articles"] != healed["articles"]
        for table in PRODUCT:
            assert healed[table] == tables_of(desk)[table], table


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_a_killed_rebuild_leaves_the_warehouse_as_it_was(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "binhhai", "songxanh").returncode == 0
    before = tables_of(desk)
    for seconds in (3, 5, 7, 9, 12):
        process = desk.start("rebuild")
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        process.wait()
        assert tables_of(desk) == before, seconds

    assert desk.run("rebuild").returncode == 0
    assert tables_of(desk) == before
    assert not (desk.home / "rebuild").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "2026-01-01"], "--since goes with --source"),
        (["--source", "nobody"], "unknown source 'nobody'"),
        (["--source", "binhhai", "--since", "yesterday"], "is no day"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with Newsroom() as newsroom:
        for name, value in desk_for(newsroom, tmp_path).environment.items():
            monkeypatch.setenv(name, value)

        assert run(["rebuild", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
