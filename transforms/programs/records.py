"""What goes into the reader and what comes out."""

from datetime import datetime

from warehouse.record import record
from warehouse.tables import Mention


@record
class Document:
    """One article as the reader takes it; ``published_at`` completes dates that lack a year."""

    doc_id: str
    url: str
    title: str
    lead: str | None
    body: tuple[str, ...]
    captions: tuple[str, ...]
    published_at: datetime | None


@record
class ReadResult:
    """What an article tells of cooperation programs; ``reason`` says why it tells of none."""

    relevant: bool
    mentions: tuple[Mention, ...]
    reason: str | None
