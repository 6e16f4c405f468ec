"""Logistic models whose weights ship as numbers: a feature is a word, its weight a number."""

import json
import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def weights(name: str) -> dict[str, float]:
    """The weights of a packaged model, by feature."""
    text = files("transforms.programs").joinpath("data", name).read_text("utf-8")
    found: dict[str, float] = json.loads(text)
    return found


def chance(model: dict[str, float], features: Iterable[str]) -> float:
    """The chance that a logistic model gives to a set of features, 0-1."""
    total = sum(model.get(feature, 0.0) for feature in features)
    return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))
