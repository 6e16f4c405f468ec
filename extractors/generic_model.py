"""The model that tells text blocks from the rest: boosted symmetric trees, learned from labelled pages.

``tests/bench/train_generic.py`` learns the weights. In a symmetric tree all nodes of a level ask the same
question, so a page is one comparison of a matrix and one look-up (CatBoost: Prokhorenkova et al., 2018).
"""

import json
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from extractors.generic_features import Matrix
from warehouse.record import record


@record
class Forest:
    questions: NDArray[np.int64]  # trees x depth: the feature asked
    borders: Matrix  # trees x depth: yes if the feature is greater
    leaves: Matrix  # trees x 2**depth
    bias: float


def text_share(features: Matrix) -> Matrix:
    """For each row the probability, 0 to 1, that the block belongs to the article's text."""
    forest = _forest()
    trees, depth = forest.questions.shape
    columns = np.ascontiguousarray(features.T)  # a question reads one column
    leaf = np.zeros((trees, len(features)), dtype=np.intp)
    for level in range(depth):
        answers = columns[forest.questions[:, level]] > forest.borders[:, level, None]
        leaf |= answers.astype(np.intp) << level
    leaf += np.arange(trees)[:, None] << depth
    score = forest.leaves.ravel()[leaf].sum(axis=0) + forest.bias
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)


@lru_cache(maxsize=1)
def _forest() -> Forest:
    data = json.loads((files("extractors") / "generic_model.json").read_text("utf-8"))
    return Forest(
        questions=np.array(data["questions"], dtype=np.int64),
        borders=np.array(data["borders"], dtype=np.float32),
        leaves=np.array(data["leaves"], dtype=np.float32),
        bias=float(data["bias"]),
    )
