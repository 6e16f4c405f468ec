"""The daily audit: checks of whole tables, and of what each source file expects of a healthy run."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from extractors.source import Source
from flows.clock import now
from warehouse.checks import find_faults
from warehouse.store import Store
from warehouse.tables import QualityCheck

# Of sources that have been read for a week: a younger one has no mean of a week yet.
WEEK = """
    SELECT source, coalesce(articles_7d, 0) / 7 AS articles_per_day,
           1 - coalesce(undated_share, 0) AS dated_share, coalesce(reject_share, 0) AS reject_share
    FROM source_health
    WHERE source IN (SELECT source FROM article_versions GROUP BY source
                     HAVING min(seen_at) < $now::TIMESTAMPTZ - INTERVAL 7 DAY)"""


def audit(store: Store, sources: Mapping[str, Source], run_id: str) -> list[QualityCheck]:
    """Makes all checks and writes down their results, good ones too; gives those that failed."""
    at = now()
    made = [*_of_tables(store, run_id, at), *_of_sources(store, sources, run_id, at)]
    store.write(run_id, f"{len(made)} checks", lambda tx: tx.append(made))
    return [check for check in made if not check.passed]


def _of_tables(store: Store, run_id: str, at: datetime) -> Iterator[QualityCheck]:
    for found in find_faults(store):
        value = f"{found.faults} are not, the first {found.example}" if found.faults else "all"
        yield QualityCheck(
            run_id=run_id, name=found.name, subject=found.subject, passed=not found.faults, value=value,
            expected=found.expected, checked_at=at,
        )  # fmt: skip


def _of_sources(
    store: Store, sources: Mapping[str, Source], run_id: str, at: datetime
) -> Iterator[QualityCheck]:
    expecting = {name: source for name, source in sources.items() if source.expect.model_fields_set}
    if not expecting:
        return
    for name, *values in store.rows(WEEK, {"now": at}):
        if name in expecting:
            yield from _of_source(expecting[name], values, run_id, at)


def _of_source(source: Source, values: list[Any], run_id: str, at: datetime) -> Iterator[QualityCheck]:
    """The expectations that a source file states, against the last days."""
    expect = source.expect
    stated = (
        ("expected_articles", expect.articles_per_day, "at least", "articles a day"),
        ("expected_dates", expect.dated_share, "at least", "of the articles have a date"),
        ("expected_rejects", expect.reject_share, "at most", "of the pages give no article"),
    )
    for (name, limit, word, what), value in zip(stated, values, strict=True):
        if limit is not None:
            held = value >= limit if word == "at least" else value <= limit
            yield QualityCheck(
                run_id=run_id, name=name, subject=source.name, passed=held, value=f"{value:.3g}",
                expected=f"{word} {limit:g} {what}", checked_at=at,
            )  # fmt: skip
