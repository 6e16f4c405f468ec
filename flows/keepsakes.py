"""What the tables of a warehouse still hold of captures that are damaged."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from extractors.source import Source
from flows.batch import Batch
from flows.heal import as_read
from flows.reading import Reading
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import ArticleVersion, Fetch, Reject
from warehouse.warc_scan import Damage

_FILE_INFO = 0
"""Byte where a capture file tells of itself. Nothing of a page is lost where this is damaged."""


@record
class Keepsakes:
    """The pages and the log of damaged records, and the records of which the tables tell nothing."""

    batches: tuple[Batch, ...]
    lost: tuple[Damage, ...]


def keep(live: Store, source: Source, damages: Sequence[Damage]) -> Keepsakes:
    """Looks damaged records of a source up in the log of requests; what they gave stands in the tables."""
    fetches = _fetches_at(live, source, damages)
    lost = [damage for damage in damages if damage.offset != _FILE_INFO and _place(damage) not in fetches]
    batches = [_batch(live, source, rows) for rows in _by_run(fetches.values())]
    read = {reading.url for batch in batches for reading in batch.readings}
    gone = _pages(live, {row.url for row in fetches.values() if row.outcome == "ok"} - read)
    lost += [damage for damage in damages if (row := fetches.get(_place(damage))) and row.url in gone]
    return Keepsakes(batches=tuple(batches), lost=tuple(lost))


def _place(damage: Damage) -> tuple[str, int]:
    return Path(damage.file).name, damage.offset


def _fetches_at(live: Store, source: Source, damages: Iterable[Damage]) -> dict[tuple[str, int], Fetch]:
    places = {_place(damage) for damage in damages}
    rows = live.records(
        Fetch,
        "source = ? AND list_contains(?, parse_filename(warc_file))",
        [source.name, sorted({file for file, _ in places})],
    )
    found = {(Path(row.warc_file or "").name, row.warc_offset or 0): row for row in rows}
    return {place: row for place, row in found.items() if place in places}


def _by_run(fetches: Iterable[Fetch]) -> list[list[Fetch]]:
    runs: dict[str, list[Fetch]] = {}
    for row in fetches:
        runs.setdefault(row.run_id, []).append(row)
    return list(runs.values())


def _batch(live: Store, source: Source, fetches: Sequence[Fetch]) -> Batch:
    return Batch(
        run_id=fetches[0].run_id, source=source, polled_at=min(row.requested_at for row in fetches),
        readings=tuple(_readings(live, source, fetches)), fetches=tuple(fetches),
    )  # fmt: skip


def _readings(live: Store, source: Source, fetches: Sequence[Fetch]) -> list[Reading]:
    """What became of the pages, as it was read when they were whole; a capture is known by its time."""
    times = [row.requested_at for row in fetches]
    versions = live.records(ArticleVersion, "source = ? AND list_contains(?, seen_at)", [source.name, times])
    rejects = live.records(Reject, "source = ? AND list_contains(?, captured_at)", [source.name, times])
    return [*map(as_read, versions), *map(_as_rejected, rejects)]


def _as_rejected(row: Reject) -> Reading:
    return Reading(url=row.url, read_at=row.captured_at, outcome=f"reject:{row.reason}", detail=row.detail)


def _pages(live: Store, urls: set[str]) -> set[str]:
    """Those that were read as pages, and not as feeds or listings."""
    return {row[0] for row in live.rows("SELECT url FROM state.urls WHERE list_contains(?, url)", [[*urls]])}
