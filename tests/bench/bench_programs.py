"""Speed and memory of the program reader over a realistic mix of articles, one line each.

Run: ``python tests/bench/bench_programs.py``. Uses the news texts below HOPTAC_SHARED where they are; without
them, the written cases of the tests, one article of cooperation among nineteen others.
"""

import gzip
import json
import os
import resource
import time
from pathlib import Path
from typing import Any

from transforms.programs import Document, read_mentions
from transforms.programs.filter import document_of

CASES = Path(__file__).parents[1] / "transforms" / "programs" / "cases"
WORDS = 400  # length of the article that the rate is given for


def shared_texts() -> list[Document]:
    path = Path(os.environ.get("HOPTAC_SHARED", "../shared")) / "text" / "magizbox_baomoi_2017.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [news(row["title"], row["content"]) for row in rows]


def news(title: str, body: str) -> Document:
    return document_of({"doc_id": "x", "url": "", "title": title, "body": body, "published_at": "2017-06-01"})


def written_texts() -> list[Document]:
    cases: list[dict[str, Any]] = [
        case for path in sorted(CASES.glob("*.json")) for case in json.loads(path.read_text("utf-8"))
    ]
    plain = news("Mưa lớn ở miền núi", "Mưa kéo dài từ đêm qua, nhiều tuyến đường ngập sâu. " * 40)
    return [document for case in cases for document in (document_of(case["article"]), *[plain] * 19)]


def words_of(document: Document) -> int:
    return sum(len(text.split()) for text in (document.title, document.lead or "", *document.body))


def main() -> None:
    documents = shared_texts() or written_texts()
    read_mentions(documents[0])
    started, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    relevant = sum(read_mentions(document).relevant for document in documents)
    seconds = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    rate = sum(map(words_of, documents)) / WORDS / seconds
    per_second = len(documents) / seconds
    print(f"reader: {len(documents)} articles, {relevant} relevant, {per_second:.0f} articles/s of core")
    print(f"reader: {rate:.0f} articles of {WORDS} words/s of core, memory grew by {grown / 1024:.1f} MB")


if __name__ == "__main__":
    main()
