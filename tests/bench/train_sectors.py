"""Learns ``transforms/programs/data/sector_model.json``: which named sectors a program covers.

A logistic regression over the features of ``transforms/programs/topics.py``, trained on the written
cases of the tests and on any folders in the gold format that are given. Only weights are kept, no text.
Prints micro-F1 by cross-validation over articles before it writes the weights learned from all.

    python tests/bench/train_sectors.py [GOLD_FOLDER...]
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from transforms.programs import assembly, read_mentions, terms
from transforms.programs.filter import document_of, label_of
from transforms.programs.score import Tally, pair_up
from transforms.programs.topics import THRESHOLD, Topic

CASES = Path(__file__).parents[1] / "transforms" / "programs" / "cases"
MODEL = Path(assembly.__file__).parent / "data" / "sector_model.json"
FOLDS, PENALTY, STEPS, RATE, RAREST = 8, 2.0, 400, 0.05, 2

Row = tuple[str, list[Topic], set[str]]  # article, topics of one program, sectors as labelled


def labelled(folders: list[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            yield case["article"], {"programs": case["programs"]}
    for folder in map(Path, folders):
        for line in (folder / "labels.jsonl").read_text("utf-8").splitlines():
            label = json.loads(line)
            article = (folder / "articles" / f"{label['doc_id']}.json").read_text("utf-8")
            yield json.loads(article), label


def rows_of(folders: list[str]) -> list[Row]:
    told: list[list[Topic]] = []
    choose = assembly.sectors_of

    def note(*arguments: Any) -> Any:
        told.append(terms.topics_told(*arguments))
        return choose(*arguments)

    assembly.sectors_of = note
    rows: list[Row] = []
    for article, label in labelled(folders):
        told.clear()
        document = document_of(article)
        read = label_of(document, read_mentions(document))["programs"]
        by_program = {id(program): topics for program, topics in zip(read, told, strict=True)}
        for gold, found, _ in pair_up(label["programs"], read):
            if gold is not None and found is not None:
                rows.append((article["doc_id"], by_program[id(found)], set(gold["sectors"])))
    return rows


def train(rows: list[Row]) -> dict[str, float]:
    examples = [(topic.features, topic.word.sector in gold) for _, topics, gold in rows for topic in topics]
    counts = Counter(feature for features, _ in examples for feature in features)
    names = sorted(feature for feature, count in counts.items() if count >= RAREST)
    column = {name: at for at, name in enumerate(names)}
    matrix = np.zeros((len(examples), len(names)))
    for at, (features, _) in enumerate(examples):
        matrix[at, [column[name] for name in features if name in column]] = 1
    wanted = np.array([right for _, right in examples], float)
    weights, first, second = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):  # Adam
        slope = matrix.T @ (1 / (1 + np.exp(-matrix @ weights)) - wanted) + PENALTY * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(weights[at]), 3) for name, at in column.items()}


def chosen(weights: dict[str, float], topics: list[Topic]) -> set[str]:
    level = np.log(THRESHOLD / (1 - THRESHOLD))
    return {t.word.sector for t in topics if sum(weights.get(f, 0.0) for f in t.features) >= level}


def main() -> None:
    rows = rows_of(sys.argv[1:])
    tally = Tally()
    articles = sorted({article for article, _, _ in rows})
    fold = {article: at % FOLDS for at, article in enumerate(articles)}
    for part in range(FOLDS):
        weights = train([row for row in rows if fold[row[0]] != part])
        for article, topics, gold in rows:
            if fold[article] == part:
                tally.add(gold, chosen(weights, topics))
    print(f"sectors micro-F1 by {FOLDS}-fold cross-validation over {len(articles)} articles: {tally.f1:.3f}")
    MODEL.write_text(json.dumps(train(rows), ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
