"""`hoptac backfill`: fill past days, from the sites' archives or from WARC files."""

import importlib
import sys
from datetime import date
from pathlib import Path

import click

from flows.commands.options import with_settings
from flows.engine import prefect_engine
from flows.registry import chosen_sources
from flows.settings import Settings, SettingsError
from flows.windows import read_range

RUNNERS = ("thread", "process", "dask")


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--since", help="First day, YYYY-MM-DD.")
@click.option("--until", help="Day after the last, YYYY-MM-DD: it is not included.")
@click.option("--warc", "warcs", multiple=True, help="WARC file or folder; s3:// with * and ?.")
@click.option("--runner", type=click.Choice(RUNNERS), default="thread", help="What reads the files [thread].")
@click.option("--address", help="Dask scheduler, tcp://HOST:PORT; without it a cluster on this machine.")
@click.option("--dry-run", is_flag=True, help="Print SOURCE DAY EXPECTED_REQUESTS a day, and send nothing.")
@click.option("--again", is_flag=True, help="Also what was looked at before.")
@with_settings
def command(
    settings: Settings, names: tuple[str, ...], since: str | None, until: str | None, warcs: tuple[str, ...],
    runner: str, address: str | None, dry_run: bool, again: bool,
) -> None:  # fmt: skip
    """Fill the days from --since up to, not including, --until. Stopped and run again, it goes on."""
    if warcs and dry_run:
        raise SettingsError("--dry-run tells what would be asked of sites; with --warc nothing is asked")
    if warcs:  # as in `--warc A B`: what is a file is no source
        warcs += tuple(name for name in names if Path(name).exists())
        names = tuple(name for name in names if not Path(name).exists())
    span = _span(since, until, needed=not warcs)
    names = tuple(chosen_sources(settings, names))
    _must_exist(warcs)
    _check_runner(runner, address)
    if dry_run and span:
        _tell_plan(settings, names, span, again)
        return
    with prefect_engine(settings.home):
        if warcs:
            flow = importlib.import_module("flows.imports")
            summary = flow.run(settings, names, warcs, span, runner, address, again)
        else:
            assert span
            flow = importlib.import_module("flows.backfill")
            summary = flow.run(settings, names, *span, again)
    click.echo(summary.text())
    sys.exit(summary.exit_code)


def _span(since: str | None, until: str | None, *, needed: bool) -> tuple[date, date] | None:
    if since and until:
        return read_range(since, until)
    if needed or since or until:
        raise SettingsError("give both --since and --until, as in --since 2026-08-01 --until 2026-09-01")
    return None


def _must_exist(warcs: tuple[str, ...]) -> None:
    from warehouse.warc_range import find_warcs

    for url in warcs:
        if not (find_warcs(url) if url.startswith("s3://") else Path(url).exists()):
            raise SettingsError(f"--warc {url}: there is no such file or folder")


def _check_runner(runner: str, address: str | None) -> None:
    if address and runner != "dask":
        raise SettingsError(f"--address {address} names a Dask scheduler: add --runner dask")
    if runner == "dask" and importlib.util.find_spec("distributed") is None:
        raise SettingsError("--runner dask needs more packages: pip install 'hoptac[dask]'")


def _tell_plan(settings: Settings, names: tuple[str, ...], span: tuple[date, date], again: bool) -> None:
    """Prints one line per window; nothing is asked for and nothing changes."""
    from flows.forecast import find_forecasts

    for line in find_forecasts(settings, names, span, again):
        click.echo(line)
