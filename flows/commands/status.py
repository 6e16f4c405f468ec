"""`hoptac status`: what ran, what is fresh, what failed."""

from datetime import date, datetime, timedelta
from typing import Any

import click

from extractors.source import load_registry
from flows.advice import advice
from flows.clock import now
from flows.commands.options import with_settings
from flows.gaps import LEGEND, calendar, find_gaps
from flows.lake import open_console
from flows.settings import Settings
from transforms.drift import is_doubtful
from warehouse.answers import write_answer
from warehouse.query import Console
from warehouse.tables import Baseline

RUNS = """
    SELECT kind, state, strftime(started_at, '%m-%d %H:%M') AS started,
           date_diff('second', started_at, finished_at) AS seconds, fetched, new_articles AS "new",
           new_versions AS versions, failed, detail
    FROM runs ORDER BY started_at DESC LIMIT 10"""

SOURCES = """
    SELECT source, strftime(last_run_at, '%m-%d %H:%M') AS "last run",
           strftime(last_article_at, '%m-%d %H:%M') AS "newest article", articles, articles_24h AS "24 h",
           articles_7d AS "7 d", failure_share AS failing, reject_share AS rejected, blocked_28d AS blocked,
           delay_minutes AS "delay min", alarms
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
    SELECT (SELECT count(*) FROM state.heads) AS articles,
           (SELECT count(*) FROM article_versions) AS versions,
           (SELECT count(DISTINCT cluster_id) FROM duplicates) AS clusters,
           (SELECT count(*) FROM programs) AS programs, (SELECT count(*) FROM fetches) AS requests"""

ALARMS = """
    SELECT kind, subject, min(since) AS since, strftime(min(opened_at), '%m-%d %H:%M') AS opened,
           string_agg(ltrim(what || ': ' || detail, ': '), '; ' ORDER BY what) AS detail
    FROM alarms WHERE closed_at IS NULL GROUP BY kind, subject ORDER BY subject, kind"""

OVERDUE = """
    WITH last AS (SELECT source, max(polled_at) AS polled_at FROM state.polls GROUP BY source),
         planned AS (SELECT source, arg_max(interval_seconds, polled_at) AS seconds
                     FROM state.intervals GROUP BY source)
    SELECT source, strftime(polled_at, '%m-%d %H:%M') AS "last poll",
           round(date_diff('minute', polled_at, $now) / 60.0, 1) AS "hours ago"
    FROM last LEFT JOIN planned USING (source)
    WHERE $now - polled_at > greatest(INTERVAL 3 HOUR, to_seconds(3 * coalesce(seconds, 31200)))
    ORDER BY source"""

DAYS = 28
LEDGER = f"""
    SELECT source, day, outcome, pages FROM coverage
    WHERE day > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE - {DAYS}"""
TODAY = "SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE"
MOST_COMMANDS = 10


@click.command()
@click.option("--gaps", is_flag=True, help="Calendar of days that were looked at, per source.")
@with_settings
def command(settings: Settings, gaps: bool) -> None:
    """Show alarms and what to do, the last runs, each source's freshness and failures, and sizes."""
    with open_console(settings) as console:
        if gaps:
            _tell_gaps(console)
            return
        _tell_alarms(console, settings)
        _tell_doubts(console)
        _tell(console, "Sources not polled for long", overdue(now()))
        _tell(console, "Last runs", RUNS)
        _tell(console, "Sources", SOURCES)
        _tell(console, "Failed checks of these runs", FAILED_CHECKS)
        _tell(console, "Polls by the schedule: the time between them follows the share of new items", POLLS)
        _tell(console, "Held back until their reader is mended", HELD)
        _tell(console, "Warehouse", SIZES)


def overdue(at: datetime) -> str:
    """The query for sources that were not polled for long at a moment."""
    return OVERDUE.replace("$now", f"TIMESTAMPTZ '{at.isoformat()}'")


def _tell(console: Console, heading: str, sql: str) -> None:
    click.echo(f"\n{heading}")
    with console.ask(sql) as answer:
        write_answer(answer, "table")


def _tell_alarms(console: Console, settings: Settings) -> None:
    click.echo("\nAlarms")
    sources, tomorrow = load_registry(settings.sources), _today(console) + timedelta(days=1)
    rows = _rows(console, ALARMS)
    for kind, subject, since, opened, detail in rows:
        click.echo(f"{subject}: {kind} since {since} (noticed {opened}): {detail}")
        for line in advice(kind, subject, since, tomorrow, sources):
            click.echo(f"    {line}")
    if not rows:
        click.echo("none")


DOUBTS = "SELECT source, unnest(baselines) FROM state.watches ORDER BY source"


def _tell_doubts(console: Console) -> None:
    """Faults that the last few pages have, of which too few have come for an alarm."""
    for source, values in _rows(console, DOUBTS):
        known = Baseline(**values)
        if is_doubtful(known):
            pages = f"{known.last_bad} of {known.last_pages} pages"
            click.echo(f"{source}: in doubt: {known.fault} since {known.begun_on}: {pages}")


def _tell_gaps(console: Console) -> None:
    today = _today(console)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    ledger: dict[tuple[str, date], dict[str, int]] = {}
    for source, day, outcome, pages in _rows(console, LEDGER):
        ledger.setdefault((source, day), {})[outcome] = pages
    signs = calendar(ledger, days)
    click.echo(f"Coverage from {days[0]} to {today}\n{LEGEND}\n")
    width = max(map(len, signs), default=0)
    for source, line in signs.items():
        click.echo(f"{source:{width}}  {line}")
    commands = [gap.command for gap in find_gaps(signs, days)]
    for line in ["", "To fill:", *commands[:MOST_COMMANDS]] if commands else []:
        click.echo(line)
    if len(commands) > MOST_COMMANDS:
        click.echo(f"and {len(commands) - MOST_COMMANDS} more")


def _today(console: Console) -> date:
    today: date = _rows(console, TODAY)[0][0]
    return today


def _rows(console: Console, sql: str) -> list[tuple[Any, ...]]:
    with console.ask(sql) as answer:
        return list(answer.rows())
