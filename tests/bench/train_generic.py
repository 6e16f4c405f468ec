"""Learns ``extractors/generic_model.json`` from labelled pages.

Needs ``catboost`` beside the project. Pages: the development sets of the shared evaluation data, named by
HOPTAC_SHARED. Only weights go into the project, no text of a page. Pages of which only snippets are known
are learned from what a vote says of each of their blocks (``teach_generic.py``): a student of several
extractors and of itself (distillation: Hinton et al., 2015). Without ``--all`` one fold of six, by
publisher, stays out. ``bench_generic.py`` measures on publishers that were not learned from.

    HOPTAC_SHARED=../shared python tests/bench/train_generic.py taught.jsonl [--all]
"""

import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from extractors import decode
from extractors.capture import Capture
from extractors.generic import find_wholes
from extractors.generic_context import describe_context
from extractors.generic_features import Clues, Described, Matrix, describe
from extractors.generic_model import Forest
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
SECOND_TREES = 80
_TAUGHT = 0.5  # weight of a page judged by vote beside one with a true text
_OWN = 3  # weight of a Vietnamese page; without it the vote, which knows few of them, drowns them
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)


@record
class Sample:
    """One page: its blocks in numbers, a label from 0 to 1 and a weight for each."""

    name: str
    kind: str  # the set: fundus, trafeval or vn
    host: str
    fold: int
    blocks: list[Block]
    clues: Clues
    url: str
    truth: tuple[str, str]  # the true text, and what may be left out of it; empty where unknown
    page: Described
    labels: np.ndarray
    weights: np.ndarray


# Papers of one house share a system: they stand in one fold.
_HOUSES = (
    "abendblatt|braunschweiger|morgenpost|waz.de", "nationalpost|ottawacitizen|theprovince", "fr.de|merkur",
    "dailystar|express.co|mirror.co",
    "mdr.de|ndr.de|hessenschau|rbb24|wdr.de|tagesschau|sportschau|swr.de|br.de",
    "nine.com.au|9news", "zdf", "yomiuri", "independent.co|standard.co.uk",
    "isolezwe|ilanganews|dizindaba|durbanlocal",
    "dailynews.co.tz|habarileo", "tagesanzeiger|20min", "vnexpress|ngoisao",
    "cafef|kenh14|genk|soha|cafebiz|afamily",
    "dw.com|dw.de", "heise|telepolis", "spiegel|manager-magazin",
)  # fmt: skip
_NO_NAMES = {"blog", "news", "html", "blogspot", "roma", "japannews"}
FOLDS = 6
LAST_FOLD = FOLDS - 1  # is learned from only with --all, and measured on last


def fold_of(host: str) -> int:
    """The fold of a host; all hosts of a publisher have the same."""
    name = re.sub(r"^www1?\.", "", host.lower())
    house = next((house for house in _HOUSES if re.search(house.replace(".", "[.]"), name)), None)
    parts = name.replace(".html", "").split("-")[0].split(".")
    own = next((part for part in parts if len(part) > 3 and part not in _NO_NAMES), name)
    return hashlib.sha256((house or own).encode()).digest()[1] % FOLDS


def read_page(content: bytes, url: str) -> tuple[list[Block], Clues] | None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    capture = Capture(url=url, final_url=url, status=200, headers={}, content=content, captured_at=at)
    page = Page(decode.text(capture), url)
    data = read_jsonld(page.scripts)
    clues = Clues(stated_titles(page, data), data.description or description(page) or "", data.body or "")
    return (page.blocks, clues) if page.blocks else None


def runs_in(blocks: list[Block], text: str) -> np.ndarray:
    """The share of each block's runs of four words that a text has; a short block must be a line of it."""
    words = _TOKEN.findall(text)
    wanted = {tuple(words[at : at + size]) for size in (1, 2, 3, 4) for at in range(len(words) - size + 1)}
    lines = {tuple(_TOKEN.findall(line)) for line in text.split("\n")}
    shares = np.zeros(len(blocks))
    for number, block in enumerate(blocks):
        own = tuple(_TOKEN.findall(block.text))
        runs = [own[at : at + min(4, len(own))] for at in range(max(1, len(own) - 3))] if own else []
        shares[number] = own in lines if len(own) <= 4 else sum(run in wanted for run in runs) / len(runs)
    return shares


def labels_by_text(blocks: list[Block], gold: str, optional: str = "") -> tuple[np.ndarray, np.ndarray]:
    """A block is text if half of its runs of four words are in the page's true text."""
    shares = runs_in(blocks, gold.replace("\xad", ""))  # blocks have no soft hyphens
    spare = {tuple(_TOKEN.findall(line)) for line in optional.split("\n")}
    labels = (shares >= 0.5).astype(float)
    words = [tuple(_TOKEN.findall(block.text)) for block in blocks]
    doubt = (shares > 0.3) & (shares < 0.7)
    weights = np.array([0.0 if own in spare else len(own) for own in words]) * np.where(doubt, 0.3, 1)
    _keep_one_of_repeats(blocks, labels, weights)
    for number in find_wholes(blocks, np.flatnonzero(labels).tolist()):
        labels[number], weights[number] = 0, 0.1 * weights[number]
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


def labels_by_vote(
    blocks: list[Block], shares: list[float], gold: dict[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """The vote's share is the label, but where a snippet tells; the surer it is, the more it weighs."""
    labels = np.array(shares)
    told, weights = labels_by_snippets(blocks, gold)
    labels = np.where(weights > 0, told, labels)
    sure = abs(2 * labels - 1)
    words = np.array([len(_TOKEN.findall(block.text)) for block in blocks], dtype=float)
    return labels, _TAUGHT * sure**0.5 * (50 * words / max(words.sum(), 1e-9) + 0.15)


def find_samples(taught: Mapping[str, list[float]] = MappingProxyType({})) -> Iterator[Sample]:
    """All pages of the sets; ``taught`` has the vote's share of each block by page."""
    for kind in ("fundus", "trafeval"):
        gold = {row["id"]: row for row in read_rows(SETS / kind / "gold.jsonl")}
        for item in read_rows(SETS / kind / "items.jsonl"):
            content = gzip.decompress((SETS / kind / item["page"]).read_bytes())
            host = urlsplit(item["url"]).netloc if kind == "fundus" else item["file"].lower()
            row = gold[item["id"]]
            truth = (row["text"], "") if kind == "fundus" else ("", "")
            yield from _sample(
                item["id"], kind, host, content, item["url"], truth, row, taught.get(item["id"])
            )
    root = SHARED / "pages" / "vn"
    for row in read_rows(root / "truth.jsonl"):
        if not row["exclude"]:
            file = root / row["file"].removeprefix("pages/").replace(".html", ".html.gz")
            content = re.sub(rb"(?m)^\s*<%@.*?%>\s*$", b"", gzip.decompress(file.read_bytes()))
            truth = ("\n".join([row["lead"] or "", *row["body"]]), "\n".join(row["optional"]))
            url = row["url"] or f"https://{row['site']}.vn/a"
            yield from _sample(row["file"], "vn", row["site"], content, url, truth, row, None)


def _sample(
    name: str, kind: str, host: str, content: bytes, url: str, truth: tuple[str, str], row: dict[str, Any],
    shares: list[float] | None,
) -> Iterator[Sample]:  # fmt: skip
    read = read_page(content, url)
    if read is None:
        return
    blocks, clues = read
    if truth[0]:
        labels, weights = labels_by_text(blocks, *truth)
    elif shares is not None and len(shares) == len(blocks):
        labels, weights = labels_by_vote(blocks, shares, row)
    else:
        labels, weights = labels_by_snippets(blocks, row)
    yield Sample(
        name=name, kind=kind, host=host, fold=fold_of(host), blocks=blocks, clues=clues, url=url, truth=truth,
        page=describe(blocks, clues, every=True), labels=labels,
        weights=weights * (_OWN if kind == "vn" else 1),
    )  # fmt: skip


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def learn(samples: list[Sample]) -> dict[str, Any]:
    """Fits both forests to labels from 0 to 1; the result is what ``generic_model.json`` holds.

    The second learns from what the first says of pages that it has not seen, as it will be used.
    """
    first = fit_first(samples)
    unseen: dict[str, Matrix] = {}
    for fold in {sample.fold for sample in samples}:
        others = Forest.from_json(fit_first([sample for sample in samples if sample.fold != fold]))
        unseen |= {
            sample.name: others.probability(sample.page.features) for sample in samples if sample.fold == fold
        }
    return {"first": first, "second": fit_second(samples, unseen)}


def fit_first(samples: list[Sample]) -> dict[str, Any]:
    return _fit(samples, np.concatenate([sample.page.features for sample in samples]), TREES)


def fit_second(samples: list[Sample], shares: Mapping[str, Matrix]) -> dict[str, Any]:
    rows = [describe_context(sample.page, shares[sample.name]) for sample in samples]
    return _fit(samples, np.concatenate(rows), SECOND_TREES)


def _fit(samples: list[Sample], features: Matrix, trees: int) -> dict[str, Any]:
    from catboost import CatBoostClassifier, Pool

    labels = np.concatenate([sample.labels for sample in samples])
    weights = np.concatenate([sample.weights for sample in samples])
    used = weights > 0
    model = CatBoostClassifier(
        iterations=trees, depth=DEPTH, learning_rate=0.12, l2_leaf_reg=6, rsm=0.3, random_seed=1,
        thread_count=2, verbose=0, border_count=64, boosting_type="Plain", allow_writing_files=False,
        loss_function="CrossEntropy",
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


def read_taught(arguments: list[str]) -> dict[str, list[float]]:
    """The file of ``teach_generic.py``, if named."""
    files = [argument for argument in arguments if argument.endswith(".jsonl")]
    return {row["id"]: row["shares"] for file in files for row in read_rows(Path(file))}


if __name__ == "__main__":
    every = list(find_samples(read_taught(sys.argv[1:])))
    chosen = every if "--all" in sys.argv else [sample for sample in every if sample.fold != LAST_FOLD]
    MODEL.write_text(json.dumps(learn(chosen), separators=(",", ":")), encoding="utf-8")
    print(f"learned from {len(chosen)} of {len(every)} pages")
