"""Fits weights on past outcomes and says whether they are better than those in use, on outcomes that came later.

The examples are put in the order in which their outcomes became known. The earlier FIT_SHARE fit the new weights, the
later rest test them against the ones in use: forward in time, as they would be used. The verdict is "better" only where

    both outcomes occur at least MIN_OF_EACH times among the test rows,
    the whole 95 % interval of the difference in log loss is below 0, and
    the interval of the difference in AUC does not lie wholly below 0.

Otherwise the weights in use are kept. What is activated is what was tested: there is no second fit on all rows, whose
result nobody would have seen at work. The variances of the sources are the model's and are not fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from feedback.estimators.logistic import NotFitted, fit
from feedback.estimators.metrics import Comparison, compare
from feedback.estimators.suitability import Evidence, Source, Weights, levels, sigmoid

FIT_SHARE = 0.7
MIN_OF_EACH = 50
TOP_SHARE = 0.1
PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """What was known of a candidate before the round that decided, and whether an offer came of it at `at`."""

    at: datetime
    label: bool
    evidence: Evidence


@dataclass(frozen=True)
class Part:
    """The rows of one side of the cut."""

    rows: int
    offers: int
    first: datetime | None
    last: datetime | None

    def to_dict(self) -> dict[str, Any]:
        first, last = (None if at is None else at.isoformat() for at in (self.first, self.last))
        return {"rows": self.rows, "offers": self.offers, "first": first, "last": last}


@dataclass(frozen=True)
class Calibration:
    """`weights` and `comparison` are None where the examples did not suffice for a fit."""

    better: bool
    reason: str
    fitted_on: Part
    tested_on: Part
    weights: Weights | None = None
    comparison: Comparison | None = None

    def metrics(self) -> dict[str, Any]:
        """For storing with the version."""
        figures = {}
        if self.comparison:
            figures = {
                side: {name: interval.to_dict() for name, interval in getattr(self.comparison, side).items()}
                for side in ("old", "new", "difference")
            }
        return {
            "verdict": "better" if self.better else "kept",
            "reason": self.reason,
            "fit": self.fitted_on.to_dict(),
            "test": self.tested_on.to_dict(),
            "top_share": TOP_SHARE,
            **figures,
        }


def calibrate(examples: Sequence[Example], current: Weights) -> Calibration:
    ordered = sorted((each for each in examples if each.evidence), key=lambda each: each.at)
    past, later = cut(ordered)
    parts = part_of(past), part_of(later)
    if reason := too_few(*parts):
        return Calibration(False, reason, *parts)
    try:
        weights = fitted(past, current)
    except NotFitted as refusal:
        return Calibration(False, f"No weights could be fitted: {refusal}", *parts)
    labels = [each.label for each in later]
    comparison = compare(chances(later, current), chances(later, weights), labels, TOP_SHARE)
    better, reason = verdict(comparison)
    return Calibration(better, reason, *parts, weights, comparison)


def cut(ordered: Sequence[Example]) -> tuple[Sequence[Example], Sequence[Example]]:
    """Outcomes of the same moment stay on one side."""
    place = round(len(ordered) * FIT_SHARE)
    while 0 < place < len(ordered) and ordered[place - 1].at == ordered[place].at:
        place += 1
    return ordered[:place], ordered[place:]


def part_of(examples: Sequence[Example]) -> Part:
    first, last = (examples[0].at, examples[-1].at) if examples else (None, None)
    return Part(len(examples), sum(each.label for each in examples), first, last)


def too_few(past: Part, later: Part) -> str:
    for name, part in (("to fit on", past), ("to test on", later)):
        if min(part.offers, part.rows - part.offers) < MIN_OF_EACH:
            return (
                f"Too few outcomes {name}: {part.offers} with an offer and {part.rows - part.offers} without; "
                f"it takes {MIN_OF_EACH} of each."
            )
    return ""


def fitted(examples: Sequence[Example], current: Weights) -> Weights:
    rows = [tuple(levels(each.evidence, current).values()) for each in examples]
    centre = [current.sources[source].weight for source in current.sources]
    base, coefficients = fit(rows, [each.label for each in examples], centre=centre, penalty=PENALTY)
    sources: dict[Source, Any] = {
        source: replace(current.sources[source], weight=round(coefficient, 6))
        for source, coefficient in zip(current.sources, coefficients, strict=True)
    }
    return Weights(round(base, 6), sources)


def chances(examples: Sequence[Example], weights: Weights) -> list[float]:
    sources = [(source, each.weight) for source, each in weights.sources.items()]
    found = []
    for example in examples:
        at = levels(example.evidence, weights)
        found.append(sigmoid(weights.base + sum(weight * at[source] for source, weight in sources)))
    return found


def verdict(comparison: Comparison) -> tuple[bool, str]:
    loss, ranked = comparison.difference["log_loss"], comparison.difference["auc"]
    told = f"log loss {loss.value:+.4f} (95 % interval {loss.low:+.4f} to {loss.high:+.4f})"
    if loss.high >= 0:
        return False, f"Kept: on later outcomes the new weights are not surely better: {told}."
    if ranked.high < 0:
        return False, (
            f"Kept: the new weights rank worse: AUC {ranked.value:+.4f} "
            f"({ranked.low:+.4f} to {ranked.high:+.4f}), though {told}."
        )
    return True, f"Better on later outcomes: {told}, AUC {ranked.value:+.4f}."
