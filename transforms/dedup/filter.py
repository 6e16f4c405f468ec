"""The filter ``hoptac dedup``: texts in, for each its cluster out, as JSON lines."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import IO, Any

from transforms.dedup.explain import explain as explain_pair
from transforms.dedup.find import find_duplicates


def run(stdin: IO[str], stdout: IO[str], explain: tuple[str, str] | None = None) -> None:
    """Reads lines ``{id, text}``; writes ``{id, cluster_id, is_primary, similarity}`` for each, in order.

    ``cluster_id`` and ``similarity`` are null for a text alone. With ``explain``, the ids of two texts,
    it writes why they were joined or kept apart instead.

    Raises:
        ValueError: a line is no JSON object with ``id`` and ``text``, an id comes twice, or a text to
            explain is not there.
    """
    if explain:
        stdout.write(_explained(stdin, explain))
        return
    ids: list[Any] = []
    found = {row.article_id: row for row in find_duplicates(_documents(stdin, ids))}
    for document_id in ids:
        row = found.get(str(document_id))
        line = {
            "id": document_id,
            "cluster_id": row.cluster_id if row else None,
            "is_primary": row is None or row.primary_article_id == row.article_id,
            "similarity": row.similarity if row else None,
        }
        stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _explained(lines: Iterable[str], ids: tuple[str, str]) -> str:
    texts = {one: text for one, text in _documents(lines, []) if one in ids}
    missing = [one for one in ids if one not in texts]
    if missing:
        raise ValueError(f"no text with id {missing[0]!r} in the input")
    left, right = ids
    return explain_pair(left, texts[left], right, texts[right])


def _documents(lines: Iterable[str], ids: list[Any]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        document_id, text = _read(line, number)
        if str(document_id) in seen:
            raise ValueError(f"line {number}: id {document_id!r} comes twice")
        seen.add(str(document_id))
        ids.append(document_id)
        yield str(document_id), text


def _read(line: str, number: int) -> tuple[Any, str]:
    try:
        row = json.loads(line)
        return row["id"], str(row["text"] or "")
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"line {number}: expected a JSON object with id and text") from error


if __name__ == "__main__":
    asked = sys.argv[2:4]
    run(sys.stdin, sys.stdout, (asked[0], asked[1]) if sys.argv[1:2] == ["--explain"] else None)
