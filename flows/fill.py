"""Fetches what a backfill wants of a source."""

import time
from collections.abc import Sequence

from extractors.source import Source
from flows.collect import BATCH_SECONDS, fetch_pages
from flows.job import Job
from flows.plan import Seen, Want
from flows.reading import Reading
from flows.survey import PASSING, asked_before
from warehouse.archive import CaptureWriter
from warehouse.record import record
from warehouse.tables import Fetch


@record
class Brought:
    """What came of the pages of a window."""

    readings: tuple[Reading, ...]
    fetches: tuple[Fetch, ...]
    left: int
    """Pages that are worth asking for again in another run."""

    @property
    def articles(self) -> int:
        return sum(reading.article is not None for reading in self.readings)


def fetch_unknown(
    job: Job, source: Source, seen: Sequence[Seen], again: bool, sink: CaptureWriter
) -> Brought:  # fmt: skip
    """Fetches and reads the pages that never gave anything lasting; all of them ``again`` if told so."""
    urls = [item.url for item in seen]
    before = set() if again or not urls else asked_before(job.store, source, urls)
    wants = [Want(url=url, reason="backfill") for url in urls if url not in before]
    deadline = time.monotonic() + BATCH_SECONDS + 2 * len(wants) * source.polite.delay
    readings, rows = fetch_pages(source, wants, job.fetcher, sink, lambda _: None, deadline)
    lasting = sum(reading.outcome not in PASSING for reading in readings)
    return Brought(readings=tuple(readings), fetches=tuple(rows), left=len(wants) - lasting)
