"""Learns ``transforms/programs/data/worth_model.json``: whether an article reports on a program.

Trained on the written cases of the tests, on any folders in the gold format that are given, and on
``worth_rows.tsv``: features of news articles that the reader was unsure of, each labelled by reading it (most
tell of no program). Only weights are kept, no text. The parties of an article are those that a role model
chooses which was trained without it.

    python tests/bench/train_worth.py [GOLD_FOLDER...]
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import train_roles
from logistic import train
from train_roles import FOLDS, articles, fold, scene

from transforms.programs import roles, worth
from transforms.programs.drafts import explicit_drafts, promised
from transforms.programs.frames import read_frame
from transforms.programs.groups import distinct
from transforms.programs.linear import chance

MODEL = Path(worth.__file__).parent / "data" / worth.MODEL
NEWS = Path(__file__).with_name("worth_rows.tsv")

Row = tuple[int, frozenset[str], bool]  # the part it belongs to, features, whether a program is told of


def rows_of(folders: list[str]) -> Iterator[Row]:
    known = list(train_roles.rows_of(folders))
    models = [train(train_roles.without(known, part)) for part in range(FOLDS)]
    for article, label in articles(folders):
        seen = scene(article)
        if seen is None:
            continue
        passage, cast, anchors = seen
        frames = [read_frame(passage, cast, anchor) for anchor in anchors]
        found = roles.candidates(passage, cast, anchors)
        for one in found:
            one.model = models[fold(article)]
        picked = roles.chosen(found, promised(frames))
        parties = distinct([one.entity for one in picked])
        if len(parties) >= 2:
            known_of = worth.features(passage, frames, parties, min(one.chance for one in picked))
            yield fold(article), frozenset(known_of), bool(label["programs"])
        for draft in explicit_drafts(passage, cast, frames):
            known_of = worth.features(passage, draft.frames, draft.parties, 1.0)
            yield fold(article), frozenset(known_of), bool(label["programs"])


def news_rows() -> Iterator[Row]:
    for at, line in enumerate(NEWS.read_text("utf-8").splitlines()):
        told, features = line.split("\t")
        yield at % FOLDS, frozenset(features.split("|")), told == "1"


def main() -> None:
    rows = [*rows_of(sys.argv[1:]), *news_rows()]
    right = wrong = missed = 0
    for part in range(FOLDS):
        model = train([(features, told) for at, features, told in rows if at != part])
        for at, features, told in rows:
            if at == part:
                said = chance(model, features) >= roles.LIKELY
                right, wrong, missed = right + (said and told), wrong + (said > told), missed + (told > said)
    print(f"{len(rows)} articles: right {right}, wrongly told {wrong}, missed {missed}")
    learned = train([(features, told) for _, features, told in rows])
    MODEL.write_text(json.dumps(learned, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
