"""The filter ``hoptac programs``: articles as JSON lines in, programs in the form of gold labels out."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

from transforms.programs.reader import published_on, read_mentions
from transforms.programs.records import Document, ReadResult
from warehouse.tables import Mention

LONGEST_LINE = 64_000_000  # code points: a line beyond is passed over piece by piece, so memory stays bounded


def run(stdin: TextIO, stdout: TextIO) -> int:
    """Reads every line of ``stdin``; a line that is no article gives an ``error`` line. Returns the lines read."""  # noqa: E501
    count = 0
    for line in _lines(stdin):
        if line is not None and not line.strip():
            continue
        stdout.write(json.dumps(label_of_line(line), ensure_ascii=False) + "\n")
        count += 1
    stdout.flush()
    return count


def _lines(stdin: TextIO) -> Iterator[str | None]:
    """Lines of bounded length; None for one that is too long."""
    while line := stdin.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith("\n"):
            yield line
            continue
        while line and not line.endswith("\n"):
            line = stdin.readline(LONGEST_LINE)
        yield None


def label_of_line(line: str | None) -> dict[str, Any]:
    """The label of one line, or what is wrong with it."""
    if line is None:
        return _refused(None, None, "line too long")
    try:
        given = json.loads(line)
        document = document_of(given)
    except (ValueError, TypeError, AttributeError, RecursionError) as problem:
        return _refused(None, None, f"not an article: {problem}")
    return label_of(document, read_mentions(document))


def _refused(doc_id: str | None, url: str | None, reason: str) -> dict[str, Any]:
    return {
        "doc_id": doc_id, "url": url, "published_on": None, "relevant": False, "programs": [],
        "reason": reason, "error": reason,
    }  # fmt: skip


def document_of(given: dict[str, Any]) -> Document:
    """A document from an article's JSON; ``TypeError`` when a field has another form."""
    if not isinstance(given, dict):
        raise TypeError("a JSON object is needed")
    published = given.get("published_at")
    return Document(
        doc_id=str(given.get("doc_id") or given.get("id") or ""),
        url=_text(given.get("url")), title=_text(given.get("title")),
        lead=_text(given.get("lead")), body=_texts(given.get("body")), captions=_texts(given.get("captions")),
        published_at=_instant(published),
    )  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError("title, lead and url are texts")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(value.split("\n"))
    return tuple(_text(item) for item in value)


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError:
        return None


def label_of(document: Document, result: ReadResult) -> dict[str, Any]:
    """The result in the form of the gold labels, with evidence per program."""
    day = published_on(document)
    return {
        "doc_id": document.doc_id,
        "url": document.url,
        "published_on": day.isoformat() if day else None,
        "relevant": result.relevant,
        "programs": [_program(mention) for mention in result.mentions],
        "reason": result.reason,
    }


def _program(mention: Mention) -> dict[str, Any]:
    return {
        "instrument": mention.instrument,
        "stage": mention.stage,
        "parties": [
            {"name": party.name, "kind": party.kind, "country": party.country, "party_id": party.party_id}
            for party in mention.parties
        ],
        "signed_on": mention.signed_on.isoformat() if mention.signed_on else None,
        "period_start": mention.period_start,
        "period_end": mention.period_end,
        "place": mention.place,
        "sectors": list(mention.sectors),
        "signatories": [
            {"name": person.name, "title": person.title, "party": person.party}
            for person in mention.signatories
        ],
        "confidence": mention.confidence,
        "evidence": [
            {"field": item.field, "part": item.part, "start": item.start, "end": item.end, "text": item.text}
            for item in mention.evidence
        ],
    }


if __name__ == "__main__":
    run(sys.stdin, sys.stdout)
