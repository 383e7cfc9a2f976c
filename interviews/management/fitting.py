"""Fitting the model. The only place that needs scikit-learn, which requirements-train.txt names."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from interviews.management.training import Example
from interviews.scoring.features import FEATURES
from interviews.scoring.model import Model, Tree

NAME, VERSION = "lexical", "1.1"
# The interval is to hold this share of people's grades.
COVERAGE = 0.8
FOLDS = 7
SETTINGS = {
    "max_iter": 150,
    "learning_rate": 0.05,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "max_features": 0.5,
    "early_stopping": False,
    "random_state": 0,
}


class TrainingLibrariesMissing(Exception):
    def __str__(self) -> str:
        return "scikit-learn is not installed: pip install -r requirements-train.txt"


def library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        raise TrainingLibrariesMissing from missing


def fit(examples: Sequence[Example], errors: Mapping[str, float] | None = None) -> Model:
    """Boosted trees in which more coverage never lowers the score."""
    ensemble, limits = library("sklearn.ensemble"), library("threadpoolctl")
    # One thread: sums of floats depend on their order.
    with limits.threadpool_limits(1):
        fitted = ensemble.HistGradientBoostingRegressor(monotonic_cst=list(FEATURES.values()), **SETTINGS).fit(
            [example.values for example in examples],
            [example.grade for example in examples],
            sample_weight=[example.weight for example in examples],
        )
    trees = tuple(_tree(stage[0].nodes, 0) for stage in fitted._predictors)
    return Model(NAME, VERSION, round(float(fitted._baseline_prediction.item()), 6), trees, dict(errors or {}))


def _tree(nodes: Any, place: int) -> Tree:
    node = nodes[place]
    if node["is_leaf"]:
        return round(float(node["value"]), 6)
    children = (_tree(nodes, int(node["left"])), _tree(nodes, int(node["right"])))
    return [int(node["feature_idx"]), round(float(node["num_threshold"]), 6), *children]


def folds(examples: Sequence[Example]) -> Iterator[tuple[Model, list[Example]]]:
    """A model of some questions' examples, and the examples of the others."""
    groups = list(dict.fromkeys(example.group for example in examples))
    for fold in range(min(FOLDS, len(groups))):
        held_out = set(groups[fold::FOLDS])
        yield (
            fit([example for example in examples if example.group not in held_out]),
            [example for example in examples if example.group in held_out],
        )


def interval_widths(examples: Sequence[Example]) -> dict[str, float]:
    """confidence -> the 80 % quantile of |grade - score| on questions the model has not seen (split conformal)."""
    errors: dict[str, list[float]] = {"high": [], "medium": [], "low": []}
    for model, held_out in folds(examples):
        for example in held_out:
            if example.real:
                errors[example.content.confidence].append(abs(example.grade - example.content.score_by(model)))
    return {confidence: round(_quantile(sorted(found)), 2) for confidence, found in errors.items()}


def _quantile(values: Sequence[float]) -> float:
    return values[min(len(values), ceil((len(values) + 1) * COVERAGE)) - 1] if values else 5.0


def as_dict(model: Model, data: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {
        "name": model.name,
        "version": model.version,
        "trained_on": list(data),
        "features": list(FEATURES),
        "coverage_of_interval": COVERAGE,
        "errors": dict(model.errors),
        "baseline": model.baseline,
        "trees": list(model.trees),
    }
