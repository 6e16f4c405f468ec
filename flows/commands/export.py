"""`hoptac export`: every public table as plain files of one snapshot."""

from datetime import UTC, datetime
from pathlib import Path

import click

from flows.commands.options import with_settings
from flows.export_iati import export_iati
from flows.feeds import write_feeds
from flows.lake import lake_of, open_console
from flows.settings import Settings
from transforms.iati import Publisher
from warehouse.export import FORMATS, export


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(["parquet", "csv", "iati", "feed"]),
    default=["parquet"],
    show_default=True,
    help="May be given twice.",
)
@click.option(
    "--publisher", nargs=2, metavar="ID NAME", help="Who publishes the IATI file: its IATI id and name."
)
@with_settings
def command(
    settings: Settings, folder: Path, formats: tuple[str, ...], publisher: tuple[str, str] | None
) -> None:
    """Write every public table and view to FOLDER, with a data dictionary and a Frictionless data package;
    programs as IATI, and new ones as RSS and JSON feeds, if asked."""
    if "iati" in formats and publisher is None:
        raise click.UsageError(
            "--format iati needs --publisher ID NAME, such as XM-DAC-000-1 'Name of the office'"
        )
    made = export(lake_of(settings), folder, [form for form in formats if form in FORMATS] or ["parquet"])
    if "feed" in formats:
        with open_console(settings, str(made.snapshot_id)) as console:
            write_feeds(console, folder, datetime.now(UTC))
    if publisher and "iati" in formats:
        click.echo(export_iati(lake_of(settings), folder, Publisher(ref=publisher[0], name=publisher[1])))
    rows = ", ".join(f"{name} {count:,}" for name, count in made.rows.items())
    click.echo(f"{made.folder}: snapshot {made.snapshot_id}; {rows}")
