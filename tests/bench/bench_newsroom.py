"""The demo newsroom: what a page costs to serve, and how much of its truth the readers find.

The newsroom's texts and labels were written apart from the readers.
"""

import io
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors.article import read_article
from extractors.capture import Capture, lower_headers
from extractors.classify import refusal
from extractors.source import load_registry
from flows.newsroom import Newsroom, filler, truth
from flows.newsroom.model import PAPERS
from transforms.programs.filter import run
from warehouse.tables import Article

LOOKED_AT = datetime(2026, 11, 1, tzinfo=UTC)
FIELDS = (
    "title", "lead", "body", "captions", "authors", "tags", "section", "published_at", "modified_at",
)  # fmt: skip
SLOTS = ("instrument", "stage", "parties", "signed_on", "period_start", "period_end", "sectors")


def main() -> None:
    """Prints a line per figure."""
    with Newsroom(extra=3000) as newsroom:
        print_cost(newsroom)
        print_articles(newsroom)
    print_programs()


def print_cost(newsroom: Newsroom, pages: int = 600) -> None:
    started, sizes = time.process_time(), []
    for name, site in newsroom.sites.items():
        for place in range(pages // len(PAPERS)):
            response, _ = site.answer(PAPERS[name].path(filler.story(PAPERS[name], place)))
            sizes.append(len(response.body))
    spent = 1000 * (time.process_time() - started) / len(sizes)
    print(f"newsroom: {spent:.2f} ms of CPU per generated page, {sum(sizes) / len(sizes) / 1000:.0f} KB each")


def print_articles(newsroom: Newsroom) -> None:
    with tempfile.TemporaryDirectory() as folder:
        registry = load_registry(newsroom.sources_dir(Path(folder)))
    expected = truth.expected_articles()
    read = [
        read_article(_capture(newsroom, told.source, told.path), registry[told.source]) for told in expected
    ]
    for field in FIELDS:
        right = sum(_same(got, told, field) for got, told in zip(read, expected, strict=True))
        print(f"articles: {field} as told in {right} of {len(expected)}")
    others = [reject for reject in truth.expected_rejects() if reject.reason not in truth.REFUSED_BEFORE]
    seen = sum(_why(newsroom, reject, registry) == reject.reason for reject in others)
    print(f"rejects: {seen} of {len(others)} with the reason told")


def _same(got: object, told: truth.ExpectedArticle, field: str) -> bool:
    return isinstance(got, Article) and getattr(got, field) == getattr(told, field)


def _why(newsroom: Newsroom, reject: truth.ExpectedReject, registry: dict[str, Any]) -> str | None:
    capture = _capture(newsroom, reject.source, reject.path)
    refused = refusal(capture)
    return refused or getattr(read_article(capture, registry[reject.source]), "reason", None)


def _capture(newsroom: Newsroom, paper: str, path: str) -> Capture:
    response, _ = newsroom.sites[paper].answer(path)
    return Capture(
        url=newsroom.base(paper) + path,
        final_url=newsroom.base(paper) + path,
        status=response.status,
        headers=lower_headers(response.headers().items()),
        content=response.body,
        captured_at=LOOKED_AT,
    )


def print_programs() -> None:
    labels = {label["doc_id"]: label for label in truth.expected_programs(2)}
    read = {label["doc_id"]: label for label in _read_programs()}
    relevant = sum(read[key]["relevant"] == label["relevant"] for key, label in labels.items())
    print(f"programs: relevance as told in {relevant} of {len(labels)}")
    pairs = [(read[key]["programs"], label["programs"]) for key, label in labels.items() if label["programs"]]
    single = [(got[0], told[0]) for got, told in pairs if len(got) == len(told) == 1]
    print(f"programs: one where one is told in {len(single)} of {sum(len(told) == 1 for _, told in pairs)}")
    for slot in SLOTS:
        right = sum(_slot(got, slot) == _slot(told, slot) for got, told in single)
        print(f"programs: {slot} as told in {right} of {len(single)}")


def _slot(program: dict[str, Any], slot: str) -> Any:
    if slot == "parties":
        return {_plain(party["name"]) for party in program["parties"]}
    return set(program[slot]) if slot == "sectors" else program[slot]


def _plain(name: str) -> str:
    return name.replace("tỉnh ", "").replace("thành phố ", "").casefold()


def _read_programs() -> Iterator[dict[str, Any]]:
    lines = io.StringIO("\n".join(json.dumps(_document(told)) for told in truth.expected_articles(2)))
    written = io.StringIO()
    run(lines, written)
    for line in written.getvalue().splitlines():
        yield json.loads(line)


def _document(told: truth.ExpectedArticle) -> dict[str, Any]:
    return {
        "doc_id": told.key,
        "url": "http://news.example" + told.path,
        "title": told.title,
        "lead": told.lead,
        "body": list(told.paragraphs),
        "captions": list(told.captions),
        "published_at": told.published_at and told.published_at.isoformat(),
    }


if __name__ == "__main__":
    main()
