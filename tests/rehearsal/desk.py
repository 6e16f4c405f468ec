"""Runs of months on the rehearsal's clock, over the press, and what an operator can see after each."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

import yaml
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.alarms import watch_sources
from flows.batch import Batch
from flows.catch_up import fill_gaps
from flows.clock import clock_set
from flows.collect import Poll, fetch_pages, first_batch, interval_row, poll, with_pages
from flows.commands.status import overdue
from flows.engine import prefect_engine
from flows.job import Job, begin, open_job
from flows.known import Known, find_known
from flows.lake import open_store
from flows.liveness import Busy
from flows.load import Load
from flows.messages import Receivers
from flows.rebuild import reread_flow
from flows.settings import Settings
from flows.strays import load_held, load_strays
from tests.rehearsal.press import ZONE, Paper, Press, source_file
from transforms.drift import is_doubtful
from warehouse.maintain import maintain
from warehouse.store import Store
from warehouse.tables import Watch

R = TypeVar("R")

FOREVER = 1e9
SOURCES_AT_ONCE = 8


@dataclass(frozen=True)
class Signal:
    """Something that `hoptac status` shows: an alarm, a failed check of the run, a source overdue, a run."""

    kind: str
    subject: str


@dataclass(frozen=True)
class Look:
    """What an operator sees at a moment."""

    at: datetime
    signals: frozenset[Signal]


@dataclass
class Desk:
    """The home of a rehearsal."""

    folder: Path
    press: Press
    settings: Settings
    at: datetime
    looks: list[Look] = field(default_factory=list)

    def ingest(self, names: Sequence[str] = ()) -> None:
        """One run, as `ingest` does it, without the engine around it; then a look at the status."""
        with open_job("ingest", names) as job:
            self._ingest(job)
            watch_sources(job.store, job.run.run_id, self.at, Receivers())
            self.looks.append(self.look(job.store, job.run.run_id))

    def _ingest(self, job: Job) -> None:
        load_strays(job)
        load_held(job)
        known = find_known(job.store, job.sources.values())
        found = _at_once(job.sources, lambda name: _poll(job, name, known[name]))
        polls = {name: each for name, each in found.items() if each}
        _load(job, (
            Load(
                batches=(first_batch(each, job.sources[name], job.run.run_id),),
                rows=(interval_row(known[name].last, job.sources[name], each, job.run.run_id),),
            )
            for name, each in polls.items()
        ))  # fmt: skip
        wanted = {name: each for name, each in polls.items() if each.wanted}
        brought = _at_once(wanted, lambda name: _pages(job, name, wanted[name]))
        _load(job, (Load(batches=(each,)) for each in brought.values()))

    def kill_after_fetching(self, name: str) -> None:
        """A run that dies between its requests and its transaction: its captures stay, its row stays open."""
        with self.store() as store:
            before = store.rows("SELECT run_id FROM runs")
        with open_job("ingest", [name]) as job:
            known = find_known(job.store, job.sources.values())
            found = _poll(job, name, known[name])
            if found and found.wanted:
                _pages(job, name, found)
        with self.store() as store:
            store.write("killed", "as a killed run leaves it", lambda tx: tx.execute(
                "UPDATE runs SET state = 'running', finished_at = NULL WHERE run_id NOT IN "
                "(SELECT unnest($before))", {"before": [row[0] for row in before]},
            ))  # fmt: skip

    @contextmanager
    def zombie(self, names: Sequence[str]) -> Iterator[None]:
        """A run that holds sources and does nothing."""
        with open_job("ingest", names) as job, ExitStack() as stack:
            for name in names:
                stack.enter_context(job.run.holdings.hold(f"ingest {name}"))
            yield

    def look(self, store: Store, run_id: str = "") -> Look:
        """What `hoptac status` shows now."""
        signals = {Signal(*row) for row in store.rows(
            """SELECT kind, subject FROM alarms WHERE closed_at IS NULL
            UNION SELECT 'check ' || name, split_part(subject, ' ', 1) FROM quality_checks
            WHERE NOT passed AND run_id = $run_id
            UNION SELECT 'run', 'crashed' FROM runs WHERE state = 'crashed' AND finished_at = $at
            UNION SELECT 'run', 'running' FROM runs WHERE state = 'running' AND run_id <> $run_id""",
            {"run_id": run_id, "at": self.at},
        )}  # fmt: skip
        signals |= {
            Signal("drift in doubt", watch.source)
            for watch in store.records(Watch)
            if any(map(is_doubtful, watch.baselines))
        }
        signals |= {Signal("overdue", row[0]) for row in store.rows(overdue(self.at))}
        return Look(at=self.at, signals=frozenset(signals))

    def look_only(self) -> None:
        """A look between runs."""
        with self.store() as store:
            self.looks.append(self.look(store))

    def catch_up(self) -> None:
        fill_gaps()

    def maintain(self) -> None:
        with self.store() as store:
            maintain(store)

    def mend(self, paper: Paper, redesigned_on: date) -> None:
        """What a person does about a redesign: new rules beside the old, and the captures read again."""
        self._put_source(paper, redesigned_on)
        reread_flow(paper.name, redesigned_on)

    def _put_source(self, paper: Paper, redesigned_on: date | None = None) -> None:
        text = yaml.safe_dump(source_file(paper, redesigned_on), allow_unicode=True)
        (self.folder / "sources" / f"{paper.name}.yaml").write_text(text, encoding="utf-8")

    def store(self) -> Store:
        return open_store(self.settings)

    def missing(self, since: date, until: date) -> list[str]:
        """Addresses of stories of these days that no article is stored of."""
        with self.store() as store:
            stored = {row[0] for row in store.rows("SELECT url FROM articles")}
        return [
            url
            for paper in self.press.papers.values()
            for url in printed(paper, since, until)
            if url not in stored
        ]

    def wrong_texts(self, since: date, until: date) -> list[str]:
        """Addresses of stored articles whose text is not the one that was printed."""
        with self.store() as store:
            stored = dict(store.rows("SELECT url, body FROM articles"))
        return [
            url
            for paper in self.press.papers.values()
            for url, body in printed(paper, since, until).items()
            if url in stored and stored[url] != body
        ]


def printed(paper: Paper, since: date, until: date) -> dict[str, str]:
    """Address and text of what a paper printed on days from ``since`` up to, not including, ``until``."""
    days = (since + timedelta(days=step) for step in range((until - since).days))
    return {
        f"https://{paper.host}{story.path}": "\n".join(story.paragraphs)
        for day in days
        for story in paper.stories(day)
    }


def _at_once(names: Iterable[str], work: Callable[[str], R]) -> dict[str, R]:
    """What ``work`` gives for each source, several at a time."""
    names = list(names)
    with ThreadPoolExecutor(SOURCES_AT_ONCE) as pool:
        return dict(zip(names, pool.map(work, names), strict=True))


def _poll(job: Job, name: str, known: Known) -> Poll | None:
    try:
        with job.run.holdings.hold(f"ingest {name}"), job.writer(job.sources[name]) as sink:
            return poll(job.sources[name], known, job.store, job.fetcher, sink)
    except Busy:
        return None


def _pages(job: Job, name: str, found: Poll) -> Batch:
    source = job.sources[name]
    batch = Batch(run_id=job.run.run_id, source=source, polled_at=found.polled_at)
    with job.writer(source) as sink:
        readings, rows = fetch_pages(source, found.wanted, job.fetcher, sink, lambda _: None, FOREVER)
    return with_pages(batch, readings, rows)


def _load(job: Job, loads: Iterable[Load]) -> None:
    for done in [job.group.submit(each) for each in loads]:
        job.group.settle(done)
        job.run.add(done.result())


@contextmanager
def rehearsal(folder: Path, papers: Sequence[Paper], first: date) -> Iterator[Desk]:
    """A home that reads ``papers`` from ``first`` on; the flows take the time from its desk."""
    (folder / "sources").mkdir(parents=True)
    press = Press({paper.name: paper for paper in papers}, clock=lambda: desk.at)
    with press:
        hosts = tuple(paper.host for paper in papers)
        settings = Settings(
            home=folder, sources=folder / "sources", allow_hosts=(*hosts, "127.0.0.1"),
            connect_to=tuple(f"{host}=127.0.0.1:{press.port}" for host in hosts),
        )  # fmt: skip
        desk = Desk(folder=folder, press=press, settings=settings, at=moment(first, time(0)))
        for paper in papers:
            desk._put_source(paper)
        with prefect_engine(folder), temporary_settings({PREFECT_API_URL: os.environ["PREFECT_API_URL"]}):
            begin(settings)
            with clock_set(lambda: desk.at):
                yield desk


def moment(day: date, at: time) -> datetime:
    """An instant in UTC, by the clock of the papers."""
    return datetime.combine(day, at, ZONE).astimezone(UTC)
