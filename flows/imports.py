"""The backfill flow over WARC files: takes what belongs to a source into the captures, and loads it."""

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from extractors.source import Source
from extractors.urls import canonical_url
from flows.batch import Batch
from flows.home import capture_root
from flows.job import Job, Summary, begin, open_job
from flows.load import load_batches
from flows.readers import ReadPages, open_readers
from flows.replay import Replay
from flows.runs import now
from flows.settings import Settings
from flows.strays import ledger_of, load_strays
from flows.windows import day_starts
from warehouse.archive import ImportWriter, find_pages
from warehouse.record import record
from warehouse.tables import Capture, ImportedPart
from warehouse.transaction import Transaction
from warehouse.warc_read import ENDINGS
from warehouse.warc_scan import Member

log = logging.getLogger(__name__)

PART_PAGES = 400
"""Pages of a source in one transaction."""

IMPORT_WAIT_SECONDS = 3600.0
"""How long an import waits for another: both may be after the same file."""

Span = tuple[date, date]


def run(
    settings: Settings, names: Sequence[str], paths: Sequence[Path], span: Span | None, runner: str,
    again: bool,
) -> Summary:  # fmt: skip
    """Runs the flow and sums it up. Raises StoreError and the like when it cannot even start."""
    begin(settings)
    since, until = span or (None, None)
    return import_flow(list(paths), list(names), since, until, runner, again)


@flow(name="backfill-warc")
def import_flow(
    paths: list[Path], names: list[str] | None = None, since: date | None = None, until: date | None = None,
    runner: str = "thread", again: bool = False,
) -> Summary:  # fmt: skip
    """Loads the pages of WARC files that belong to a source and were captured in the range, if any."""
    span = (since, until) if since and until else None
    with (
        open_job("backfill", names or ()) as job,
        job.run.holdings.hold("imports", wait_seconds=IMPORT_WAIT_SECONDS),
        open_readers(runner) as read,
    ):
        load_strays(job)
        for path in _find_files(paths):
            import_file(job, path, span, read, again)
    return job.summary()


def _find_files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.name.endswith(ENDINGS))
        else:
            yield path


@task(task_run_name="{path}", cache_policy=NO_CACHE)
def import_file(job: Job, path: Path, span: Span | None, read: ReadPages, again: bool) -> None:
    """Loads one WARC file, and says what of it belongs to no source."""
    root = capture_root(job.settings).absolute()
    if path.absolute().is_relative_to(root / "captures"):
        _load_own(job, path.absolute().relative_to(root).as_posix(), span, read)
        return
    import_ = Import(job, path, span, read, again)
    for member, capture in find_pages(path):
        import_.take(member, capture)
    import_.end()
    log.info("%s: %d pages of sources, %d others", path, import_.taken, import_.skipped)


def _load_own(job: Job, file: str, span: Span | None, read: ReadPages) -> None:
    """Loads a file of this store's own captures; one that is loaded already is only read again."""
    source = job.sources.get(Path(file).parts[1])
    if source is None:
        return
    known = file in ledger_of(job.store, job.run.run_id).loaded
    root = capture_root(job.settings)
    found = (batch for batch in Replay(root, source, read=read).batches(file))
    batches = [_within(batch, span, known) for batch in found]
    if batches:
        totals = load_batches(job.store, batches, job.titles, job.decisions)
        job.run.add(replace(totals, fetched=0))


def _within(batch: Batch, span: Span | None, known: bool) -> Batch:
    readings = tuple(each for each in batch.readings if _is_within(batch.source, each.read_at, span))
    if known:
        return replace(batch, readings=readings, fetches=(), seen=(), feeds=(), reread=True)
    return replace(batch, readings=readings, seen=(), feeds=(), incremental=False)


def _is_within(source: Source, at: datetime, span: Span | None) -> bool:
    return span is None or day_starts(source, span[0])[0] <= at < day_starts(source, span[1])[0]


class Import:
    """One file on its way into the warehouse: pages by source, a part at a time."""

    def __init__(
        self, job: Job, path: Path, span: Span | None, read: ReadPages, again: bool
    ) -> None:
        self._job, self._span, self._read = job, span, read
        self._root = capture_root(job.settings)
        self._sites = Sites(job.sources)
        self._digest = _digest(path, span)
        rows = () if again else job.store.records(ImportedPart)
        self._done = {(row.import_id, row.part) for row in rows}
        self._pages: dict[str, int] = {}
        self._open: dict[str, _Part] = {}
        self.taken = self.skipped = 0

    def take(self, member: Member, capture: Capture) -> None:
        """Keeps a page that belongs to a source, and loads a part of that source when it is full."""
        source = self._sites.source_of(capture.final_url)
        if source is None or not _is_within(source, capture.captured_at, self._span):
            self.skipped += 1
            return
        self.taken += 1
        place = self._pages[source.name] = self._pages.get(source.name, -1) + 1
        number = place // PART_PAGES
        if (self._import_id(source.name), number) in self._done:
            return
        if source.name not in self._open:
            self._open[source.name] = self._new_part(source, number, capture.captured_at)
        part = self._open[source.name]
        part.file.keep(member)
        if place % PART_PAGES == PART_PAGES - 1:
            self._load(self._open.pop(source.name))

    def end(self) -> None:
        """Loads the parts that did not get full."""
        for part in self._open.values():
            self._load(part)
        self._open.clear()

    def _import_id(self, name: str) -> str:
        return hashlib.sha256(f"{self._digest} {name}".encode()).hexdigest()[:16]

    def _new_part(self, source: Source, number: int, at: datetime) -> "_Part":
        import_id = self._import_id(source.name)
        folder, stem = f"captures/{source.name}/{at:%Y/%m}", f"{at:%Y%m%dT%H%M%SZ}-import-{import_id}"
        file = ImportWriter(self._root, f"{folder}/{stem}-{number:05d}.warc.gz", self._job.run.run_id)
        return _Part(source=source, number=number, import_id=import_id, file=file)

    def _load(self, part: "_Part") -> None:
        replay = Replay(self._root, part.source, read=self._read)
        batches = list(replay.batches(part.file.publish()))
        pages = sum(len(batch.readings) for batch in batches)
        row = ImportedPart(
            import_id=part.import_id, part=part.number, run_id=self._job.run.run_id, pages=pages,
            skipped=self.skipped, loaded_at=now(),
        )  # fmt: skip

        def first(tx: Transaction) -> None:
            tx.merge([row])

        totals = load_batches(
            self._job.store, batches, self._job.titles, self._job.decisions, first=first
        )
        self._job.run.add(replace(totals, fetched=0))
        log.info("%s: %d pages, %d new articles", part.source.name, pages, totals.new_articles)


@record
class _Part:
    source: Source
    number: int
    import_id: str
    file: ImportWriter


class Sites:
    """Tells whose page an address is."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = list(sources.values())
        self._by_host: dict[str, tuple[Source, ...]] = {}

    def source_of(self, url: str) -> Source | None:
        """The source whose site and ``url_pattern`` an address fits; ``None`` if there is none."""
        host = urlsplit(url).netloc
        if host not in self._by_host:
            self._by_host[host] = tuple(each for each in self._sources if each.same_site(url))
        return next((each for each in self._by_host[host] if _fits(url, each)), None)


def _fits(url: str, source: Source) -> bool:
    try:
        canonical = canonical_url(url, source)
    except ValueError:
        return False
    if source.url_pattern is None:
        return urlsplit(canonical).path not in ("", "/")
    return bool(source.url_pattern.search(canonical))


def _digest(path: Path, span: Any) -> str:
    """Names what is chosen of a file, whatever the file is called."""
    found = hashlib.blake2b(repr(span).encode(), digest_size=16)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()
