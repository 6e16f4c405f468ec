"""Prints the memory and CPU time of `hoptac dedup` over many lines.

bench_dedup_memory.py [LINES ...]      (default 20,000 and 100,000)

The texts are of 120 invented words by Zipf's law; every tenth is one of the last hundred with words left out.
"""

import json
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from tempfile import TemporaryFile

import numpy as np

WORDS, SYLLABLES = 120, 7_000


def texts(count: int) -> Iterator[str]:
    chance = np.random.default_rng(20260301)
    last: deque[list[str]] = deque(maxlen=100)
    for number in range(count):
        if number % 10 == 9:
            old = last[int(chance.integers(len(last)))]
            words = [word for word, keep in zip(old, chance.random(WORDS) > 0.1, strict=True) if keep]
        else:
            words = [f"tu{code}" for code in (chance.zipf(1.3, WORDS) % SYLLABLES).tolist()]
            last.append(words)
        yield f"Tin\n{' '.join(words[:20])}\n{' '.join(words[20:])}"


def measure(count: int) -> str:
    """Runs the filter in a process of its own; CPU is a difference, since ended children add up."""
    with TemporaryFile("w+") as lines, TemporaryFile("w+") as answers:
        for number, text in enumerate(texts(count)):
            lines.write(json.dumps({"id": f"a{number}", "text": text}) + "\n")
        lines.seek(0)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "transforms.dedup.filter"], stdin=lines, stdout=answers, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        answers.seek(0)
        joined = sum(json.loads(line)["cluster_id"] is not None for line in answers)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{count} lines: {after.ru_maxrss / 1024:.0f} MB at most, {spent:.1f} CPU s, {joined} joined"


if __name__ == "__main__":
    for size in sorted(int(one) for one in sys.argv[1:]) or [20_000, 100_000]:
        print(measure(size), flush=True)
