"""Maintenance: the rows stay, files become fewer, and what killed runs left is made use of."""

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from tests.flows.runs import desk_for
from tests.flows.tables import ask, tables_of

pytestmark = pytest.mark.slow


@pytest.mark.timeout(600)
def test_rows_stay_and_the_run_is_on_record(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        assert desk.run("ingest", "binhhai", "songxanh").returncode == 0
    before = tables_of(desk)

    done = desk.run("maintain")

    assert done.returncode == 0, done.stderr
    assert tables_of(desk) == before
    runs = ask(desk, "SELECT state FROM runs WHERE kind = 'maintain'")
    assert runs == [{"state": "completed"}]


@pytest.mark.timeout(600)
def test_what_a_killed_run_has_captured_is_loaded_and_not_asked_for_again(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        desk = desk_for(newsroom, tmp_path)
        rules = desk.sources / "binhhai.yaml"
        text = rules.read_text("utf-8")
        rules.write_text(text.replace("delay: 0", "delay: 0.5"), "utf-8")
        process = desk.start("ingest", "binhhai")
        while sum("/tin-tuc/" in request.path for request in newsroom.requests()) < 6:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
        process.kill()
        process.wait()
        assert list(desk.home.rglob("*.part"))

        assert desk.run("maintain").returncode == 0
        loaded = {row["url"] for row in ask(desk, "SELECT url FROM articles")}
        newsroom.forget_requests()
        assert desk.run("ingest", "binhhai").returncode == 0

    again = {newsroom_path(url) for url in loaded} & {request.path for request in newsroom.requests()}
    assert loaded
    assert again == set()
    assert not list(desk.home.rglob("*.part"))


def newsroom_path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_without_a_warehouse_there_is_nothing_to_maintain(tmp_path: Path) -> None:
    with Newsroom() as newsroom:
        done = desk_for(newsroom, tmp_path).run("maintain")

    assert done.returncode == 2
    assert "no warehouse" in done.stderr
