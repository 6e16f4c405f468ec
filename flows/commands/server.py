"""`hoptac server`: Prefect's own server and pages over the runs of this home."""

import os
import sys

import click

from flows.engine import journal_folder, set_prefect_defaults
from flows.settings import load_settings


@click.command()
@click.option("--home", help="Folder for catalog, tables and raw captures.")
@click.option("--port", default=4200, show_default=True, help="Port on loopback.")
def command(home: str | None, port: int) -> None:
    """Load the runs that had no server, then serve Prefect's pages until stopped."""
    settings = load_settings({"home": home})
    set_prefect_defaults(settings.home)
    os.environ.pop("PREFECT_API_URL", None)
    from flows.prefect_history import load_journals  # imports Prefect, which reads the environment

    loaded = load_journals(journal_folder(settings.home))
    click.echo(f"{loaded} runs loaded; pages at http://127.0.0.1:{port} (stop with Ctrl-C)", err=True)
    os.execv(
        sys.executable,
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
    )
