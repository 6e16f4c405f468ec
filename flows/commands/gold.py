"""`hoptac gold`: how well the program reader does on labelled articles."""

import sys
from pathlib import Path

import click

from transforms.programs.score import score_folder


@click.group()
def command() -> None:
    """Measure the program reader."""


@command.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--list-misses", is_flag=True, help="Every miss with its text.")
def score(folder: Path, list_misses: bool) -> None:
    """Score FOLDER, which holds labels.jsonl and articles/ID.json."""
    found = score_folder(folder)
    for line in [*found.lines(), *(found.misses if list_misses else ())]:
        click.echo(line)
    for error in found.errors:
        click.echo(f"hoptac: {error}", err=True)
    sys.exit(1 if found.errors else 0)
