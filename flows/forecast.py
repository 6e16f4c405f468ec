"""What a backfill would ask for, told from what is known already."""

from collections.abc import Iterator, Sequence
from datetime import date

from extractors.source import Source
from flows.clock import now
from flows.lake import lake_of
from flows.registry import chosen_sources
from flows.settings import Settings
from flows.windows import is_done, windows_of
from warehouse.connect import CatalogError
from warehouse.store import Store
from warehouse.tables import FilledWindow

USUAL_ARTICLES = 10
"""Articles a day of a source of which nothing is known."""


def find_forecasts(
    settings: Settings, names: Sequence[str], span: tuple[date, date], again: bool
) -> Iterator[str]:
    """A line ``SOURCE DAY EXPECTED_REQUESTS`` for each window; 0 for days that need no second look."""
    rows, rates = _known(settings)
    for source in chosen_sources(settings, names).values():
        done = {row.day: row for row in rows if row.source == source.name and not again}
        for window in windows_of(source, *span, now()):
            asked = 0 if is_done(window, done.get(window.day)) else _expected(source, rates)
            yield f"{source.name} {window.day} {asked}"


def _known(settings: Settings) -> tuple[list[FilledWindow], dict[str, float]]:
    """Days that were looked at, and articles a day by source; nothing where there is no warehouse."""
    try:
        lake = lake_of(settings)
        with Store.open(lake.catalog, lake.store, read_only=True) as store:
            rows = store.rows(
                """SELECT source, count(*) / count(DISTINCT published_at::DATE) FROM articles
                WHERE published_at > now() - INTERVAL 60 DAY GROUP BY source"""
            )
            return store.records(FilledWindow), {name: float(rate) for name, rate in rows}
    except CatalogError:
        return [], {}


def _expected(source: Source, rates: dict[str, float]) -> int:
    archives = sum(entry.kind == "archive" for entry in source.discover)
    articles = rates.get(source.name) or source.expect.articles_per_day or USUAL_ARTICLES
    return max(1, archives) + round(articles)
