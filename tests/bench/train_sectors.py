"""Learns ``transforms/programs/data/sector_model.json``: which named sectors a program covers.

A logistic regression over the features of ``transforms/programs/topics.py``, trained on the written
cases of the tests and on any folders in the gold format that are given. Only weights are kept, no text.
Prints micro-F1 by cross-validation over articles before it writes the weights learned from all.

    python tests/bench/train_sectors.py [GOLD_FOLDER...]
"""

import json
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from labelled import folder, written
from logistic import train

from transforms.programs import assembly, read_mentions, terms
from transforms.programs.filter import document_of, label_of
from transforms.programs.score import Tally, pair_up
from transforms.programs.topics import THRESHOLD, Topic

MODEL = Path(assembly.__file__).parent / "data" / "sector_model.json"
FOLDS = 8

Row = tuple[str, list[Topic], set[str]]  # article, topics of one program, sectors as labelled


def rows_of(folders: list[str]) -> list[Row]:
    told: list[list[Topic]] = []
    choose = assembly.sectors_of

    def note(*arguments: Any) -> Any:
        told.append(terms.topics_told(*arguments))
        return choose(*arguments)

    assembly.sectors_of = note
    rows: list[Row] = []
    for article, label in chain(written(), *(folder(Path(name)) for name in folders)):
        told.clear()
        document = document_of(article)
        read = label_of(document, read_mentions(document))["programs"]
        by_program = {id(program): topics for program, topics in zip(read, told, strict=True)}
        for gold, found, _ in pair_up(label["programs"], read):
            if gold is not None and found is not None:
                rows.append((article["doc_id"], by_program[id(found)], set(gold["sectors"])))
    return rows


def examples(rows: list[Row]) -> list[tuple[tuple[str, ...], bool]]:
    return [(topic.features, topic.word.sector in gold) for _, topics, gold in rows for topic in topics]


def chosen(weights: dict[str, float], topics: list[Topic]) -> set[str]:
    level = np.log(THRESHOLD / (1 - THRESHOLD))
    return {t.word.sector for t in topics if sum(weights.get(f, 0.0) for f in t.features) >= level}


def main() -> None:
    rows = rows_of(sys.argv[1:])
    tally = Tally()
    articles = sorted({article for article, _, _ in rows})
    fold = {article: at % FOLDS for at, article in enumerate(articles)}
    for part in range(FOLDS):
        weights = train(examples([row for row in rows if fold[row[0]] != part]))
        for article, topics, gold in rows:
            if fold[article] == part:
                tally.add(gold, chosen(weights, topics))
    print(f"sectors micro-F1 by {FOLDS}-fold cross-validation over {len(articles)} articles: {tally.f1:.3f}")
    learned = train(examples(rows))
    MODEL.write_text(json.dumps(learned, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
