"""What the quality gate holds back: captures that are not loaded before their reader was mended.

The pages stay in the captures, the requests in the log, and `state.held_files` names the files. The first run
after their source file or the program has changed loads them, and `hoptac maintain` tries once a day.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version

from extractors.source import Source
from flows.batch import Batch, coverage_rows, url_rows
from flows.gate import BatchStopped
from flows.reading import Reading
from warehouse.store import Store
from warehouse.tables import CoverageCount, HeldFile, KnownUrl
from warehouse.transaction import Transaction, id_table


def hold_back(
    store: Store, batches: Sequence[Batch], stop: BatchStopped, first: Callable[[Transaction], None]
) -> None:
    """Writes down what is held back and why, and all of the batches but their pages."""
    last = batches[-1]
    rows = [_row(file, batch, stop) for batch in batches for file in sorted(_files(batch))]

    def put(tx: Transaction) -> None:
        first(tx)
        tx.merge(rows)
        tx.append(stop.checks)
        for batch in batches:
            for log in (batch.fetches, batch.checks, _ledger(batch)):
                tx.append(log)
            tx.merge(_held_urls(tx, batch))

    store.write(last.run_id, f"{last.name}: held back, {stop.checks[0].name}", put)


def _files(batch: Batch) -> set[str]:
    return {batch.file} if batch.file else {row.warc_file for row in batch.fetches if row.warc_file}


def _row(file: str, batch: Batch, stop: BatchStopped) -> HeldFile:
    return HeldFile(
        warc_file=file, source=batch.name, run_id=batch.run_id, day=batch.day,
        held_at=stop.checks[0].checked_at, reason=str(stop), fingerprint=fingerprint(batch.source),
    )  # fmt: skip


def fingerprint(source: Source) -> str:
    """What a reading depends on, beside the page: the source file and the version of the program."""
    text = f"{source.model_dump_json()} {version('hoptac')}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _ledger(batch: Batch) -> list[CoverageCount]:
    listed = coverage_rows(replace(batch, readings=()))
    return [*listed, *held_counts(batch, batch.run_id, batch.day, 1)] if not batch.reread else []


def held_counts(batch: Batch, run_id: str, day: date | None, sign: int) -> Iterator[CoverageCount]:
    """The ledger's count of pages that are held back; ``sign`` -1 takes it back."""
    days = Counter(day or each.read_at.astimezone(batch.source.zone).date() for each in batch.readings)
    for on, pages in days.items():
        yield CoverageCount(run_id=run_id, source=batch.name, day=on, outcome="held", pages=sign * pages)


def _held_urls(tx: Transaction, batch: Batch) -> list[KnownUrl]:
    """State of the addresses of a poll, so that the pages are not asked for again while they are held."""
    if not batch.incremental:
        return []
    pages = (Reading(url=each.url, read_at=each.read_at, outcome="held") for each in batch.readings)
    named = {each.url for each in batch.seen} | {each.url for each in batch.readings}
    with tx.given(id_table(named)) as urls:
        known = {row.url: row for row in tx.records(KnownUrl, f"url IN (FROM {urls})")}
    return url_rows(replace(batch, readings=tuple(pages)), known, {})


def find_held(store: Store, sources: dict[str, Source], *, unchanged_too: bool) -> list[HeldFile]:
    """Files that are worth another try: those whose source file or program has changed since, or all."""
    return [
        row
        for row in store.records(HeldFile)
        if row.source in sources and (unchanged_too or row.fingerprint != fingerprint(sources[row.source]))
    ]


def as_released(batch: Batch, held: HeldFile) -> Batch:
    """A batch of a held file as it is loaded at last: without what was written down when it was held."""
    return replace(batch, fetches=(), seen=(), feeds=(), checks=(), passed_over=(), day=held.day)


def release(tx: Transaction, held: HeldFile, batches: Sequence[Batch]) -> None:
    """Takes a file off the list, and its pages out of the ledger's count of held ones."""
    tx.delete(HeldFile, "warc_file", [held.warc_file])
    for batch in batches:
        tx.append(held_counts(batch, held.run_id, held.day, -1))
