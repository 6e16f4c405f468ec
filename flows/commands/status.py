"""`hoptac status`: what ran, what is fresh, what failed."""

import click

from flows.commands.options import with_settings
from flows.lake import open_console
from flows.settings import Settings
from warehouse.answers import write_answer
from warehouse.query import Console

RUNS = """
    SELECT kind, state, strftime(started_at, '%m-%d %H:%M') AS started,
           date_diff('second', started_at, finished_at) AS seconds, fetched, new_articles AS "new",
           new_versions AS versions, failed, detail
    FROM runs ORDER BY started_at DESC LIMIT 10"""

SOURCES = """
    SELECT source, strftime(last_run_at, '%m-%d %H:%M') AS "last run",
           strftime(last_article_at, '%m-%d %H:%M') AS "newest article", articles, articles_24h AS "24 h",
           articles_7d AS "7 d", failure_share AS failing, reject_share AS rejected, blocked_28d AS blocked
    FROM source_health ORDER BY source"""

FAILED_CHECKS = """
    SELECT checked_at, name, subject, value, expected FROM quality_checks
    WHERE NOT passed AND run_id IN (SELECT run_id FROM runs ORDER BY started_at DESC LIMIT 10)
    ORDER BY checked_at DESC LIMIT 30"""

POLLS = """
    SELECT source, strftime(max(polled_at), '%m-%d %H:%M') AS "last poll",
           round(arg_max(new_share, polled_at), 2) AS "new share",
           round(arg_max(interval_seconds, polled_at) / 60)::INT AS "every min",
           strftime(max(polled_at) + to_seconds(arg_max(interval_seconds, polled_at)), '%m-%d %H:%M') AS due
    FROM state.intervals GROUP BY source ORDER BY source"""

HELD = """
    SELECT source, strftime(held_at, '%m-%d %H:%M') AS since, warc_file AS file, reason
    FROM state.held_files ORDER BY held_at DESC LIMIT 20"""

SIZES = """
    SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM article_versions) AS versions,
           (SELECT count(DISTINCT cluster_id) FROM duplicates) AS clusters,
           (SELECT count(*) FROM programs) AS programs, (SELECT count(*) FROM fetches) AS requests"""

GAPS = """
    WITH today AS (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE AS day),
         days AS (SELECT unnest(generate_series(day - 27, day, INTERVAL 1 DAY))::DATE AS day FROM today),
         known AS (SELECT DISTINCT source FROM coverage)
    SELECT source, string_agg(CASE WHEN pages IS NULL THEN '.' WHEN articles > 0 THEN '#' ELSE '-' END, ''
                              ORDER BY day) AS "last 28 days: # articles, - looked and none, . not looked"
    FROM known CROSS JOIN days LEFT JOIN (
        SELECT source, day, sum(pages) AS pages, sum(pages) FILTER (outcome = 'article') AS articles
        FROM coverage GROUP BY ALL) USING (source, day)
    GROUP BY source ORDER BY source"""


@click.command()
@click.option("--gaps", is_flag=True, help="Calendar of days that were looked at, per source.")
@with_settings
def command(settings: Settings, gaps: bool) -> None:
    """Show the last runs, each source's freshness and failures, failed checks, and the size of it all."""
    with open_console(settings) as console:
        if gaps:
            _tell(console, "Coverage", GAPS)
            return
        _tell(console, "Last runs", RUNS)
        _tell(console, "Sources", SOURCES)
        _tell(console, "Failed checks of these runs", FAILED_CHECKS)
        _tell(console, "Polls by the schedule: the time between them follows the share of new items", POLLS)
        _tell(console, "Held back until their reader is mended", HELD)
        _tell(console, "Warehouse", SIZES)


def _tell(console: Console, heading: str, sql: str) -> None:
    click.echo(f"\n{heading}")
    with console.ask(sql) as answer:
        write_answer(answer, "table")
