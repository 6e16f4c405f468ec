"""Reads captured pages where there is room: in this thread, in more processes, or on a Dask cluster."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from extractors.source import Source
from flows.reading import Reading, read_capture
from warehouse.archive import get
from warehouse.record import record
from warehouse.warc_scan import DamageError

CHUNK = 20
"""Pages that are handed to another process at a time: some 0.2 s of work."""


@record
class Page:
    """Where a captured page is, and the address that was asked for."""

    offset: int
    url: str
    at: datetime


ReadPages = Callable[[Path, str, Source, Sequence[Page]], Sequence[Reading | None]]
"""Reads pages of one capture file, in order; ``None`` for what is no page, such as a redirect."""


def read_pages(root: Path, file: str, source: Source, pages: Sequence[Page]) -> list[Reading | None]:
    """Reads the pages one after the other."""
    return [_read(root, file, source, page) for page in pages]


def _read(root: Path, file: str, source: Source, page: Page) -> Reading | None:
    try:
        capture = get(root, file, page.offset)
    except DamageError as error:
        return Reading(url=page.url, read_at=page.at, outcome="truncated", detail=str(error))
    return read_capture(capture, source, page.url) if 200 <= capture.status < 300 else None


@contextmanager
def open_readers(runner: str) -> Iterator[ReadPages]:
    """What reads pages for ``thread``, ``process`` or ``dask``; the last needs ``distributed``."""
    if runner == "process":
        # Not by fork: the process that forks holds connections of DuckDB and threads of Prefect.
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            yield lambda *pages: _spread(pool.map, *pages)
    elif runner == "dask":
        from distributed import Client

        with Client() as client:
            yield lambda *pages: _spread(lambda *work: client.gather(client.map(*work)), *pages)
    else:
        yield read_pages


def _spread(
    spread: Callable[..., Iterable[list[Reading | None]]], root: Path, file: str, source: Source,
    pages: Sequence[Page],
) -> list[Reading | None]:  # fmt: skip
    chunks = [pages[start : start + CHUNK] for start in range(0, len(pages), CHUNK)]
    count = len(chunks)
    done = spread(read_pages, [root] * count, [file] * count, [source] * count, chunks)
    return list(chain.from_iterable(done))
