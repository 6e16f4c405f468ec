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
_path = click.Path(path_type=Path)


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--since", help="First day, YYYY-MM-DD.")
@click.option("--until", help="Day after the last, YYYY-MM-DD: it is not included.")
@click.option("--warc", "paths", multiple=True, type=_path, help="WARC file or folder to read.")
@click.option("--runner", type=click.Choice(RUNNERS), default="thread", help="What reads pages [thread].")
@click.option("--dry-run", is_flag=True, help="Print SOURCE DAY EXPECTED_REQUESTS a day, and send nothing.")
@click.option("--again", is_flag=True, help="Also what was looked at before.")
@with_settings
def command(
    settings: Settings, names: tuple[str, ...], since: str | None, until: str | None, paths: tuple[Path, ...],
    runner: str, dry_run: bool, again: bool,
) -> None:  # fmt: skip
    """Fill the days from --since up to, not including, --until. Stopped and run again, it goes on."""
    if paths and dry_run:
        raise SettingsError("--dry-run tells what would be asked of sites; with --warc nothing is asked")
    if paths:  # as in `--warc A B`: what is a file is no source
        paths += tuple(Path(name) for name in names if Path(name).exists())
        names = tuple(name for name in names if not Path(name).exists())
    span = _span(since, until, needed=not paths)
    names = tuple(chosen_sources(settings, names))
    _must_exist(paths)
    _check_runner(runner)
    if dry_run and span:
        _tell_plan(settings, names, span, again)
        return
    with prefect_engine(settings.home):
        if paths:
            flow = importlib.import_module("flows.imports")
            summary = flow.run(settings, names, paths, span, runner, again)
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


def _must_exist(paths: tuple[Path, ...]) -> None:
    for path in paths:
        if not path.exists():
            raise SettingsError(f"--warc {path}: there is no such file or folder")


def _check_runner(runner: str) -> None:
    if runner == "dask" and importlib.util.find_spec("distributed") is None:
        raise SettingsError("--runner dask needs more packages: pip install 'hoptac[dask]'")


def _tell_plan(settings: Settings, names: tuple[str, ...], span: tuple[date, date], again: bool) -> None:
    """Prints one line per window; nothing is asked for and nothing changes."""
    from flows.forecast import find_forecasts

    for line in find_forecasts(settings, names, span, again):
        click.echo(line)
