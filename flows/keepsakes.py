"""What the tables of a warehouse still hold of captures that are damaged."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractors.source import Source
from flows.batch import Batch
from flows.heal import as_read
from flows.reading import Reading
from warehouse.record import record
from warehouse.store import Store
from warehouse.tables import ArticleVersion, Fetch, Reject
from warehouse.warc_read import Exchanged, Logged, find_logged
from warehouse.warc_scan import Damage

_Place = tuple[str, int]
"""Name of a capture file, and byte of a record in it."""

_FILE_INFO = 0
"""Byte where a capture file tells of itself. Nothing of a page is lost where this is damaged."""


@record
class Keepsakes:
    """The pages and the log of damaged records, and the records of which the tables tell nothing."""

    batches: tuple[Batch, ...]
    lost: tuple[Damage, ...]


def keep(live: Store, root: Path, source: Source, damages: Sequence[Damage]) -> Keepsakes:
    """Looks damaged records of a source up in the log of requests; what they gave stands in the tables.

    The log of requests is a table, and each capture file below ``root`` holds its part of it twice more.
    """
    logged = {file: find_logged(Path(file), root=root) for file in {damage.file for damage in damages}}
    own = _logged_at(logged, damages)
    fetches = {place: each.fetch for place, each in own.items() if each.fetch}
    fetches |= _fetches_at(live, source, damages)
    batches = [_batch(live, source, rows) for rows in _by_run(fetches.values())]
    read = {reading.url for batch in batches for reading in batch.readings}
    pages = _known_pages(live, fetches) | {place: each.url for place, each in own.items() if _is_page(each)}

    def is_lost(damage: Damage) -> bool:
        place = _place(damage)
        if place in pages:
            return pages[place] not in read
        told = place in fetches or logged[damage.file].explains(damage.offset)
        return not told and damage.offset != _FILE_INFO

    return Keepsakes(batches=tuple(batches), lost=tuple(filter(is_lost, damages)))


def _place(damage: Damage) -> _Place:
    return Path(damage.file).name, damage.offset


def _logged_at(logged: Mapping[str, Logged], damages: Iterable[Damage]) -> dict[_Place, Exchanged]:
    """What the capture files themselves say of damaged records."""
    places = {_place(damage) for damage in damages}
    found = {(Path(file).name, each.offset): each for file, log in logged.items() for each in log.exchanges}
    return {place: each for place, each in found.items() if place in places}


def _is_page(exchanged: Exchanged) -> bool:
    """Whether it was read as a page, and not as a feed or a step on the way to one."""
    row = exchanged.fetch
    return bool(
        exchanged.purpose == "page" and row and row.outcome == "ok" and row.status and row.status < 300
    )


def _fetches_at(live: Store, source: Source, damages: Iterable[Damage]) -> dict[_Place, Fetch]:
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


def _known_pages(live: Store, fetches: Mapping[_Place, Fetch]) -> dict[_Place, str]:
    """Addresses that were read as pages, as far as the warehouse knows them."""
    asked = {place: row.url for place, row in fetches.items() if row.outcome == "ok"}
    rows = live.rows("SELECT url FROM state.urls WHERE list_contains(?, url)", [sorted({*asked.values()})])
    known = {row[0] for row in rows}
    return {place: url for place, url in asked.items() if url in known}
