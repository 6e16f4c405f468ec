"""`hoptac sources`: the registry, probes of it, and proposals for it."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from extractors.check import SourceCheck, check_source
from extractors.fetch import Fetcher
from extractors.learn import LearnError, learn_site
from extractors.learn_file import bare_source, source_text
from extractors.site_knowledge import LEAST_PAGES
from extractors.source import Polite, Source
from flows.accept import accept as accept_pages
from flows.clock import now
from flows.collect import Asked
from flows.commands.options import with_settings
from flows.fetching import make_fetcher
from flows.knowledge import Layouts, learn_source
from flows.lake import captures_of, lake_of, open_store
from flows.registry import chosen_sources, plain_sources
from flows.settings import Settings
from warehouse.archive import CaptureWriter


@click.group()
def command() -> None:
    """List the sources, check them against their sites, or learn a new one."""


@command.command("list")
@with_settings
def list_sources(settings: Settings) -> None:
    """One line a source: name, kind, how sure its rules are, where it is read from."""
    for source in chosen_sources(settings, ()).values():
        ways = Counter(entry.kind for entry in source.discover)
        told = " ".join(f"{kind}:{count}" for kind, count in sorted(ways.items()))
        rules = "rules" if source.article.body else "generic"
        click.echo(
            f"{source.name:24} {source.kind:18} {source.confidence:6} {rules:8} {told:28} {source.homepage}"
        )


@command.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Probe the day archives for this day, too.")
@with_settings
def check(settings: Settings, names: tuple[str, ...], day: date | None) -> None:
    """Ask each entry once, read up to three articles, and show what every rule matched."""
    sources = chosen_sources(settings, names)
    checks = [_check(settings, source, day) for source in sources.values()]
    for found in checks:
        _tell(found)
    sys.exit(0 if all(found.ok for found in checks) else 1)


def _check(settings: Settings, source: Source, day: date | None) -> SourceCheck:
    with _probe(settings, source, "check") as (fetcher, sink):
        return check_source(source, Asked(source, fetcher, sink).fetch, day=day, at=now())


@contextmanager
def _probe(settings: Settings, source: Source, run_id: str) -> Iterator[tuple[Fetcher, CaptureWriter]]:
    """Captures of a probe go to a folder that is thrown away: they are no part of the record."""
    with (
        tempfile.TemporaryDirectory() as folder,
        make_fetcher(settings, run_id) as fetcher,
        CaptureWriter(Path(folder), source.name, run_id) as sink,
    ):
        yield fetcher, sink


@command.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Last day of captures that count; today's.")
@with_settings
def study(settings: Settings, names: tuple[str, ...], day: datetime | None) -> None:
    """Learn from captured articles what repeats on a source's pages and where the text stands."""
    until = day.date() if day else now().date()
    for source in plain_sources(settings, names).values():
        learned = learn_source(settings, captures_of(settings), source, until)
        click.echo(f"{source.name}: {_studied(learned)}")


def _studied(learned: Layouts) -> str:
    told = [
        f"{f'until {layout}: ' if layout else ''}{known.pages} pages, {len(known.noise)} texts that repeat, "
        f"{len(known.priors)} known places, text in {known.container or 'no one element'}"
        for layout, known in learned.items()
    ]
    return "; ".join(told) or f"fewer than {LEAST_PAGES} captured articles, nothing learned"


@command.command()
@click.argument("name", metavar="SOURCE")
@with_settings
def accept(settings: Settings, name: str) -> None:
    """Take what drift has marked for the new normal: the pages of SOURCE are meant to be so."""
    chosen_sources(settings, [name])
    lake_of(settings)
    with open_store(settings) as store:
        faults = accept_pages(store, name)
    told = f"learns anew what is usual of {', '.join(faults)}" if faults else "nothing is marked"
    click.echo(f"{name}: {told}")


@command.command()
@click.argument("url")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a new file, not stdout.")
@click.option("--delay", type=click.FloatRange(min=0, max=3600), default=1.0, show_default=True,
              help="Seconds between requests; what robots.txt asks for is kept anyway.")  # fmt: skip
@with_settings
def learn(settings: Settings, url: str, out: Path | None, delay: float) -> None:
    """Propose a source file from a site's own pages, with the evidence for each rule."""
    if out is not None and out.exists():
        raise click.UsageError(f"{out} is there already; name a new file, or move it away")
    try:
        text = _learned_text(settings, url, delay)
    except LearnError as error:
        click.echo(f"hoptac: {error}", err=True)
        sys.exit(1)
    if out is None:
        click.echo(text, nl=False)
        return
    with out.open("x", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"wrote {out}", err=True)


def _learned_text(settings: Settings, url: str, delay: float) -> str:
    polite = Polite.model_validate({"delay": delay})
    bare = _bare_source(url).model_copy(update={"polite": polite})
    with _probe(settings, bare, "learn") as (fetcher, sink):
        named = fetcher.robots(bare.homepage, bare, sink=sink)[0].sitemaps
        at = now()
        learned = learn_site(bare, Asked(bare, fetcher, sink).fetch, sitemaps=named, at=at)
    return source_text(learned, at.astimezone(bare.zone).date())


def _bare_source(url: str) -> Source:
    try:
        return bare_source(url)
    except ValueError as error:
        raise click.UsageError(f"{url!r} is no address of a site; write https://www.example.vn/") from error


def _tell(found: SourceCheck) -> None:
    click.echo(f"{found.source}: {'ok' if found.ok else 'FAILED'}")
    for entry in found.entries:
        state = f"{len(entry.listed)} articles" if entry.ok else f"unreadable: {entry.error}"
        click.echo(f"  {entry.kind:8} {entry.entry}  {state}, {entry.refused} other links")
    for page in found.pages:
        click.echo(f"  page {page.url}{f' (layout until {page.layout})' if page.layout else ''}")
        if page.error or page.rejected:
            click.echo(f"    {page.error or page.rejected}")
        for match in page.matches:
            click.echo(f"    {match.rule:10} {match.selector:32} {match.elements:3}  {match.sample}")
        if page.article:
            _tell_article(page.article)
    for problem in found.problems:
        click.echo(f"  ! {problem}")


def _tell_article(article: object) -> None:
    for name in ("title", "lead", "published_at", "published_from", "authors", "section", "extractor"):
        click.echo(f"    = {name:12} {getattr(article, name)}")
    click.echo(f"    = {'body':12} {len(getattr(article, 'body'))} characters")  # noqa: B009
