"""Writes the feeds of new programs, of what a console sees."""

from datetime import datetime
from pathlib import Path

from transforms.feed import Entry, json_feed, rss
from warehouse.query import Console

FILES = ("feed.xml", "feed.json")
MOST_ENTRIES = 50

_ENTRIES = f"""SELECT program_id, title, first_reported_on AS reported_on,
    arg_min(url, coalesce(published_at, TIMESTAMPTZ '9999-01-01')) AS url,
    concat_ws(' · ', any_value(parties), any_value(instrument), any_value(status),
        'ký ' || strftime(any_value(signed_on), '%d/%m/%Y'),
        any_value(period_start) || '–' || coalesce(any_value(period_end)::VARCHAR, '…'),
        any_value(article_count) || ' bài') AS summary
FROM programs
JOIN program_reports USING (program_id)
JOIN (SELECT program_id, string_agg(name, ' – ' ORDER BY kind <> 'province', name) AS parties
    FROM program_parties GROUP BY ALL) USING (program_id)
GROUP BY program_id, title, first_reported_on
ORDER BY reported_on DESC NULLS LAST, program_id
LIMIT {MOST_ENTRIES}"""


def new_programs(console: Console) -> list[Entry]:
    """The programs that were first reported last, newest first."""
    with console.ask(_ENTRIES) as answer:
        return [Entry(**dict(zip(answer.columns, row, strict=True))) for row in answer.rows()]


def write_feeds(console: Console, folder: Path, made_at: datetime) -> None:
    """Writes ``feed.xml`` and ``feed.json`` into ``folder``, each in one piece."""
    entries = new_programs(console)
    contents = (rss(entries, made_at), json_feed(entries).encode())
    for name, content in zip(FILES, contents, strict=True):
        part = folder / f".{name}"
        part.write_bytes(content)
        part.replace(folder / name)
