"""`hoptac dedup`: a filter from texts to clusters of copies."""

import sys

import click

from transforms.dedup.filter import run


@click.command()
@click.option(
    "--explain", nargs=2, metavar="A B", help="Say why the texts with these two ids were joined or not."
)
def command(explain: tuple[str, str] | None) -> None:
    """Read JSONL {id, text} and write JSONL {id, cluster_id, is_primary, similarity} in the same order."""
    run(sys.stdin, sys.stdout, explain=explain)
