"""`hoptac sql`: read-only SQL on the warehouse."""

import sys

import click

from flows.bounds import bound_memory
from flows.commands.options import with_settings
from flows.lake import open_console
from flows.settings import Settings
from warehouse.answers import FORMATS, write_answer


@click.command()
@click.argument("query")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="Form of the rows.",
)
@click.option("--at", help="A snapshot number, or a time: the warehouse as it was then.")
@with_settings
def command(settings: Settings, query: str, form: str, at: str | None) -> None:
    """Run one read-only QUERY ('-' reads it from standard input). `hoptac tables` lists what there is."""
    sql = sys.stdin.read() if query == "-" else query
    bound_memory(settings.memory_limit)
    with open_console(settings, at) as console, console.ask(sql) as answer:
        write_answer(answer, form)
