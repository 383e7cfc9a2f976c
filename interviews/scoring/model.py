"""The trained model: boosted trees kept as JSON, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from interviews.scoring.features import FEATURES

PATH = Path(__file__).parent / "model.json"
TOP = 5.0

# A leaf is its value; a branch is [feature, threshold, left, right]: left where the feature is at most the threshold.
Tree = float | list[Any]


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    version: str
    baseline: float
    trees: tuple[Tree, ...]
    # confidence -> half the width of the interval which holds 80 % of people's grades, 0..5
    errors: Mapping[str, float]

    def predict(self, values: Sequence[float]) -> float:
        """0..5 from the values of FEATURES."""
        return min(TOP, max(0.0, self.baseline + sum(_value(tree, values) for tree in self.trees)))


def _value(tree: Tree, values: Sequence[float]) -> float:
    while isinstance(tree, list):
        feature, threshold, left, right = tree
        tree = left if values[feature] <= threshold else right
    return tree


def read(path: Path) -> Model:
    held = json.loads(path.read_text(encoding="utf-8"))
    if held["features"] != list(FEATURES):
        raise ValueError(f"{path} was trained on other features; train it anew.")
    return Model(held["name"], held["version"], held["baseline"], tuple(held["trees"]), held["errors"])


@lru_cache(maxsize=1)
def model() -> Model:
    return read(PATH)
