"""Prints what a batch of 1,000 costs against growing stores in a real DuckLake, from signing to grouping.

bench_dedup_store.py [STORED ...]      (default 10,000 and 100,000; CPU seconds of the whole process)

The texts are made of 5,000 invented words by Zipf's law, 300 words each; every tenth of the batch is a stored
text with two words dropped in twenty.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from flows.find_copies import replace_texts
from flows.load_duplicates import load_duplicates
from transforms.dedup import sign
from warehouse.commit import Reading, write_articles
from warehouse.store import Store
from warehouse.tables import Article, Copy, CurrentArticle
from warehouse.transaction import Transaction

BATCH, COPIES, WORDS, AT_ONCE = 1_000, 100, 300, 10_000
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


def words(number: int) -> list[str]:
    chance = np.random.default_rng(number)
    return [f"tu{code}" for code in chance.zipf(1.3, WORDS) % 5_000]


def body(number: int) -> str:
    return " ".join(words(number))


def copied(number: int) -> str:
    kept = np.random.default_rng(number).random(WORDS) > 0.1
    return " ".join(word for word, keep in zip(words(number), kept, strict=True) if keep)


def reading(name: str, text: str) -> Reading:
    url = f"https://baodoi.example/{name}"
    article = Article(
        url=url, canonical_url=url, source="baodoi", title="Tin", lead=None, body=text, captions=(),
        authors=(),
        published_at=NOON, published_from="meta", modified_at=None, section=None, tags=(), language="vi",
        credit=None, extractor="baodoi/1",
    )  # fmt: skip
    return Reading(article_id=name, article=article, content_hash=name, word_count=WORDS, captured_at=NOON)


def fill(tx: Transaction, start: int, end: int) -> None:
    replace_texts(tx, [sign(f"s{number}", "Tin", None, body(number)) for number in range(start, end)], {})


def measure(stored: int) -> str:
    originals = [reading(f"s{number}", body(number)) for number in range(COPIES)]
    batch = [reading(f"c{number}", copied(number)) for number in range(COPIES)]
    batch += [reading(f"b{number}", body(10**9 + number)) for number in range(BATCH - COPIES)]
    with TemporaryDirectory() as home, Store.open(Path(home) / "catalog.sqlite", Path(home)) as store:
        for start in range(0, stored, AT_ONCE):
            end = min(start + AT_ONCE, stored)
            store.write("r", "m", lambda tx, start=start, end=end: fill(tx, start, end))
        store.write("r", "m", lambda tx: write_articles(tx, originals + batch))
        current = [row for row in store.records(CurrentArticle) if not row.article_id.startswith("s")]
        began = time.process_time()
        store.write("r", "m", lambda tx: load_duplicates(tx, current, {}))
        spent = time.process_time() - began
        pairs = {(copy.left_id, copy.right_id) for copy in store.records(Copy)}
    found = sum((f"c{number}", f"s{number}") in pairs for number in range(COPIES))
    return f"stored {stored}: {spent:.2f} CPU s, {found} of {COPIES} copies found, {len(pairs)} pairs"


if __name__ == "__main__":
    for size in [int(one) for one in sys.argv[1:]] or [10_000, 100_000]:
        print(measure(size), flush=True)
