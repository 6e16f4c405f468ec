"""Learns ``extractors/generic_model.json`` from labelled pages.

Needs ``catboost`` beside the project. Pages: the development sets of the shared evaluation data, named by
HOPTAC_SHARED. Only weights go into the project, no text of a page. Without ``--all`` a third of the hosts
stays out, for ``bench_extract.py`` to measure on.

    HOPTAC_SHARED=../shared python tests/bench/train_generic.py [--all]
"""

import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from extractors import decode
from extractors.capture import Capture
from extractors.generic_features import Clues, Matrix, describe
from extractors.jsonld import read_jsonld
from extractors.metadata import description
from extractors.page import Page
from extractors.page_blocks import Block
from extractors.title import stated_titles
from warehouse.record import record

SHARED = Path(os.environ.get("HOPTAC_SHARED", "../shared"))
SETS = SHARED / "bench" / "extract" / "sets"
MODEL = Path(__file__).parents[2] / "extractors" / "generic_model.json"
TREES, DEPTH = (
    160,
    6,
)  # by cross-validation over hosts; 300 trees of depth 4 and 250 of depth 6 were no better
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)


@record
class Sample:
    """One page: a row of features, a label and a weight for each block."""

    host: str
    features: Matrix
    labels: np.ndarray
    weights: np.ndarray


def held_out(host: str) -> bool:
    """Whether a host is in the third that is not learned from."""
    return hashlib.sha256(host.encode()).digest()[0] % 3 == 0


def read_page(content: bytes, url: str) -> tuple[list[Block], Matrix] | None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    capture = Capture(url=url, final_url=url, status=200, headers={}, content=content, captured_at=at)
    page = Page(decode.text(capture), url)
    data = read_jsonld(page.scripts)
    clues = Clues(stated_titles(page, data), data.description or description(page) or "", data.body or "")
    return (page.blocks, describe(page.blocks, clues)) if page.blocks else None


def labels_by_text(blocks: list[Block], gold: str, optional: str = "") -> tuple[np.ndarray, np.ndarray]:
    """A block is text if half of its runs of four words are in the page's true text."""
    words = _TOKEN.findall(gold)
    wanted = {tuple(words[at : at + size]) for size in (1, 2, 3, 4) for at in range(len(words) - size + 1)}
    lines = {tuple(_TOKEN.findall(line)) for line in gold.split("\n")}
    spare = {tuple(_TOKEN.findall(line)) for line in optional.split("\n")}
    labels, weights = np.zeros(len(blocks)), np.zeros(len(blocks))
    for number, block in enumerate(blocks):
        own = tuple(_TOKEN.findall(block.text))
        runs = [own[at : at + min(4, len(own))] for at in range(max(1, len(own) - 3))] if own else []
        share = sum(run in wanted for run in runs) / max(len(runs), 1)
        labels[number] = own in lines if len(own) <= 4 else share >= 0.5
        weights[number] = 0 if own in spare else len(own) * (0.3 if 0.3 < share < 0.7 else 1)
    _keep_one_of_repeats(blocks, labels, weights)
    total = max(weights.sum(), 1e-9)
    return labels, np.where(weights > 0, 50 * weights / total + 0.15, 0)


def _keep_one_of_repeats(blocks: list[Block], labels: np.ndarray, weights: np.ndarray) -> None:
    places: dict[str, list[int]] = {}
    for number in np.flatnonzero(labels):
        places.setdefault(blocks[number].text, []).append(int(number))
    for same in places.values():
        best = max(same, key=lambda number: labels[max(0, number - 4) : number + 5].sum())
        for number in same:
            if number != best:
                labels[number], weights[number] = 0, 0.3 * weights[number]


def labels_by_snippets(blocks: list[Block], gold: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Only the blocks that hold a known snippet, wanted or not, have a weight."""
    hit = np.array([_holds(block.text, gold["with"]) for block in blocks])
    bad = np.array([_holds(block.text, gold["without"]) for block in blocks])
    return hit.astype(float), np.where(hit != bad, 0.3, 0.0)


def _holds(text: str, snippets: list[str]) -> bool:
    parts = [" ".join(snippet.split()) for snippet in snippets]
    return any(part in text or (len(text) > 30 and text in part) for part in parts)


def find_samples() -> Iterator[Sample]:
    for name in ("fundus", "trafeval"):
        gold = {row["id"]: row for row in _rows(SETS / name / "gold.jsonl")}
        for item in _rows(SETS / name / "items.jsonl"):
            read = read_page(gzip.decompress((SETS / name / item["page"]).read_bytes()), item["url"])
            if read is None:
                continue
            blocks, features = read
            by_text = name == "fundus"
            host = urlsplit(item["url"]).netloc if by_text else re.split(r"\.html|-", item["file"])[0].lower()
            row = gold[item["id"]]
            found = labels_by_text(blocks, row["text"]) if by_text else labels_by_snippets(blocks, row)
            yield Sample(host=host, features=features, labels=found[0], weights=found[1])
    yield from _vietnamese_samples()


def _vietnamese_samples() -> Iterator[Sample]:
    root = SHARED / "pages" / "vn"
    for row in _rows(root / "truth.jsonl"):
        file = root / row["file"].removeprefix("pages/").replace(".html", ".html.gz")
        content = re.sub(rb"(?m)^\s*<%@.*?%>\s*$", b"", gzip.decompress(file.read_bytes()))
        read = None if row["exclude"] else read_page(content, row["url"] or f"https://{row['site']}.vn/a")
        if read:
            text = "\n".join([row["lead"] or "", *row["body"]])
            labels, weights = labels_by_text(read[0], text, "\n".join(row["optional"]))
            yield Sample(host=row["site"], features=read[1], labels=labels, weights=weights)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def learn(samples: list[Sample]) -> dict[str, Any]:
    """Fits the trees; the result is what ``generic_model.json`` holds."""
    from catboost import CatBoostClassifier, Pool

    features = np.concatenate([sample.features for sample in samples])
    labels = np.concatenate([sample.labels for sample in samples])
    weights = np.concatenate([sample.weights for sample in samples])
    used = weights > 0
    model = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=0.12, l2_leaf_reg=6, rsm=0.3, random_seed=1,
        thread_count=2, verbose=0, border_count=64, boosting_type="Plain", allow_writing_files=False,
    )  # fmt: skip
    model.fit(Pool(features[used], labels[used], weight=weights[used]))
    return _exported(model)


def _exported(model: Any) -> dict[str, Any]:
    scratch = MODEL.with_suffix(".tmp")
    model.save_model(str(scratch), format="json")
    data = json.loads(scratch.read_text())
    scratch.unlink()
    flat = {
        row["feature_index"]: row["flat_feature_index"] for row in data["features_info"]["float_features"]
    }
    trees = [_tree(tree, flat) for tree in data["oblivious_trees"]]
    scale, bias = data["scale_and_bias"]
    return {
        "questions": [tree[0] for tree in trees],
        "borders": [tree[1] for tree in trees],
        "leaves": [[round(scale * leaf, 4) for leaf in tree[2]] for tree in trees],
        "bias": round(bias[0] if isinstance(bias, list) else bias, 5),
    }


def _tree(tree: dict[str, Any], flat: dict[int, int]) -> tuple[list[int], list[float], list[float]]:
    splits, leaves = tree["splits"] or [], tree["leaf_values"]
    missing = DEPTH - len(splits)  # a shallower tree asks questions that nothing answers with yes
    questions = [flat[split["float_feature_index"]] for split in splits] + [0] * missing
    borders = [float(f"{split['border']:.6g}") for split in splits] + [3e38] * missing
    return questions, borders, leaves + [0.0] * (len(leaves) * (2**missing - 1))


if __name__ == "__main__":
    every = list(find_samples())
    chosen = every if "--all" in sys.argv else [sample for sample in every if not held_out(sample.host)]
    MODEL.write_text(json.dumps(learn(chosen), separators=(",", ":")), encoding="utf-8")
    print(f"learned from {len(chosen)} of {len(every)} pages")
