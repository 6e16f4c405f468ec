"""The quality gate: checks of kind *stop* on the pages of a batch, before any of it becomes visible."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from flows.batch import Batch
from flows.reading import Reading
from warehouse.record import record
from warehouse.tables import QualityCheck

LEAST_PAGES = 3
"""Fewer faulty pages than this stop nothing: odd pages are everywhere, bugs are not."""

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
LATEST = timedelta(days=1)
"""How far after its capture an article may be dated: sites announce, and clocks and zones differ."""


class BatchStopped(Exception):
    """A batch that must not become visible; the message says why, and ``checks`` hold it for the record."""

    def __init__(self, checks: Sequence[QualityCheck]) -> None:
        super().__init__("; ".join(f"{each.name}: {each.value}, expected {each.expected}" for each in checks))
        self.checks = tuple(checks)


@record
class Rule:
    """A check of kind *stop*: the greatest share of pages of a batch that may have the fault."""

    name: str
    expected: str
    greatest_share: float
    has_fault: Callable[[Reading], bool]
    counts: Callable[[Reading], bool]
    """The pages of which it is a share."""


def _is_article(reading: Reading) -> bool:
    return reading.article is not None


def _is_read(reading: Reading) -> bool:
    return reading.article is not None or reading.reject_reason is not None


def _without_text(reading: Reading) -> bool:
    article = reading.article
    return article is not None and not (article.title.strip() and (article.body.strip() or article.lead))


def _without_name(reading: Reading) -> bool:
    return reading.article is not None and not reading.article.canonical_url


def _dated_wrongly(reading: Reading) -> bool:
    at = reading.article.published_at if reading.article else None
    return at is not None and not EARLIEST <= at <= reading.read_at + LATEST


RULES = (
    Rule(
        name="reader_works", expected="at most 5 % of pages break the reader", greatest_share=0.05,
        has_fault=lambda reading: reading.reject_reason == "error", counts=_is_read,
    ),
    Rule(
        name="text_present", expected="a title and a text in every article", greatest_share=0.0,
        has_fault=_without_text, counts=_is_article,
    ),
    Rule(
        name="name_present", expected="a canonical address for every article", greatest_share=0.0,
        has_fault=_without_name, counts=_is_article,
    ),
    Rule(
        name="dates_plausible", expected="at most 20 % of articles from before 1995 or from the future",
        greatest_share=0.2, has_fault=_dated_wrongly, counts=_is_article,
    ),
)  # fmt: skip


def find_stops(batches: Sequence[Batch], at: datetime) -> Iterator[QualityCheck]:
    """The rules that the pages of batches of one source break."""
    readings = [reading for batch in batches for reading in batch.readings]
    for rule in RULES:
        faulty = [reading for reading in readings if rule.has_fault(reading)]
        pages = sum(map(rule.counts, readings))
        if len(faulty) >= LEAST_PAGES and len(faulty) > rule.greatest_share * pages:
            first = f"{faulty[0].url} {faulty[0].detail or ''}".strip()
            value = f"{len(faulty)} of {pages} pages, the first {first}"
            yield QualityCheck(
                run_id=batches[-1].run_id, name=rule.name, subject=batches[-1].name, passed=False,
                value=value, expected=rule.expected, checked_at=at,
            )  # fmt: skip
