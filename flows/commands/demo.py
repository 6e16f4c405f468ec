"""`hoptac demo`: the whole path on the bundled newsroom, and what came of it."""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from flows.commands.ingest import ingest
from flows.lake import open_console
from flows.newsroom import Newsroom
from flows.settings import Settings, load_settings
from warehouse.answers import write_answer

KEPT_PORT = 18420
"""First of the six ports that the papers have when the warehouse is kept."""

LOOKS = {
    "Articles by paper": """
        SELECT source, count(*) AS articles, count(published_at) AS dated, count(lead) AS with_lead,
               count(*) FILTER (NOT is_primary) AS copies
        FROM articles GROUP BY source ORDER BY source""",
    "Pages that gave no article": """
        SELECT source, reason, count(*) AS pages FROM rejects GROUP BY ALL ORDER BY ALL""",
    "Requests by outcome": "SELECT outcome, count(*) AS requests FROM fetches GROUP BY ALL ORDER BY 2 DESC",
    "Clusters of copies": """
        SELECT a.title AS original, a.source AS "first in", count(*) - 1 AS copies,
               string_agg(DISTINCT d.kind, ', ') AS kinds, round(min(d.similarity), 2) AS least_similar
        FROM duplicates d JOIN articles a ON a.article_id = d.primary_article_id
        GROUP BY ALL ORDER BY copies DESC, original LIMIT 8""",
    "Cooperation programs": """
        SELECT title, status, signed_on, article_count AS articles, outlet_count AS outlets,
               round(confidence, 2) AS confidence
        FROM programs ORDER BY signed_on DESC NULLS LAST, title LIMIT 15""",
    "Who works with whom, on today's map": """
        SELECT pair, programs, active_programs AS active, first_year, last_year, internal
        FROM party_pairs_today ORDER BY programs DESC, pair LIMIT 8""",
    "The words behind one program": """
        SELECT e.field, e.text, a.source FROM program_mentions m, unnest(m.evidence) AS t(e), articles a
        WHERE a.article_id = m.article_id AND m.program_id = (
            SELECT program_id FROM programs WHERE status = 'active'
            ORDER BY outlet_count DESC, program_id LIMIT 1)
        ORDER BY ALL LIMIT 12""",
}


@click.command()
@click.option(
    "--home", type=click.Path(path_type=Path), help="Keep the warehouse here (default: a temporary one)."
)
@click.option(
    "--edition", type=click.IntRange(1, 2), default=1, show_default=True, help="2: the site a day later."
)
def command(home: Path | None, edition: int) -> None:
    """Run the ingest against six invented papers on loopback, and show the warehouse."""
    # A kept warehouse must find the papers at the same addresses again.
    port = KEPT_PORT if home else 0
    with (
        tempfile.TemporaryDirectory(prefix="hoptac-demo-") as folder,
        Newsroom(edition=edition, port=port) as newsroom,
    ):
        sources = newsroom.sources_dir(Path(folder) / "sources")
        settings = replace(
            load_settings({"home": home or Path(folder) / "home", "sources": sources}),
            catalog="", store="", allow_hosts=(newsroom.host,),
        )  # fmt: skip
        click.echo(f"Six invented papers are served on {newsroom.host}; ingest begins.", err=True)
        code = ingest(settings, ())
        _show(settings)
    if home:
        click.echo(f'\nAsk it yourself: HOPTAC_HOME={home} hoptac sql "select * from programs"')
    sys.exit(code)


def _show(settings: Settings) -> None:
    with open_console(settings) as console:
        for heading, sql in LOOKS.items():
            click.echo(f"\n== {heading}")
            with console.ask(sql) as answer:
                write_answer(answer, "table", width=None if sys.stdout.isatty() else 120)
