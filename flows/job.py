"""What every flow shares: settings, the open warehouse, the run on record, and one task per source."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import signature
from threading import Event
from typing import Any

from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from extractors.source import Source, load_registry
from flows.batch import Batch
from flows.clock import now
from flows.decisions import load_decisions
from flows.engine import show_own_logs
from flows.fetching import make_fetcher
from flows.group_commit import GroupCommit
from flows.holdings import WAIT_SECONDS
from flows.lake import captures_of, open_store
from flows.load import Load, prepare
from flows.progress import Progress
from flows.registry import chosen_sources
from flows.runs import ActiveRun, Totals, started
from flows.settings import Settings, load_settings
from flows.stopping import Stopped, stoppable
from transforms.resolution import Decisions
from warehouse.archive import CaptureWriter
from warehouse.connect import StoreError
from warehouse.lock import LockTimeout
from warehouse.record import record
from warehouse.store import Store

log = logging.getLogger(__name__)

_PASSING = (OSError, StoreError, LockTimeout)


def worth_another_try(_task: object, _run: object, state: State) -> bool:
    """Retries what may pass, such as a full disk or a busy catalog; a bug is raised at once."""
    return isinstance(state.result(raise_on_failure=False), _PASSING)


RETRIES: dict[str, Any] = {
    "retries": 2, "retry_delay_seconds": [5, 30], "retry_condition_fn": worth_another_try,
}  # fmt: skip


@record
class Summary:
    """How a run went, for the terminal and the exit code."""

    run_id: str
    totals: Totals
    failures: tuple[str, ...]
    seconds: float

    @property
    def exit_code(self) -> int:
        return 1 if self.failures else 0

    def text(self) -> str:
        done = self.totals
        line = (
            f"{self.run_id}: {done.fetched} requests, {done.new_articles} new articles, "
            f"{done.new_versions} new versions, {done.rejects} pages without article, {done.failed} failed, "
            f"{self.seconds:.1f} s"
        )
        return "\n".join([line, *(f"failed: {failure}" for failure in self.failures)])


class Job:
    """What the tasks of one run share. Prefect hands it on as it is, since it is no collection."""

    def __init__(
        self, settings: Settings, sources: dict[str, Source], store: Store, run: ActiveRun, stop: Event
    ) -> None:
        self.settings, self.sources, self.store, self.run = settings, sources, store, run
        self._stop = stop
        self.begun = time.monotonic()
        self.captures = captures_of(settings)
        self.decisions: Decisions = load_decisions(settings.home)
        self.progress = Progress()
        self.titles = {name: source.title for name, source in load_registry(settings.sources).items()}
        self.group = GroupCommit(store, self.titles, self.decisions)
        self.fetcher = make_fetcher(settings, run.run_id, self.may_go_on)

    def may_go_on(self) -> None:
        """Raises Stopped when the run was asked to end, LeaseLost when it was taken for dead."""
        if self._stop.is_set():
            raise Stopped("stopped on request; run it again to go on")
        self.run.holdings.still_living()

    def writer(self, source: Source) -> CaptureWriter:
        return self.captures.writer(source.name, self.run.run_id, now)

    def load(self, batch: Batch, *rows: object) -> Totals:
        """Commits a batch, and records of keyed tables with it. Raises BatchStopped."""
        totals = self.group.load(Load(batches=(batch,), rows=rows))
        self.run.add(totals)
        return totals

    @contextmanager
    def visiting(self, source: Source) -> Iterator[None]:
        """Holds a source, so that no other run on any machine asks its hosts meanwhile, nor right after.

        Raises Busy when another run keeps it.
        """
        hold = self.run.holdings.hold
        name, rest = site_lease(source.name), source.polite.delay
        with hold(name, wait_seconds=WAIT_SECONDS, rest_seconds=rest):
            yield

    def give_way(self, source: Source) -> None:
        """Lets a run that waits for the source go first; call it where nothing is half done."""
        self.run.holdings.give_way(site_lease(source.name), rest_seconds=source.polite.delay)

    def for_each_source(self, task: Any, *arguments: object) -> None:
        """Runs ``task(job, name, *arguments)`` for all sources; it gives what failed, in words, or None.

        Whoever has started the flow, so many sources are read at the same time as the settings say: the
        runner of a served flow has no bound, and each source that is read takes memory.
        """
        given = {name: signature(task.fn).bind(self, name, *arguments).arguments for name in self.sources}
        runner: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=self.settings.workers)
        runs: dict[PrefectFuture[Any], str] = {}
        with runner:
            for name, words in given.items():
                runs[runner.submit(task.with_options(tags=[name]), words)] = name
            for future in as_completed(list(runs)):
                found = future.result(raise_on_failure=False)
                if isinstance(found, BaseException):
                    self.run.failures.append(f"{runs[future]}: {found}")
                elif found:
                    self.run.failures.append(found)

    def summary(self) -> Summary:
        return Summary(**self.numbers())

    def numbers(self) -> dict[str, Any]:
        """The fields of a summary, for those that say more."""
        return {
            "run_id": self.run.run_id, "totals": self.run.totals, "failures": tuple(self.run.failures),
            "seconds": time.monotonic() - self.begun,
        }  # fmt: skip


def site_lease(name: str) -> str:
    """The lease under which the hosts of a source are asked."""
    return f"source {name}"


_given_settings: ContextVar[Settings | None] = ContextVar("settings", default=None)
"""Settings of the command. No parameter of the flow: parameters are shown, and these may hold passwords."""


def settings_of_flow() -> Settings:
    """The settings of the command; where a scheduler runs the flow, those of the environment."""
    return _given_settings.get() or load_settings()


def begin(settings: Settings) -> None:
    """What a command does before it runs a flow."""
    show_own_logs()
    _given_settings.set(settings)


@contextmanager
def open_job(
    kind: str, names: Sequence[str] = (), *, before: Callable[[Store], None] = lambda _: None
) -> Iterator[Job]:
    """A run of ``kind`` on record, over the named sources or all, with the warehouse prepared for it.

    ``before`` looks at the open warehouse before anything of it is read.
    """
    settings = settings_of_flow()
    sources = chosen_sources(settings, names)
    with (
        stoppable() as stop,
        open_store(settings) as store,
        _seen(store, before),
        started(store, settings, kind) as run,
    ):
        job = Job(settings, sources, store, run, stop)
        with job.fetcher:
            prepare(store, run.run_id, job.decisions)
            yield job


@contextmanager
def _seen(store: Store, before: Callable[[Store], None]) -> Iterator[None]:
    before(store)
    yield
