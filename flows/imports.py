"""The backfill flow over WARC files: takes what belongs to a source into the captures, and loads it."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import date
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.batch import Batch
from flows.clock import now
from flows.gate import BatchStopped
from flows.job import Job, Summary, begin, open_job
from flows.load import Load, load_batches
from flows.range_reading import Part, RangeRead, Span, Work, is_within
from flows.replay import Replay
from flows.runs import Totals
from flows.settings import Settings
from flows.spread import Spread, open_spread
from flows.strays import ledger_of, load_held, load_strays
from warehouse.tables import ImportedPart
from warehouse.warc_range import RANGE_BYTES, WarcFile, find_warcs, fingerprint, split

log = logging.getLogger(__name__)

IMPORT_WAIT_SECONDS = 3600.0
"""How long an import waits for another: both may be after the same file."""


def run(
    settings: Settings, names: Sequence[str], warcs: Sequence[str], span: Span | None, runner: str,
    address: str | None, again: bool,
) -> Summary:  # fmt: skip
    """Runs the flow and sums it up. Raises StoreError and the like when it cannot even start."""
    begin(settings)
    since, until = span or (None, None)
    return import_flow(list(warcs), list(names), since, until, runner, address, again)


@flow(name="backfill-warc")
def import_flow(
    warcs: list[str], names: list[str] | None = None, since: date | None = None, until: date | None = None,
    runner: str = "thread", address: str | None = None, again: bool = False, range_bytes: int = RANGE_BYTES,
) -> Summary:  # fmt: skip
    """Loads the pages of WARC files that belong to a source and were captured in the range, if any."""
    span = (since, until) if since and until else None
    with (
        open_job("backfill", names or ()) as job,
        job.run.holdings.hold("imports", wait_seconds=IMPORT_WAIT_SECONDS),
        open_spread(runner, address, f"{job.settings.store_url.rstrip('/')}/staging") as spread,
    ):
        load_strays(job)
        load_held(job)
        for file in (file for url in warcs for file in find_warcs(url)):
            import_file(job, file, span, spread, again, range_bytes)
    return job.summary()


@task(task_run_name="{file.url}", cache_policy=NO_CACHE)
def import_file(
    job: Job, file: WarcFile, span: Span | None, spread: Spread, again: bool, range_bytes: int
) -> None:
    """Loads one WARC file, and says what of it belongs to no source."""
    if own := _own_name(job, file):
        _load_own(job, own, span)
        return
    import_ = Import(job, file, span, again, range_bytes)
    if import_.is_done:
        log.info("%s: loaded before", file.url)
        return
    for read in import_.in_order(spread):
        import_.load(read)
    import_.end()
    log.info("%s: %d pages of sources, %d others", file.url, import_.taken, import_.skipped)


def _own_name(job: Job, file: WarcFile) -> str | None:
    """The name of one of this store's own captures below it; None for other files."""
    store = job.settings.store_url.rstrip("/")
    if file.place.is_remote or store.startswith("s3://"):
        name = file.url.removeprefix(f"{store}/").replace(".warc.gzip", ".warc.gz")
        return name if name.startswith("captures/") else None
    path, root = Path(file.url).absolute(), Path(store).absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root / "captures") else None


def _load_own(job: Job, file: str, span: Span | None) -> None:
    """Loads a file of this store's own captures; one that is loaded already is only read again."""
    source = job.sources.get(Path(file).parts[1])
    if source is None:
        return
    known = file in ledger_of(job.store, job.run.run_id).loaded
    batches = [_within(batch, span, known) for batch in Replay(job.captures, source).batches(file)]
    if batches:
        totals = load_batches(job.store, batches, job.titles, job.decisions)
        job.run.add(replace(totals, fetched=0))


def _within(batch: Batch, span: Span | None, known: bool) -> Batch:
    readings = tuple(each for each in batch.readings if is_within(batch.source, each.read_at, span))
    if known:
        return replace(batch, readings=readings, fetches=(), seen=(), feeds=(), reread=True)
    return replace(batch, readings=readings, seen=(), feeds=(), incremental=False)


class Import:
    """One file on its way into the warehouse: ranges are read anywhere, and loaded here in their order."""

    def __init__(
        self, job: Job, file: WarcFile, span: Span | None, again: bool, range_bytes: int
    ) -> None:  # fmt: skip
        self._job, self._span = job, span
        self._ranges = split(file, range_bytes)
        chosen = f"{fingerprint(self._ranges)} {span!r}"
        self._id = _import_id(chosen, "*", *sorted(job.sources))
        self._ids = {name: _import_id(chosen, name) for name in job.sources}
        rows = () if again else job.store.records(ImportedPart)
        self._done = {(row.import_id, row.part) for row in rows}
        self.taken = self.skipped = 0

    @property
    def is_done(self) -> bool:
        """Whether all of the file was loaded, for these sources and days."""
        return (self._id, 0) in self._done

    def end(self) -> None:
        """Notes that all of the file is loaded, so that it need not be read to find that out."""
        row = self._row(self._id, 0, self.taken)
        self._job.store.write(self._job.run.run_id, "a WARC file is loaded", lambda tx: tx.merge([row]))

    def in_order(self, spread: Spread) -> Iterator[RangeRead]:
        """What came of the ranges. One that did not begin where the one before ended is read once more."""
        end = 0
        works = [self._work(number) for number in range(len(self._ranges))]
        for work, read in zip(works, spread(works), strict=True):
            if read.first != end and not work.whole:
                exact = replace(work.of, start=end, exact=True)
                (read,) = spread([replace(work, of=exact)])
            end = read.end
            yield read

    def _work(self, number: int) -> Work:
        wanted = {name: each for name, each in self._ids.items() if (each, number) not in self._done}
        return Work(
            of=self._ranges[number], number=number, whole=len(self._ranges) == 1, import_ids=wanted,
            sources=self._job.sources, span=self._span, run_id=self._job.run.run_id,
            captures=self._job.captures,
        )  # fmt: skip

    def load(self, read: RangeRead) -> None:
        """Commits what a range holds, sources together."""
        self.taken += read.taken
        self.skipped += read.skipped
        self._job.may_go_on()
        group = self._job.group
        under_way = [(part, group.submit(self._to_load(part))) for part in read.parts]
        for part, done in under_way:
            group.settle(done)
            self._note(part, done)

    def _to_load(self, part: Part) -> Load:
        return Load(batches=part.batches, rows=(self._row(part.import_id, part.number, part.pages),))

    def _note(self, part: Part, done: "Future[Totals]") -> None:
        try:
            totals = done.result()
        except BatchStopped as stop:
            self._job.run.failures.append(f"{part.source}: {part.pages} pages are held back: {stop}")
            return
        self._job.run.add(replace(totals, fetched=0))
        log.info("%s: %d pages, %d new articles", part.source, part.pages, totals.new_articles)

    def _row(self, import_id: str, part: int, pages: int) -> ImportedPart:
        return ImportedPart(
            import_id=import_id, part=part, run_id=self._job.run.run_id, pages=pages, skipped=self.skipped,
            loaded_at=now(),
        )  # fmt: skip


def _import_id(chosen: str, *names: str) -> str:
    return hashlib.sha256(" ".join((chosen, "of", *names)).encode()).hexdigest()[:16]
