"""Loads Arrow files, one after the other, with dlt's merge into a DuckDB file; for bench_load.

python load_with_dlt.py STRATEGY FOLDER FILE...    one line of JSON a file: CPU seconds, bytes on disk, rows
"""

import json
import os
import resource
import sys
from pathlib import Path

os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "DO_NOT_TRACK": "1", "RUNTIME__LOG_LEVEL": "CRITICAL"}

import dlt
import duckdb
import pyarrow as pa


def cpu_seconds() -> float:
    """Of this process, its threads and its children."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def main(strategy: str, folder: str, *files: str) -> None:
    place = Path(folder)
    pipeline = dlt.pipeline(
        "load", pipelines_dir=str(place / "pipelines"), dataset_name="news",
        destination=dlt.destinations.duckdb(str(place / "store.duckdb")),
    )  # fmt: skip
    for file in files:
        with pa.OSFile(file) as source:
            rows = pa.ipc.open_file(source).read_all()
        disposition = {"disposition": "merge", "strategy": strategy}
        resource_of_rows = dlt.resource(
            rows, name="articles", primary_key="article_id", write_disposition=disposition
        )
        began = cpu_seconds()
        pipeline.run(resource_of_rows).raise_on_failed_jobs()
        taken = cpu_seconds() - began
        size = sum(file.stat().st_size for file in place.glob("store.duckdb*"))
        with duckdb.connect(str(place / "store.duckdb"), read_only=True) as connection:
            counted = connection.execute("SELECT count(*), count(DISTINCT content_hash) FROM news.articles")
            print(json.dumps({"cpu": taken, "bytes": size, "rows": counted.fetchone()}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
