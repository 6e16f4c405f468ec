"""What a worker has read, as an immutable Parquet file in the store: it never passes the scheduler."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from extractors.source import Source
from flows.batch import Batch
from flows.range_reading import Part, RangeRead, Work, read_range
from flows.reading import Reading
from warehouse.object_store import Place
from warehouse.record import record


@record
class _Row:
    """One batch of a part. Records are JSON: pickles out of a store that others write to are not opened."""

    source: str
    number: int
    import_id: str
    run_id: str
    polled_at: datetime
    incremental: bool
    readings: str


@record
class Staged:
    """Where the parts of a range are; the rest of what came of it."""

    name: str
    read: RangeRead
    """Without its parts."""


def read_and_stage(work: Work, place: Place) -> Staged:
    """Reads a range and writes what it holds under the work's key, in place of what a killed worker wrote."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    read = read_range(work)
    name = f"{work.key}.parquet"
    rows = [_row(part, batch) for part in read.parts for batch in part.batches]
    out = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, schema=_schema()), out, compression="zstd")
    place.write(out.getvalue(), name)
    return Staged(name=name, read=replace(read, parts=()))


def unstage(staged: Staged, place: Place, sources: Mapping[str, Source]) -> RangeRead:
    """The range as it was read. Raises StoreError or FileNotFoundError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[tuple[str, int, str], list[Batch]] = {}
    for row in pq.read_table(pa.BufferReader(place.read(staged.name))).to_pylist():
        of = (row["source"], row["number"], row["import_id"])
        found.setdefault(of, []).append(_batch(_Row(**row), sources))
    parts = (
        Part(source=source, number=number, import_id=import_id, batches=tuple(batches))
        for (source, number, import_id), batches in found.items()
    )
    return replace(staged.read, parts=tuple(parts))


def _row(part: Part, batch: Batch) -> dict[str, Any]:
    return {
        "source": part.source, "number": part.number, "import_id": part.import_id, "run_id": batch.run_id,
        "polled_at": batch.polled_at, "incremental": batch.incremental,
        "readings": _readings().dump_json(batch.readings).decode(),
    }  # fmt: skip


def _batch(row: _Row, sources: Mapping[str, Source]) -> Batch:
    return Batch(
        run_id=row.run_id, source=sources[row.source], polled_at=row.polled_at, incremental=row.incremental,
        readings=_readings().validate_json(row.readings),
    )  # fmt: skip


@cache
def _readings() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Reading, ...])


def _schema() -> Any:
    import pyarrow as pa

    kinds = {
        "source": pa.string(), "number": pa.int64(), "import_id": pa.string(), "run_id": pa.string(),
        "polled_at": pa.timestamp("us", "UTC"), "incremental": pa.bool_(), "readings": pa.large_string(),
    }  # fmt: skip
    return pa.schema(list(kinds.items()))
