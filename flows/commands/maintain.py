"""`hoptac maintain`: compaction, snapshot expiry, orphan clean-up."""

import importlib
import sys

import click

from flows.commands.options import with_settings
from flows.engine import prefect_engine
from flows.lake import lake_of
from flows.settings import Settings


@click.command()
@click.option(
    "--keep", "keep_days", type=click.IntRange(min=0), default=30, show_default=True,
    help="Days for which earlier states of the warehouse can be asked for.",
)  # fmt: skip
@with_settings
def command(settings: Settings, keep_days: int) -> None:
    """Join small files, let old snapshots expire, and remove what nobody needs."""
    lake_of(settings)
    with prefect_engine(settings.home):
        summary = importlib.import_module("flows.maintain").run(settings, keep_days)
    click.echo(summary.text())
    sys.exit(summary.exit_code)
