"""`hoptac programs`: a filter from articles to cooperation programs."""

import sys

import click

from transforms.programs.filter import run


@click.command()
def command() -> None:
    """Read JSONL {doc_id, url, title, lead, body, captions, published_at}; write the programs of each line.

    The form is that of the labelled articles, with evidence: {field, part, start, end, text}.
    """
    run(sys.stdin, sys.stdout)
