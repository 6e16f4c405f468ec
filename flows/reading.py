"""The pure middle of the pipeline: one capture and its source in, what the page says out."""

from datetime import datetime

from extractors.article import read_article
from extractors.capture import Capture
from extractors.classify import refusal
from extractors.source import Source
from transforms.programs import Document, read_mentions
from warehouse.record import record
from warehouse.tables import Article, Mention


@record
class Reading:
    """What became of one address: an article with its mentions, a confirmation, or a reason why not.

    ``outcome`` is ``article``, ``unchanged``, ``reject:REASON`` or an outcome word of ``fetches``;
    ``read_at`` is the time of the capture, or of the request where there is none.
    """

    url: str
    read_at: datetime
    outcome: str
    article: Article | None = None
    mentions: tuple[Mention, ...] = ()
    detail: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def reject_reason(self) -> str | None:
        return self.outcome.removeprefix("reject:") if self.outcome.startswith("reject:") else None


def read_capture(capture: Capture, source: Source, url: str) -> Reading:
    """Reads a captured page; ``url`` is the canonical address that was asked for."""
    refused = refusal(capture)
    if refused:
        return Reading(url=url, read_at=capture.captured_at, outcome=refused)
    found = read_article(capture, source)
    if not isinstance(found, Article):
        outcome = f"reject:{found.reason}"
        return _reading(capture, url, outcome, detail=found.detail)
    return _reading(
        capture, url, "article", article=found, mentions=read_mentions(document_of(found)).mentions
    )


def document_of(article: Article) -> Document:
    """The article as the reader of programs takes it."""
    return Document(
        doc_id=article.canonical_url, url=article.canonical_url, title=article.title, lead=article.lead,
        body=tuple(article.body.split("\n")) if article.body else (), captions=article.captions,
        published_at=article.published_at,
    )  # fmt: skip


def _reading(
    capture: Capture, url: str, outcome: str, *, article: Article | None = None,
    mentions: tuple[Mention, ...] = (), detail: str | None = None,
) -> Reading:  # fmt: skip
    return Reading(
        url=url, read_at=capture.captured_at, outcome=outcome, article=article, mentions=mentions,
        detail=detail, etag=capture.headers.get("etag"), last_modified=capture.headers.get("last-modified"),
    )  # fmt: skip
