"""The model that tells text blocks from the rest: boosted symmetric trees, learned from labelled pages.

``tests/bench/train_generic.py`` learns the weights. In a symmetric tree all nodes of a level ask the same
question, so a page is one comparison of a matrix and one look-up (CatBoost: Prokhorenkova et al., 2018).
A first forest looks at the blocks, a second at what the first has found around each of them.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.generic_context import describe_context
from extractors.generic_features import Described, Matrix
from warehouse.record import record

_NEVER = 1e-4
"""Probability of a block that is not looked at; the mean of what the model says of them."""


class Forest:
    """Symmetric trees; of a page all questions are answered at once, those that trees share only once."""

    def __init__(self, questions: NDArray[np.int64], borders: Matrix, leaves: Matrix, bias: float) -> None:
        """``questions``: trees x depth, the feature asked. ``borders``: the same, what it is compared with.

        ``leaves``: trees x 2**depth.
        """
        trees, depth = questions.shape
        asked = np.stack([questions.ravel(), borders.ravel()])
        different, answer = np.unique(asked.astype(np.float64), axis=1, return_inverse=True)
        self._features = different[0].astype(np.intp)
        self._borders = different[1].astype(np.float32)[:, None]
        self._answers = np.ascontiguousarray(answer.reshape(trees, depth).T)
        self._starts = (np.arange(trees) << depth)[:, None]
        self._leaves = leaves.ravel()
        self._bias = bias

    def probability(self, features: Matrix) -> Matrix:
        """For each row the probability, 0 to 1."""
        columns = np.ascontiguousarray(features.T)  # a question reads one column
        answers = (columns.take(self._features, axis=0) > self._borders).view(np.uint8)
        leaf = np.zeros((len(self._starts), len(features)), dtype=np.uint8)
        for level, numbers in enumerate(self._answers):
            leaf |= answers.take(numbers, axis=0) << np.uint8(level)
        score = self._leaves.take(leaf + self._starts).sum(axis=0) + self._bias
        return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Forest":
        return cls(
            questions=np.array(data["questions"], dtype=np.int64),
            borders=np.array(data["borders"], dtype=np.float32),
            leaves=np.array(data["leaves"], dtype=np.float32),
            bias=float(data["bias"]),
        )


@record
class Model:
    """A forest for the first look at a page and one for the second."""

    first: Forest
    second: Forest

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Model":
        return cls(first=Forest.from_json(data["first"]), second=Forest.from_json(data["second"]))

    def text_share(self, page: Described) -> Matrix:
        """For each block the probability, 0 to 1, that it belongs to the article's text."""
        shares = page.spread(self.first.probability(page.features), _NEVER)
        return page.spread(self.second.probability(describe_context(page, shares)), _NEVER)


def text_share(page: Described) -> Matrix:
    """For each block the probability, by the weights of the tree."""
    return _model().text_share(page)


@lru_cache(maxsize=1)
def _model() -> Model:
    data = json.loads((files("extractors") / "generic_model.json").read_text("utf-8"))
    return Model.from_json(data)
