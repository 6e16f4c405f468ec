"""Measures the extractor beside its peers, on the bench of the shared evaluation data.

Prints a line for each set. BENCH_VENVS names the folder of the peers' environments; without it only the
project itself runs. HOPTAC_SHARED names the evaluation data.

    HOPTAC_SHARED=../shared BENCH_VENVS=/some/dir python tests/bench/bench_extract.py [fundus|trafeval ...]
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HOPTAC_SHARED", ROOT.parent / "shared"))
PEERS = ("trafilatura", "resiliparse", "readability")


def measure(name: str) -> None:
    """Runs one set in lockstep and prints F1, speed and memory of everyone."""
    command = f"hoptac=env PYTHONPATH={ROOT} {sys.executable} -m extractors.extract_filter --generic --timing"
    peers = [f"--extractor={peer}" for peer in PEERS if "BENCH_VENVS" in os.environ]
    with tempfile.TemporaryDirectory() as out:
        script = str(SHARED / "bench/extract/bench.py")
        bench = [sys.executable, script, "--set", name, *peers, "--cmd", command]
        subprocess.run([*bench, "--rounds", "1", "--lockstep", "10", "--out", out], check=True)
        for file in Path(out).rglob("summary.json"):
            print(name, json.dumps(json.loads(file.read_text()), ensure_ascii=False)[:2000])


if __name__ == "__main__":
    if not SHARED.exists():
        sys.exit("no evaluation data: set HOPTAC_SHARED")
    for each in sys.argv[1:] or ["fundus"]:
        measure(each)
