"""Wrong usage gives one clear line and the exit code of the contract."""

import os
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from flows.cli import COMMANDS
from tests.flows.runs import Desk

GOOD = """
name: paper
title: Paper
homepage: http://127.0.0.1:9/
discover:
  - rss: http://127.0.0.1:9/rss
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "paper.yaml").write_text(GOOD)
    return Desk(home=tmp_path / "home", sources=sources)


def one_line(done: CompletedProcess[str]) -> str:
    (line,) = done.stderr.strip().splitlines()
    return line


def test_help_names_every_command(desk: Desk) -> None:
    done = desk.run("--help")

    assert done.returncode == 0
    for name in COMMANDS:
        assert f"  {name} " in done.stdout


def test_an_unknown_source_is_named_with_the_nearest(desk: Desk) -> None:
    done = desk.run("ingest", "papr")

    assert done.returncode == 2
    assert one_line(done) == "hoptac: unknown source 'papr'; did you mean 'paper'?"


def test_a_bad_source_file_is_named_with_line_and_field(desk: Desk) -> None:
    (desk.sources / "paper.yaml").write_text(GOOD.replace("homepage: http", "homepage: ftp"))

    done = desk.run("ingest")

    assert done.returncode == 2
    assert "paper.yaml" in one_line(done)
    assert "4" in one_line(done)
    assert "homepage" in one_line(done)


def test_sql_without_a_warehouse_says_what_to_do(desk: Desk) -> None:
    done = desk.run("sql", "select 1")

    assert done.returncode == 2
    assert "run `hoptac ingest`" in one_line(done)


def test_an_unknown_setting_in_the_file_is_wrong_usage(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "hoptac.toml").write_text("colour = 'red'")

    done = desk.run("status", cwd=tmp_path)

    assert done.returncode == 2
    assert "colour" in one_line(done)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_home_is_named(desk: Desk, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)

    done = Desk(home=locked / "home", sources=desk.sources).run("ingest")

    assert done.returncode in (1, 2)
    assert str(locked) in done.stderr


def test_a_home_that_is_a_file_is_named(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = Desk(home=tmp_path / "file", sources=desk.sources).run("ingest")

    assert done.returncode == 2
    assert "file" in done.stderr.strip().splitlines()[-1]


def test_a_site_that_cannot_be_reached_fails_the_run_in_one_line(desk: Desk) -> None:
    done = desk.run("ingest")

    assert done.returncode == 1
    assert "failed: paper: no feed, sitemap or listing could be read" in done.stdout
    (run,) = desk.rows("SELECT state, detail FROM runs")
    assert run["state"] == "failed"
    assert "paper" in run["detail"]
