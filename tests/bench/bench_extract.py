"""Measures the extractor beside its peers, on the bench of the shared evaluation data.

Prints the bench's table for each set: ``fundus`` and ``trafeval`` without rules, ``vietnam`` with and without
the rules of the sources. ``worst`` gives the dearest page of all sets and of the fuzz corpus, and the memory
of a process that reads all of them. BENCH_VENVS names the folder of the peers' environments; without it only
the project itself runs. HOPTAC_SHARED names the evaluation data.

    HOPTAC_SHARED=../shared BENCH_VENVS=/some/dir python tests/bench/bench_extract.py [SET ...] [worst]
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from extractors.extract_filter import Reader
from extractors.source import load_registry

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("HOPTAC_SHARED", ROOT.parent / "shared"))
SETS = SHARED / "bench/extract/sets"
VIETNAM = SHARED / "pages/vn"
FUZZ = ROOT / "tests/fuzz/corpus/article"
PEERS = ("trafilatura", "resiliparse", "readability")
FILTER = f"env PYTHONPATH={ROOT} {sys.executable} -m extractors.extract_filter --timing"
BOUND = 50.0  # ms for each 100 KB begun
ROUNDS = 3


def measure(name: str, sets: Path = SETS, ours: tuple[str, ...] = ("--generic",)) -> None:
    """Runs one set in lockstep and prints F1, speed and memory of everyone."""
    commands = [f"--cmd=hoptac{flag}={FILTER} {flag}" for flag in ours]
    peers = [f"--extractor={peer}" for peer in PEERS if "BENCH_VENVS" in os.environ]
    with tempfile.TemporaryDirectory() as out:
        script = str(SHARED / "bench/extract/bench.py")
        bench = [sys.executable, script, "--set", name, *peers, *commands]
        rounds = ["--rounds", str(ROUNDS), "--lockstep", "10", "--out", out]
        subprocess.run([*bench, *rounds], check=True, env={**os.environ, "BENCH_SETS": str(sets)})


def measure_vietnam() -> None:
    """The Vietnamese pages with hand-made truth whose sources have rules, read with these and without."""
    reader = Reader(load_registry())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "vietnam"
        root.mkdir()
        items, gold = [], []
        for line in (VIETNAM / "truth.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["exclude"] or reader.source_of(row["url"]) is None:
                continue
            page = VIETNAM / (row["file"].removeprefix("pages/") + ".gz")
            ident = row["file"].removeprefix("pages/").replace("/", "-")
            items.append({"id": ident, "url": row["url"], "page": str(page)})
            text = "\n".join(filter(None, (row.get("lead"), *_lines(row["body"]))))
            told = {key: row.get(key) for key in ("title", "published_at", "authors")}
            gold.append({"id": ident, "text": text, **told})
        for name, rows in (("items", items), ("gold", gold)):
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (root / f"{name}.jsonl").write_text(text, "utf-8")
        measure("vietnam", Path(folder), ("", "--generic"))


def _lines(text: str | list[str]) -> list[str]:
    return text if isinstance(text, list) else [text]


def measure_worst() -> None:
    """The dearest pages, in ms of CPU time for each 100 KB begun; the least of several readings of each."""
    with tempfile.TemporaryDirectory() as folder:
        sizes, lines = {}, []
        for number, (name, url, content) in enumerate(_every_page()):
            file = Path(folder) / f"{number}.html"
            file.write_bytes(content)
            sizes[name] = len(content)
            lines.append(json.dumps({"id": name, "url": url, "html_path": str(file)}) + "\n")
        asked, answered = Path(folder) / "asked", Path(folder) / "answered"
        asked.write_text("".join(lines * ROUNDS), "utf-8")
        for flag in ("", "--generic"):
            peak = _run(flag, asked, answered)
            spent: dict[str, float] = {}
            for line in answered.read_text("utf-8").splitlines():
                answer = json.loads(line)
                spent[answer["id"]] = min(spent.get(answer["id"], 1e9), answer["cpu_ms"])
            dear = sorted(
                ((ms / max(1.0, sizes[name] / 1e5), name) for name, ms in spent.items()), reverse=True
            )
            over = sum(ms > BOUND for ms, _ in dear)
            worst = ", ".join(f"{name} {ms:.1f}" for ms, name in dear[:3])
            told = (
                f"{len(dear)} pages, {over} over {BOUND:.0f} ms a 100 KB: {worst}; peak memory {peak:.0f} MB"
            )
            print(f"{flag or 'with rules'}: {told}")


def _run(flag: str, asked: Path, answered: Path) -> float:
    """Lets the filter answer a file; its peak memory in MB."""
    peak = 0.0
    with asked.open("rb") as stdin, answered.open("wb") as stdout:
        filter_ = subprocess.Popen(f"{FILTER} {flag}".split(), stdin=stdin, stdout=stdout)
        while filter_.poll() is None:
            time.sleep(0.02)
            status = Path(f"/proc/{filter_.pid}/status").read_text("utf-8")
            peak = max(
                peak, *(float(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line), 0.0
            )
    return peak


def _every_page() -> Iterator[tuple[str, str, bytes]]:
    """Name, address and bytes of all saved pages and of all inputs of the fuzz corpus."""
    for name in ("fundus", "trafeval"):
        for line in (SETS / name / "items.jsonl").read_text("utf-8").splitlines():
            item = json.loads(line)
            yield (
                item["id"],
                item.get("url") or "",
                gzip.decompress((SETS / name / item["page"]).read_bytes()),
            )
    for line in (VIETNAM / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        yield entry["file"], entry["url"], gzip.decompress((VIETNAM / entry["file"]).read_bytes())
    for file in sorted(FUZZ.iterdir()):
        yield file.name, "https://baohatinh.vn/tin-moi-post123456.html", file.read_bytes()[1:]


if __name__ == "__main__":
    if not SHARED.exists():
        sys.exit("no evaluation data: set HOPTAC_SHARED")
    for each in sys.argv[1:] or ["fundus", "vietnam", "worst"]:
        if each == "vietnam":
            measure_vietnam()
        elif each == "worst":
            measure_worst()
        else:
            measure(each)
