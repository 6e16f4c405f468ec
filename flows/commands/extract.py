"""`hoptac extract`: a filter from pages to article text and metadata."""

import sys

import click

from extractors.extract_filter import run
from flows.registry import chosen_sources
from flows.settings import load_settings


@click.command()
@click.option(
    "--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes to read with."
)
@click.option("--generic", is_flag=True, help="Do not use the rules of known sources.")
@click.option("--learn", is_flag=True, help="Use what earlier pages of the same host show in common.")
def command(jobs: int, generic: bool, learn: bool) -> None:
    """Read JSONL {id, url, html_path} and write JSONL with title, lead, text, authors, times and more.

    One line out per line in, in the same order. A page that cannot be read gives an `error` field.
    """
    registry = {} if generic else chosen_sources(load_settings(), ())
    run(sys.stdin, sys.stdout, jobs=jobs, registry=registry, learning=learn)
