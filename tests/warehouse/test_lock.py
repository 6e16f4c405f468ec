"""The lock of a file catalog: one holder, freed by the end of a process, whatever ends it."""

import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.lock import LockTimeout, file_lock

HOLDER = """
import sys, time
from pathlib import Path
from warehouse.lock import file_lock
with file_lock(Path(sys.argv[1]), "run-9", 1):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_waits_and_then_says_for_whom(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with (
        file_lock(path, "run-1", 1),
        pytest.raises(LockTimeout, match="run-1"),
        file_lock(path, "run-2", 0.1),
    ):
        pass
    with file_lock(path, "run-2", 0.1):
        assert "run-2" in path.read_text()


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE)
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(LockTimeout, match=f"process {holder.pid}, run-9"), file_lock(path, "run-1", 0.1):
        pass
    holder.kill()
    holder.wait()
    with file_lock(path, "run-1", 1):
        pass
