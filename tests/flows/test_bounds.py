"""The bound on memory of the commands that answer SQL."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.bounds import in_bytes
from warehouse.store import Store


@pytest.mark.parametrize(
    ("limit", "expected"),
    [("256MB", 256 << 20), ("1.5GiB", 3 << 29), ("2 gb", 2 << 30), ("64K", 64 << 10), ("80%", None)],
)
def test_limits_are_read_as_duckdb_takes_them(limit: str, expected: int | None) -> None:
    assert in_bytes(limit) == expected


def test_one_call_of_a_function_cannot_take_the_machines_memory(tmp_path: Path) -> None:
    Store.open(tmp_path / "catalog.sqlite", tmp_path).close()
    hoptac = Path(sys.executable).with_name("hoptac")
    command = [str(hoptac), "sql", "--home", str(tmp_path)]
    greedy = subprocess.run(
        [*command, "SELECT length(repeat('x', 4000000000))"], capture_output=True, text=True, check=False
    )
    assert greedy.returncode == 2, greedy.stderr
    assert "HOPTAC_MEMORY_LIMIT" in greedy.stderr
