"""What fuzzing has found stays mended; and every target holds out for a while against new inputs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.run import CORPUS, checked
from tests.fuzz.targets import TARGETS

INPUTS = sorted(CORPUS.glob("*/*"))
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_kept_input_breaks_nothing(path: Path) -> None:
    checked(TARGETS[path.parent.name], path.read_bytes())


def test_every_target_has_inputs_and_words() -> None:
    words = {path.stem for path in Path(__file__).parent.glob("words/*.dict")}
    assert {path.parent.name for path in INPUTS} == words == set(TARGETS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["article", "feed", "sitemap", "dates", "programs"])
def test_new_inputs_break_nothing(name: str) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed")
    command = [sys.executable, "-m", "tests.fuzz.run", name, "--seconds", "5"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "stat::number_of_executed_units" in ran.stderr
