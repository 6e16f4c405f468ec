"""Reads the capture files of a source as the runs that wrote them did, without a network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from extractors.discover import find_listed
from extractors.listed import EntryReading, FetchedBytes, Validators
from extractors.source import Source
from flows.batch import Batch
from flows.clock import now
from flows.collect import Poll, answer_of, first_batch, seen_in
from flows.plan import Seen
from flows.reading import Reading, read_capture
from warehouse.archive import Exchanged
from warehouse.captures import Captures
from warehouse.tables import FeedState
from warehouse.warc_read import log_damage
from warehouse.warc_scan import Damage, DamageError

FOREIGN_RUN = "import"
"""Run of records that another program made."""

PAGES = 200
"""Pages that are held in memory at the same time."""


class Replay:
    """The captures of one source in order of time; what one poll saw tells how the next was read."""

    def __init__(
        self, captures: Captures, source: Source, states: Mapping[str, FeedState] | None = None,
        known: Callable[[str], bool] = lambda _: False,
        on_damage: Callable[[Damage], None] = log_damage,
    ) -> None:  # fmt: skip
        """``states`` and ``known`` are what discovery knew before the first file; nothing in a rebuild."""
        self._on_damage = on_damage
        self._captures, self._source = captures, source
        self._states = dict(states or {})
        self._known = known
        self._fetched: set[str] = set()
        self._listed: dict[str, tuple[Seen, ...]] = {}

    def batches(self, file: str, since: datetime | None = None) -> Iterator[Batch]:
        """What a capture file holds: the poll and the log first, then pages, not too many at a time."""
        found = [
            each
            for each in self._captures.exchanges(file, self._on_damage)
            if since is None or each.at >= since
        ]
        if not found:
            return
        run_id = found[0].run_id or FOREIGN_RUN
        yield self._first(file, found, run_id)
        pages = list(_last_of_pages(found).values())
        for start in range(0, len(pages), PAGES):
            readings = tuple(self._readings(file, pages[start : start + PAGES]))
            self._fetched |= {reading.url for reading in readings}
            yield Batch(
                run_id=run_id, source=self._source, polled_at=found[0].at, incremental=_incremental(run_id),
                readings=readings, file=file,
            )  # fmt: skip

    def _first(self, file: str, found: list[Exchanged], run_id: str) -> Batch:
        fetches = tuple(each.fetch for each in found if each.fetch)
        plain = Batch(
            run_id=run_id, source=self._source, polled_at=found[0].at, fetches=fetches, file=file,
            incremental=_incremental(run_id),
        )  # fmt: skip
        listings = {each.url: each for each in found if each.purpose not in ("page", "robots")}
        if not listings or not plain.incremental:
            return plain
        entries = tuple(self._find_listed(file, listings))
        polled = Poll(
            polled_at=found[0].at,
            entries=entries,
            seen=tuple(self._seen(entries)),
            wanted=(),
            fetches=fetches,
        )
        made = replace(first_batch(polled, self._source, run_id), checks=())
        self._states |= {state.entry: state for state in made.feeds}
        return made

    def _find_listed(self, file: str, listings: Mapping[str, Exchanged]) -> Iterator[EntryReading]:
        def fetch(url: str, _: Validators) -> FetchedBytes:
            return self._document(file, url, listings.get(url))

        def known(url: str) -> bool:
            return url in self._fetched or self._known(url)

        return find_listed(self._source, fetch, self._states, known=known)

    def _document(self, file: str, url: str, asked: Exchanged | None) -> FetchedBytes:
        if asked is None or asked.fetch is None:
            return FetchedBytes(url=url, error="not among the captures")
        if asked.fetch.outcome == "unchanged":
            return FetchedBytes(url=url, unchanged=True)
        if asked.fetch.outcome != "ok" or not asked.has_response:
            return FetchedBytes(url=url, error=asked.fetch.error or asked.fetch.outcome)
        try:
            return answer_of(self._captures.get(file, asked.offset))
        except DamageError as error:
            return FetchedBytes(url=url, error=str(error))

    def _seen(self, entries: tuple[EntryReading, ...]) -> list[Seen]:
        """What the entries name; those that did not change name what they did before."""
        seen = seen_in(entries)
        named = {item.url for item in seen}
        for entry in entries:
            if entry.unchanged:
                seen += [item for item in self._listed.get(entry.entry, ()) if item.url not in named]
                named |= {item.url for item in self._listed.get(entry.entry, ())}
            elif entry.ok:
                self._listed[entry.entry] = tuple(Seen(url=each.url, stamp=None) for each in entry.listed)
        return seen

    def _readings(self, file: str, asked: Sequence[Exchanged]) -> Iterator[Reading]:
        """What became of addresses, in their order; nothing of redirects that led nowhere."""
        for each in asked:
            if _outcome(each) != "ok" or not each.has_response:
                error = each.fetch.error if each.fetch else None
                yield Reading(url=each.url, read_at=each.at, outcome=_outcome(each), detail=error)
            elif reading := self._reading(file, each):
                yield reading

    def _reading(self, file: str, asked: Exchanged) -> Reading | None:
        try:
            capture = self._captures.get(file, asked.offset)
        except DamageError as error:
            return Reading(url=asked.url, read_at=asked.at, outcome="truncated", detail=str(error))
        return read_capture(capture, self._source, asked.url) if 200 <= capture.status < 300 else None


def _outcome(asked: Exchanged) -> str:
    return asked.fetch.outcome if asked.fetch else "ok"


def _last_of_pages(found: list[Exchanged]) -> dict[str, Exchanged]:
    """The last exchange for each page that was asked for: the end of its redirects and tries."""
    return {each.url: each for each in found if each.purpose == "page"}


def _incremental(run_id: str) -> bool:
    return not run_id.startswith(("backfill-", FOREIGN_RUN))


def written_at(file: str) -> datetime:
    """When a capture file was begun, by its name; now for a name of another form."""
    stamp = Path(file).name.partition("-")[0]
    try:
        return datetime.strptime(stamp, "%Y%m%dT%H%M%S%z")
    except ValueError:
        return now()
