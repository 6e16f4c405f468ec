"""Measures the text of the generic extractor on publishers that its weights have not seen.

Cross-validation by publisher: for each fold the weights are learned anew from the others and the whole
path (blocks, weights, rules after them, lead) reads the fold's pages. Scores are those of the shared
``bench.py``. The last fold is measured only with ``--last``, learned from all others. Needs ``catboost``.

    HOPTAC_SHARED=../shared python tests/bench/bench_generic.py [taught.jsonl] [--last]
"""

import importlib.util
import sys
from typing import Any

import numpy as np
from train_generic import LAST_FOLD, SHARED, Sample, find_samples, learn, read_taught

from extractors import generic, generic_model
from extractors.body import read_body
from extractors.source import ArticleRules

_NO_RULES = ArticleRules.model_validate({})


class _Read:
    """What of a page the reader of bodies looks at."""

    def __init__(self, sample: Sample) -> None:
        self.blocks, self.url = sample.blocks, sample.url


def shares_of(samples: list[Sample], fold: int) -> dict[str, np.ndarray]:
    """What weights learned without a fold (and the last) say of each block of the fold's pages."""
    learned = generic_model.Model.from_json(
        learn([sample for sample in samples if sample.fold not in (fold, LAST_FOLD)])
    )
    return {sample.name: learned.text_share(sample.page) for sample in samples if sample.fold == fold}


def text_of(sample: Sample, shares: np.ndarray) -> str:
    generic.text_share = lambda _: shares
    found = read_body(_Read(sample), _NO_RULES, lambda: sample.clues, None)  # type: ignore[arg-type]
    return "\n".join(text for text in (found.lead, *found.paragraphs) if text)


def _score(name: str, samples: list[Sample], shares: dict[str, np.ndarray], bench: Any) -> None:
    pages = [
        bench.Page(sample.truth[0], text_of(sample, shares[sample.name]), sample.truth[1])
        for sample in samples
        if sample.kind == name and sample.name in shares
    ]
    if pages:
        found = bench.summary(pages)
        print(name, len(pages), {key: round(value, 4) for key, value in found.items()})


def _bench() -> Any:
    spec = importlib.util.spec_from_file_location("bench", SHARED / "bench" / "extract" / "bench.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    samples = list(find_samples(read_taught(sys.argv[1:])))
    shares: dict[str, np.ndarray] = {}
    for fold in [LAST_FOLD] if "--last" in sys.argv else range(LAST_FOLD):
        shares |= shares_of(samples, fold)
    for name in ("fundus", "vn"):
        _score(name, samples, shares, _bench())


if __name__ == "__main__":
    main()
