"""Reads a part of a WARC file on whatever machine: captures go to the store, readings to the loader."""

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from extractors.source import Source
from extractors.urls import canonical_url
from flows.batch import Batch
from flows.reading import Reading, read_capture
from flows.replay import PAGES
from flows.windows import day_starts
from warehouse.archive import ImportWriter
from warehouse.captures import Captures
from warehouse.record import record
from warehouse.tables import Capture
from warehouse.warc_range import RangeScan, WarcRange
from warehouse.warc_read import find_pages, log_damage, pages_of
from warehouse.warc_scan import Member

Span = tuple[date, date]

ASIDE = "reading-"
"""How the folders begin in which parts of capture files are made."""


@record
class Work:
    """A range to read, and all that is needed for it."""

    of: WarcRange
    number: int
    whole: bool
    """Whether the range is the whole file."""
    import_ids: Mapping[str, str]
    """Import id by source, of the sources that are wanted of this range."""
    sources: Mapping[str, Source]
    span: Span | None
    run_id: str
    captures: Captures

    @property
    def key(self) -> str:
        """Names the work by what it reads: done twice, it writes the same files twice."""
        ids = sorted(self.import_ids.values())
        return f"{ids[0] if ids else 'none'}-{self.number:05d}-{int(self.of.exact)}-{self.run_id}"


@record
class Part:
    """What a range holds of one source."""

    source: str
    number: int
    import_id: str
    batches: tuple[Batch, ...]

    @property
    def pages(self) -> int:
        return sum(len(batch.readings) for batch in self.batches)


@record
class RangeRead:
    """What came of a range; ``first`` and ``end`` are the bytes that its records took."""

    first: int
    end: int
    taken: int
    skipped: int
    parts: tuple[Part, ...]


def read_range(work: Work) -> RangeRead:
    """Puts the pages of sources into capture files, a file for each, and reads them."""
    # Aside, so that a second reader of the range is in nobody's way, where the first was taken for dead.
    work.captures.root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=ASIDE, dir=work.captures.root) as folder:
        scan = _Selection(work, Path(folder))
        for source, member, capture in scan.pages():
            scan.keep(source, member, capture)
        return RangeRead(
            first=scan.first, end=scan.end, taken=scan.taken, skipped=scan.skipped,
            parts=tuple(scan.parts()),
        )  # fmt: skip


def clear_left(root: Path) -> None:
    """Removes what readers of ranges have left that were killed more than a day ago."""
    for folder in root.glob(f"{ASIDE}*"):
        if folder.stat().st_mtime < time.time() - 24 * 3600:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Kept:
    """The pages of one source: their capture file in the making, and what they say, by address."""

    file: ImportWriter
    begun_at: datetime
    readings: dict[str, Reading]


class _Selection:
    """The pages of a range that belong to sources, on their way into capture files."""

    def __init__(self, work: Work, folder: Path) -> None:
        self._work, self._folder = work, folder
        self._sites = Sites(work.sources)
        self._kept: dict[str, _Kept] = {}
        self.first, self.end = work.of.start, work.of.stop
        self.taken = self.skipped = 0

    def pages(self) -> Iterator[tuple[Source, Member, Capture]]:
        """The pages of sources in the span."""
        for member, capture in self._found():
            source = self._sites.source_of(capture.final_url)
            if source and is_within(source, capture.captured_at, self._work.span):
                self.taken += 1
                yield source, member, capture
            else:
                self.skipped += 1

    def _found(self) -> Iterator[tuple[Member, Capture]]:
        with ExitStack() as stack:
            if self._work.whole:
                yield from find_pages(self._local(stack), wanted=self._wanted)
                return
            scan = RangeScan(self._work.of)
            yield from pages_of(scan.members(log_damage), wanted=self._wanted)
            self.first, self.end = scan.first, scan.end

    def _local(self, stack: ExitStack) -> Path:
        file = self._work.of.file
        if not file.place.is_remote:
            return Path(file.url)
        path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / file.name
        file.place.fetch(file.name, path)
        return path

    def _wanted(self, url: str) -> bool:
        """Looks at the address alone: most pages of a crawl are dropped here, before they are unpacked."""
        if self._sites.source_of(url):
            return True
        self.skipped += 1
        return False

    def keep(self, source: Source, member: Member, capture: Capture) -> None:
        """Reads a page and puts it into the file of its source, unless that was loaded before.

        It is read as a replay of that file will read it: the last record of an address counts.
        """
        if source.name not in self._work.import_ids:
            return
        if source.name not in self._kept:
            self._kept[source.name] = self._begin(source.name, capture.captured_at)
        kept, url = self._kept[source.name], capture.final_url
        kept.file.keep(member)
        kept.readings[url] = read_capture(replace(capture, url=url), source, url)

    def _begin(self, source: str, at: datetime) -> _Kept:
        work = self._work
        name = self._name(source, at)
        file = ImportWriter(self._folder, name, work.run_id, publish=work.captures.publish)
        return _Kept(file=file, begun_at=at, readings={})

    def _name(self, source: str, at: datetime) -> str:
        work = self._work
        stem = f"{at:%Y%m%dT%H%M%SZ}-import-{work.import_ids[source]}-{work.number:05d}"
        return f"captures/{source}/{at:%Y/%m}/{stem}.warc.gz"

    def parts(self) -> Iterator[Part]:
        """Publishes the files, and gives what was read."""
        for name, kept in sorted(self._kept.items()):
            yield Part(
                source=name, number=self._work.number, import_id=self._work.import_ids[name],
                batches=tuple(self._batches(self._work.sources[name], kept)),
            )  # fmt: skip

    def _batches(self, source: Source, kept: _Kept) -> Iterator[Batch]:
        file, readings = kept.file.publish(), list(kept.readings.values())
        for start in range(0, len(readings), PAGES):
            yield Batch(
                run_id=self._work.run_id, source=source, polled_at=kept.begun_at, incremental=False,
                readings=tuple(readings[start : start + PAGES]), file=file,
            )  # fmt: skip


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


def is_within(source: Source, at: datetime, span: Span | None) -> bool:
    """Whether an instant lies in a half-open range of days of the source's zone."""
    return span is None or day_starts(source, span[0])[0] <= at < day_starts(source, span[1])[0]
