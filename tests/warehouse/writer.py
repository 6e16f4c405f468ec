"""Writes batches of ten new articles and one run each, until done or killed: ``writer.py HOME BATCHES``."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from readings import make_reading

from warehouse.commit import write_articles
from warehouse.store import Store
from warehouse.tables import Run
from warehouse.transaction import Transaction


def write(tx: Transaction, batch: str) -> None:
    write_articles(tx, [make_reading(f"{batch}-{number}", "Nội dung. " * 200) for number in range(10)])
    row = Run(
        run_id=batch, kind="ingest", started_at=datetime.now(UTC), finished_at=None, state="running",
        fetched=0, new_articles=10, new_versions=0, failed=0, holder="writer", detail=None,
    )  # fmt: skip
    tx.append([row])


home = Path(sys.argv[1])
with Store.open(home / "catalog.sqlite", home) as store:
    print("ready", flush=True)
    for number in range(int(sys.argv[2])):
        batch = f"{os.getpid()}-{time.time_ns()}-{number}"
        store.write(batch, "ten articles", lambda tx, batch=batch: write(tx, batch))
