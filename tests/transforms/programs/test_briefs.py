"""One-paragraph articles in the ways that papers tell of programs: who, what kind of paper, how far it is."""

import csv
from pathlib import Path

import pytest

from transforms.parties import compare_form
from transforms.programs import read_mentions
from transforms.programs.filter import document_of

ROWS = list(
    csv.DictReader(
        (Path(__file__).parent / "cases" / "briefs.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
)


@pytest.mark.parametrize("row", ROWS, ids=[row["title"] for row in ROWS])
def test_brief_is_read_as_written(row: dict[str, str]) -> None:
    article = {"doc_id": "b", "url": "https://bao.example/b", "title": row["title"], "body": row["text"]}
    read = read_mentions(document_of({**article, "published_at": row["published"]}))
    told = [(m.instrument, m.stage, {compare_form(p.name) for p in m.parties}) for m in read.mentions]
    parties = {compare_form(name) for name in row["parties"].split("; ")}
    assert told == ([(row["instrument"], row["stage"], parties)] if row["parties"] else []), read.reason
