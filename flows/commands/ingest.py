"""`hoptac ingest`: one incremental run over all or the named sources."""

import importlib
import sys
from collections.abc import Sequence

import click

from flows.commands.options import with_settings
from flows.engine import prefect_engine
from flows.home import ensure_home
from flows.registry import chosen_sources
from flows.settings import Settings


@click.command()
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--due", "only_due", is_flag=True, help="Only sources whose next poll is due: for timers.")
@with_settings
def command(settings: Settings, names: tuple[str, ...], only_due: bool) -> None:
    """Fetch what is new or changed, and load it."""
    sys.exit(ingest(settings, names, only_due))


def ingest(settings: Settings, names: Sequence[str], only_due: bool = False) -> int:
    """Runs the flow and says how it went; gives the exit code."""
    sources = chosen_sources(settings, names)
    ensure_home(settings)
    with prefect_engine(settings.home):
        # Prefect reads its settings at import, so it is imported only now.
        summary = importlib.import_module("flows.ingest").run(settings, list(sources), only_due)
    click.echo(summary.text())
    return int(summary.exit_code)
