"""Spreads the reading of WARC ranges: in this thread, over processes, or over a Dask cluster."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from extractors.source import Source
from flows.range_reading import RangeRead, Work, read_range
from flows.staging import Staged, read_and_stage, unstage
from warehouse.object_store import Place

AHEAD = 3
"""Ranges for each worker that are read before the loader has asked for them."""

Spread = Callable[[Iterable[Work]], Iterator[RangeRead]]
"""Reads ranges, and gives what came of them in their order."""


class ClusterLost(Exception):
    """The Dask cluster went away while it read; the message says what to do."""


@contextmanager
def open_spread(runner: str, address: str | None, staging: str) -> Iterator[Spread]:
    """What reads ranges for ``thread``, ``process`` or ``dask``.

    ``dask`` works on the scheduler at ``address``, or on a cluster of this machine's own, and needs
    ``distributed``. ``staging`` is where its workers leave what they have read: a folder that all machines
    share, or an address in an object store.
    """
    if runner == "process":
        # Not by fork: the process that forks holds connections of DuckDB and threads of Prefect.
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            ahead = AHEAD * (os.cpu_count() or 1)
            yield lambda works: _in_order(lambda work: pool.submit(read_range, work), works, ahead)
    elif runner == "dask":
        with _dask_client(address) as client:
            yield _on_dask(client, Place(url=staging))
    else:
        yield lambda works: map(read_range, works)


def _dask_client(address: str | None) -> Any:
    from distributed import Client

    if address:
        return Client(address, timeout="30s")
    return Client(n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=None)


def _on_dask(client: Any, place: Place) -> Spread:
    # Straight to Dask, not by Prefect's runner for it: a task costs 2 ms in the place of 250, and workers
    # need not reach Prefect. A worker that dies is nothing to the flow: Dask gives its ranges to another.
    def submit(work: Work) -> Any:
        return client.submit(read_and_stage, work, place, key=work.key, pure=False, retries=2)

    def read(works: Iterable[Work]) -> Iterator[RangeRead]:
        sources: dict[str, Source] = {}

        def noted(works: Iterable[Work]) -> Iterator[Work]:
            for work in works:
                sources.update(work.sources)
                yield work

        try:
            for staged in _in_order(submit, noted(works), AHEAD * max(1, len(client.nthreads()))):
                yield _unstaged(staged, place, sources)
        except CancelledError as error:
            raise ClusterLost(
                f"the Dask scheduler at {client.scheduler.address} went away: start it, and run again; "
                "what is loaded is not read again"
            ) from error

    return read


def _unstaged(staged: Staged, place: Place, sources: Mapping[str, Source]) -> RangeRead:
    read = unstage(staged, place, sources)
    place.remove(staged.name)
    return read


def _in_order(submit: Callable[[Work], Any], works: Iterable[Work], ahead: int) -> Iterator[Any]:
    """Results in the order of the works, of which no more than ``ahead`` are under way."""
    waiting: deque[Any] = deque()
    for work in works:
        waiting.append(submit(work))
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
