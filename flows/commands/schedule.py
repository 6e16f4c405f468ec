"""`hoptac schedule`: serve every flow on its schedule until stopped."""

import os
from collections.abc import Sequence
from contextlib import nullcontext, suppress

import click

from flows.commands.options import with_settings
from flows.deployments import Deployment, deployments
from flows.engine import set_prefect_defaults
from flows.home import ensure_home
from flows.registry import chosen_sources
from flows.settings import Settings


@click.command()
@click.option("--dry-run", is_flag=True, help="List the deployments and their crons, and start nothing.")
@with_settings
def command(settings: Settings, dry_run: bool) -> None:
    """Register every deployment with its schedule, and serve them until stopped.

    Uses the server of PREFECT_API_URL, or else starts one of its own on loopback.
    """
    planned = deployments(chosen_sources(settings, ()))
    if dry_run:
        for each in planned:
            names = ",".join(each.parameters.get("names", ()))
            click.echo(f"{each.name}\t{each.cron}\t{each.timezone}\t{names}")
        return
    ensure_home(settings)
    _serve(settings, planned)


def _serve(settings: Settings, planned: Sequence[Deployment]) -> None:
    from flows.local_server import local_server
    from flows.schedule import hand_on, serve_until_stopped

    hand_on(settings)
    set_prefect_defaults(settings.home)
    url = os.environ.get("PREFECT_API_URL")
    with nullcontext(url) if url else local_server(settings.home) as address, suppress(KeyboardInterrupt):
        os.environ["PREFECT_API_URL"] = str(address)
        click.echo(f"{len(planned)} deployments on {address}; stop with Ctrl-C", err=True)
        serve_until_stopped(planned)
