"""Judges each block of the pages of which only snippets are known, by a vote, for ``train_generic.py``.

The voters are the extractor itself, by weights that have not seen the page, and its peers, whose texts
``bench.py --out OUT/SET`` has written for the sets ``fundus`` and ``trafeval``. How far to trust each is
learned from the pages with a true text. The last fold is left out but with ``--all``, for weights that are
not measured on it. Needs ``catboost``.

    HOPTAC_SHARED=../shared python tests/bench/teach_generic.py OUT [--all] > taught.jsonl
"""

import json
import sys
from pathlib import Path

import numpy as np
from bench_generic import shares_of
from train_generic import FOLDS, LAST_FOLD, Sample, find_samples, read_rows, runs_in

PEERS = ("trafilatura", "readability", "resiliparse", "justext", "boilerpy3")


def votes(sample: Sample, own: np.ndarray, texts: list[str]) -> np.ndarray:
    """A row for each block: every voter's share, how far peers agree with us on the page, neighbours."""
    length = sample.page.features[:, 0]
    columns = [own]
    for text in texts:
        share = runs_in(sample.blocks, text)
        both = (np.minimum(share, own) * length).sum()
        agreed = 2 * both / max(((share + own) * length).sum(), 1)
        columns += [share, np.full(len(own), agreed)]
    table = np.stack(columns, axis=1)
    beside = np.pad(table[:, [0, 1, 3]], ((1, 1), (0, 0)))
    link_share = sample.page.features[:, 1] / np.maximum(length, 1)
    extra = np.stack([np.log1p(length), link_share, sample.page.features[:, 9]], axis=1)
    return np.concatenate([table, extra, beside[:-2], beside[2:]], axis=1)


def main() -> None:
    from catboost import CatBoostClassifier, Pool

    out = Path(sys.argv[1])
    texts = {(kind, peer): {row["id"]: row["text"] or "" for row in read_rows(out / kind / f"{peer}.jsonl")}
             for kind in ("fundus", "trafeval") for peer in PEERS}  # fmt: skip
    folds = range(FOLDS if "--all" in sys.argv else LAST_FOLD)
    samples = [sample for sample in find_samples() if sample.fold in folds and sample.kind != "vn"]
    own = {name: share for fold in folds for name, share in shares_of(samples, fold).items()}
    tables = {
        sample.name: votes(
            sample, own[sample.name], [texts[sample.kind, peer].get(sample.name, "") for peer in PEERS]
        )
        for sample in samples
    }
    known = [sample for sample in samples if sample.kind == "fundus"]
    weights = np.concatenate([sample.weights for sample in known])
    used = weights > 0
    judge = CatBoostClassifier(
        iterations=80, depth=4, learning_rate=0.12, l2_leaf_reg=10, random_seed=1, verbose=0,
        allow_writing_files=False,
    )  # fmt: skip
    rows = np.concatenate([tables[sample.name] for sample in known])
    labels = np.concatenate([sample.labels for sample in known])
    judge.fit(Pool(rows[used], labels[used], weight=weights[used]))
    for sample in samples:
        if sample.kind == "trafeval":
            shares = judge.predict_proba(tables[sample.name])[:, 1].round(3).tolist()
            print(json.dumps({"id": sample.name, "shares": shares}))


if __name__ == "__main__":
    main()
