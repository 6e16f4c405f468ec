"""`hoptac diff`: what changed between two snapshots."""

import click

from flows.commands.options import with_settings
from flows.lake import lake_of
from flows.settings import Settings
from warehouse.diff import diff


@click.command()
@click.argument("before")
@click.argument("after")
@with_settings
def command(settings: Settings, before: str, after: str) -> None:
    """Compare two snapshots: numbers or times."""
    for found in diff(lake_of(settings), before, after):
        click.echo(f"{found.table:20} +{found.added} ~{found.changed} -{found.withdrawn}")
        for fate, key in found.examples:
            click.echo(f"    {fate}: {key}")
