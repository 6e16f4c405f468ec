"""Reads counts until the writer has ended: ``reader.py HOME PID``; fails when a count is wrong."""

import os
import sys
from pathlib import Path

from warehouse.connect import Lake
from warehouse.query import Console

home, writer = Path(sys.argv[1]), int(sys.argv[2])


def runs() -> bool:
    """Whether the writer is still there; a zombie has ended."""
    stat = Path(f"/proc/{writer}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def counts() -> tuple[int, int]:
    with (
        Console(Lake(catalog=str(home / "catalog.sqlite"), store=str(home))) as console,
        console.ask("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM runs)") as answer,
    ):
        return next(answer.rows())  # type: ignore[return-value]


last = 0
while runs() and os.getppid() != 1:
    articles, batches = counts()
    assert articles == 10 * batches, f"half a batch: {articles} articles, {batches} runs"
    assert articles >= last, f"{articles} articles after {last}"
    last = articles
