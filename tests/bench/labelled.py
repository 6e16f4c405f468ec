"""Labelled articles to learn from: the written cases of the tests, and folders in the gold format."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "transforms" / "programs" / "cases"

Pair = tuple[dict[str, Any], dict[str, Any]]  # an article, and its label


def written() -> Iterator[Pair]:
    """Articles of the tests with all their labels."""
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            yield case["article"], {"programs": case["programs"]}


def briefs() -> Iterator[Pair]:
    """Short reports of the tests, labelled with parties, instrument and stage only."""
    for row in csv.DictReader((CASES / "briefs.tsv").read_text("utf-8").splitlines(), delimiter="\t"):
        article = {"doc_id": row["title"], "url": "https://bao.example/b", "title": row["title"]}
        names = [{"name": name} for name in row["parties"].split("; ")]
        programs = [{"parties": names}] if row["parties"] else []
        yield {**article, "body": row["text"], "published_at": row["published"]}, {"programs": programs}


def folder(path: Path) -> Iterator[Pair]:
    """A folder with ``labels.jsonl`` and ``articles/ID.json``."""
    for line in (path / "labels.jsonl").read_text("utf-8").splitlines():
        label = json.loads(line)
        article = (path / "articles" / f"{label['doc_id']}.json").read_text("utf-8")
        yield json.loads(article), label
