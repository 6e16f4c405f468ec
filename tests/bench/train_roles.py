"""Learns ``transforms/programs/data/role_model.json``: who of those an article names is party to its program.

Trained on the written cases of the tests and on any folders in the gold format that are given; only weights
are kept, no text. Prints, by cross-validation over articles with one program, how many party sets come out
whole by this choice alone, without the sentences that say by themselves who signed.

    python tests/bench/train_roles.py [GOLD_FOLDER...]
"""

import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

from labelled import briefs, folder, written
from logistic import train

from transforms.parties import compare_form
from transforms.programs import roles
from transforms.programs.anchors import Anchor, find_anchors
from transforms.programs.cast import Cast
from transforms.programs.dates import year_of
from transforms.programs.filter import document_of
from transforms.programs.linear import chance
from transforms.programs.passage import Passage
from transforms.programs.phrases import find_phrases
from transforms.programs.reader import published_on, read_setting
from transforms.programs.relevance import hopeless, refusal

MODEL = Path(roles.__file__).parent / "data" / roles.MODEL
FOLDS = 8

Row = tuple[str, list[tuple[str, frozenset[str]]], set[str]]  # article, candidates with features, parties


def scene(article: dict[str, Any]) -> tuple[Passage, Cast, list[Anchor]] | None:
    """What the reader sees of an article before it looks for parties; None where it looks no further."""
    document = document_of(article)
    if hopeless(document):
        return None
    passage, published = Passage(document), published_on(document)
    phrases = find_phrases(passage)
    year = year_of(document.url, passage.low) if published is None else None
    anchors = find_anchors(passage, phrases, published, year)
    if refusal(passage, anchors):
        return None
    return passage, Cast(passage, read_setting(passage, anchors, published)), anchors


def fold(article: dict[str, Any]) -> int:
    """The part of the articles that one belongs to."""
    return crc32(f"{article['doc_id']} {article['title']}".encode()) % FOLDS


def articles(folders: list[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    return chain(written(), briefs(), *(folder(Path(name)) for name in folders))


def rows_of(folders: list[str]) -> Iterator[tuple[int, Row]]:
    for article, label in articles(folders):
        seen = scene(article) if len(label["programs"]) == 1 else None
        if seen is None:
            continue
        wanted = {compare_form(party["name"]) for party in label["programs"][0]["parties"]}
        found = roles.candidates(*seen)
        named = [(compare_form(one.entity.name), frozenset(one.features)) for one in found]
        yield fold(article), (article["doc_id"], named, wanted)


def without(rows: list[tuple[int, Row]], part: int | None) -> list[tuple[frozenset[str], bool]]:
    """Examples of all articles but those of one part."""
    kept = [row for at, row in rows if at != part]
    return [(features, name in wanted) for _, named, wanted in kept for name, features in named]


def main() -> None:
    rows = list(rows_of(sys.argv[1:]))
    whole = reachable = 0
    for part in range(FOLDS):
        model = train(without(rows, part))
        for at, (_, named, wanted) in rows:
            if at == part:
                told = {name for name, features in named if chance(model, features) >= roles.LIKELY}
                whole += told == wanted
                reachable += wanted <= {name for name, _ in named}
    print(f"party sets whole {whole}/{len(rows)}, all parties named as labelled in {reachable}")
    text = json.dumps(train(without(rows, None)), ensure_ascii=False, indent=0, sort_keys=True)
    MODEL.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
