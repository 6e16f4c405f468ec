"""`hoptac report`: the pages on programs and sources."""

from pathlib import Path

import click

from flows.bounds import bound_memory
from flows.commands.options import with_settings
from flows.lake import lake_of, open_console
from flows.settings import Settings


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("report"), show_default=True,
              help="Folder to write; an older report there is replaced.")  # fmt: skip
@click.option(
    "--serve", is_flag=True, help="Write nothing: serve the pages over the live warehouse, with a console."
)
@click.option("--port", default=8321, show_default=True, help="Port on loopback for --serve.")
@with_settings
def command(settings: Settings, out: Path, serve: bool, port: int) -> None:
    """Write a self-contained report: open its index.html, no server or network needed."""
    _serve(settings, port) if serve else _write(settings, out)


def _write(settings: Settings, out: Path) -> None:
    from flows.report.build import build_report

    counts = build_report(lake_of(settings), out.absolute(), seconds=settings.query_seconds)
    click.echo(
        f"{out / 'index.html'}: {counts['programs']} programs, {counts['parties']} parties, "
        f"{counts['articles']} articles to search"
    )


def _serve(settings: Settings, port: int) -> None:
    from flows.report.server import serve

    bound_memory(settings.memory_limit)
    with open_console(settings) as console:
        click.echo(
            f"the report over the live warehouse: http://127.0.0.1:{port}/ (stop with Ctrl-C)", err=True
        )
        serve(console, port)
