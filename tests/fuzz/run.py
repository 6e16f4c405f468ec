"""Fuzzes one target for a bounded time: ``python -m tests.fuzz.run article --seconds 600``.

Starts from ``corpus/TARGET`` and the words of ``words/TARGET.dict``. An input that breaks a promise, or takes
more than a second of CPU time for each 100 KB, is kept in ``corpus/TARGET``, where the tests try it from then
on. Needs ``atheris`` beside the project.
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
SECONDS_PER_100_KB = 1.0


class SlowError(Exception):
    """An input took longer than its size allows."""


def checked(target: Callable[[bytes], None], data: bytes) -> None:
    """Runs a target. Raises what it raises, or ``SlowError``."""
    started = time.process_time()
    target(data)
    spent = time.process_time() - started
    if spent > SECONDS_PER_100_KB * max(1.0, len(data) / 100_000):
        raise SlowError(f"{spent:.2f} s for {len(data)} bytes")


def kept(name: str, target: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The target, with its failures kept in the corpus."""

    def once(data: bytes) -> None:
        try:
            checked(target, data)
        except Exception:
            folder = CORPUS / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"broke-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)
            raise

    return once


def main() -> None:
    import atheris

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0, help="0 takes another one each time")
    parser.add_argument("--most-bytes", type=int, default=20_000)
    options = parser.parse_args()
    with atheris.instrument_imports(include=["extractors", "transforms", "protego"]):
        from tests.fuzz.targets import TARGETS
    if options.target not in TARGETS:
        sys.exit(f"no target {options.target!r}; there are {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory() as found:
        words = HERE / "words" / f"{options.target}.dict"
        flags = [
            f"-max_total_time={options.seconds}", f"-max_len={options.most_bytes}", f"-seed={options.seed}",
            "-timeout=60", "-rss_limit_mb=2048", "-len_control=0", "-print_final_stats=1",
            f"-artifact_prefix={found}{os.sep}",
        ]  # fmt: skip
        seeds = CORPUS / options.target
        folders = [found, *([str(seeds)] if seeds.is_dir() else [])]
        dictionary = [f"-dict={words}"] if words.is_file() else []
        arguments = [sys.argv[0], *flags, *dictionary, *folders]
        atheris.Setup(arguments, kept(options.target, TARGETS[options.target]))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
