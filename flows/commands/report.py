"""`hoptac report`: the pages on programs and sources."""

from pathlib import Path

import click

from flows.commands.options import with_settings
from flows.lake import lake_of
from flows.settings import Settings


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("report"), show_default=True,
              help="Folder to write; an older report there is replaced.")  # fmt: skip
@with_settings
def command(settings: Settings, out: Path) -> None:
    """Write a self-contained report: open its index.html, no server or network needed."""
    from flows.report.build import build_report

    counts = build_report(lake_of(settings), out.absolute(), seconds=settings.query_seconds)
    click.echo(
        f"{out / 'index.html'}: {counts['programs']} programs, {counts['parties']} parties, "
        f"{counts['articles']} articles to search"
    )
