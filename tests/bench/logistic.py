"""A logistic regression over sets of features, by Adam; small enough to train in seconds."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

PENALTY, STEPS, RATE, RAREST = 2.0, 400, 0.05, 2


def train(
    examples: Sequence[tuple[Collection[str], bool]], penalty: float = PENALTY, rarest: int = RAREST
) -> dict[str, float]:
    """Weights by feature; features that fewer than ``rarest`` examples have get none."""
    counts = Counter(feature for features, _ in examples for feature in features)
    names = sorted(feature for feature, count in counts.items() if count >= rarest)
    column = {name: at for at, name in enumerate(names)}
    matrix = np.zeros((len(examples), len(names)))
    for at, (features, _) in enumerate(examples):
        matrix[at, [column[name] for name in features if name in column]] = 1
    wanted = np.array([right for _, right in examples], float)
    weights, first, second = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        slope = matrix.T @ (1 / (1 + np.exp(-matrix @ weights)) - wanted) + penalty * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(weights[at]), 3) for name, at in column.items()}
