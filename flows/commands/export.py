"""`hoptac export`: every public table as plain files of one snapshot."""

from pathlib import Path

import click

from flows.commands.options import with_settings
from flows.lake import lake_of
from flows.settings import Settings
from warehouse.export import export


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["parquet", "csv"]),
    default=["parquet"],
    show_default=True,
    help="May be given twice.",
)
@with_settings
def command(settings: Settings, folder: Path, formats: tuple[str, ...]) -> None:
    """Write every public table and view to FOLDER, with a data dictionary."""
    made = export(lake_of(settings), folder, formats)
    rows = ", ".join(f"{name} {count:,}" for name, count in made.rows.items())
    click.echo(f"{made.folder}: snapshot {made.snapshot_id}; {rows}")
