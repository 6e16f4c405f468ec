"""What the pages of a batch have and what they lack, as the watch over their source takes it."""

from collections.abc import Callable, Sequence
from datetime import date

from extractors.source import Source
from flows.batch import Batch
from flows.reading import Reading
from transforms.drift import length_faults
from transforms.repeated import PageTexts, Repeated
from warehouse.tables import Article, PageFact

PAGE_FAULTS = (
    "article", "title", "body", "lead", "date", "date_rule", "author", "short", "long", "repeated",
)  # fmt: skip
"""Faults of pages: no article at all; a title, or text, of other pages; a body or date not found by the
rules; no lead, date, author; a text half or twice as long as usual."""

SPOILING = frozenset(PAGE_FAULTS) - {"article", "author"}
"""Faults that make a page unfit to be published once they have broken. Without an author it still says what
it says, and a page without article never is published."""

_LAYOUT_REJECTS = frozenset(["list_page", "no_title", "no_body", "too_short", "not_html", "error"])
_REPEATED = 0.25
"""Share of repeated text that makes a fault; articles that quote a standing notice stay below."""


def judged(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that say something of the layout: articles, and pages that should have been some."""
    return [
        each for each in readings if each.article or (each.reject_reason or "") in _LAYOUT_REJECTS
    ]  # fmt: skip


def texts_of(article: Article) -> PageTexts:
    lead = (article.lead,) if article.lead else ()
    return PageTexts(
        url=article.canonical_url, title=article.title, paragraphs=(*lead, *article.body.split("\n"))
    )


def fact(
    batch: Batch, reading: Reading, repeated: Repeated, level: float | None, is_new: Callable[[str], bool]
) -> PageFact:
    """The row of a page; ``level`` is the usual length of a text of the source."""
    day = reading.read_at.astimezone(batch.source.zone).date()
    article = reading.article
    words = len(f"{article.lead or ''} {article.body}".split()) if article else 0
    return PageFact(
        run_id=batch.run_id, source=batch.name, layout=layout_on(batch.source, day), url=reading.url,
        read_at=reading.read_at, day=day, outcome=reading.outcome,
        extractor=article.extractor if article else None, words=words, repeated_share=repeated.share,
        faults=_faults(batch.source, day, article, repeated) + length_faults(level, words),
        counted=batch.incremental and not batch.reread and is_new(reading.url), quarantined=False,
    )  # fmt: skip


def layout_on(source: Source, day: date) -> str:
    """The name of the rules that hold on a day: ``current``, or the last day of an older layout."""
    ends = [layout.until for layout in source.layouts if day <= layout.until]
    return min(ends).isoformat() if ends else "current"


def _faults(source: Source, day: date, article: Article | None, repeated: Repeated) -> tuple[str, ...]:
    if article is None:
        return ("article",)
    rules = source.rules_on(day)
    found = {
        "title": repeated.title,
        "body": bool(rules.body) and article.extractor.endswith("+generic"),
        "lead": article.lead is None,
        "date": article.published_at is None,
        "date_rule": bool(rules.published) and article.published_from != "rule",
        "author": not article.authors,
        "repeated": repeated.share >= _REPEATED,
    }
    return tuple(fault for fault, present in found.items() if present)
