"""From an article to the cooperation programs that it tells of."""

from transforms.programs.records import Document, ReadResult

READER = "rules/1"


def read_mentions(document: Document) -> ReadResult:
    """Reads the programs of one article; pure, bounded in time, and never invents one."""
    raise NotImplementedError(document.doc_id)
