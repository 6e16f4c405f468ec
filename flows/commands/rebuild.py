"""`hoptac rebuild`: the warehouse again, from the raw captures alone."""

import importlib
import sys
from datetime import date

import click

from flows.commands.options import with_settings
from flows.engine import prefect_engine
from flows.registry import chosen_sources
from flows.settings import Settings, SettingsError
from flows.windows import EARLIEST, read_day


@click.command()
@click.option("--source", "name", help="Read only this source again, into the live warehouse.")
@click.option("--since", help="With --source: captures since this day (YYYY-MM-DD).")
@click.option("--accept-loss", is_flag=True, help="Go on where captures or source files are gone.")
@with_settings
def command(settings: Settings, name: str | None, since: str | None, accept_loss: bool) -> None:
    """Make the warehouse again from the captures, beside the live one, and put it in its place."""
    if since and not name:
        raise SettingsError("--since goes with --source: without it, everything is made again")
    first = read_day(since, "--since") if since else EARLIEST
    chosen_sources(settings, [name] if name else [])
    sys.exit(_rebuild(settings, name, first, accept_loss))


def _rebuild(settings: Settings, name: str | None, since: date, accept_loss: bool) -> int:
    with prefect_engine(settings.home):
        flows = importlib.import_module("flows.rebuild")
        summary = flows.run_one(settings, name, since) if name else flows.run(settings, accept_loss)
    click.echo(summary.text())
    return int(summary.exit_code)
