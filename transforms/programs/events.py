"""Which of the programs that were read are one: read mentions put through program resolution."""

from collections.abc import Iterable
from dataclasses import fields
from urllib.parse import urlsplit

from transforms.programs.reader import READER
from transforms.programs.records import Document, ReadResult
from transforms.resolution import mention_id, resolve
from warehouse.tables import Mention, Report, StoredMention


def program_ids(read: Iterable[tuple[Document, ReadResult]]) -> dict[tuple[str, int], str]:
    """The program of each mention, by document and position in it."""
    reports = {
        (document.doc_id, position): _report(document, mention, position)
        for document, result in read
        for position, mention in enumerate(result.mentions)
    }
    resolved = resolve(reports.values())
    by_mention = {link.mention_id: link.program_id for program in resolved.programs for link in program.links}
    return {key: by_mention[report.mention.mention_id] for key, report in reports.items()}


def _report(document: Document, mention: Mention, position: int) -> Report:
    values = {field.name: getattr(mention, field.name) for field in fields(Mention)}
    parts = urlsplit(document.url)
    stored = StoredMention(
        **values, mention_id=mention_id(document.doc_id, 1, position), article_id=document.doc_id,
        source=f"{parts.hostname}/{parts.path.strip('/').split('/')[0]}", title=document.title,
        published_at=document.published_at, reader=READER,
    )  # fmt: skip
    return Report(mention=stored, url=document.url, cluster_id=None, is_primary=True)
