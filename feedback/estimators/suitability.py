"""One figure, 0-100, for how likely an offer is, with an interval and with what each source added to it.

Four sources tell of a candidate, each by its own mean on its own scale. All are put on one scale of levels, on which
0 is neither good nor bad:

    stages, feedback   (rating - 3) / 1         ratings 1-5; those of feedback with the interviewer's severity taken off
    assessments        (score - 60) / 20        scores 0-100
    feeder             the score boost itself   log odds: how much likelier an offer is than from other sources

A few ratings say less than many, so each level is estimated by the normal-normal model (Gelman et al., Bayesian Data
Analysis, 3rd ed., section 2.5): true levels vary with variance `prior` around 0, single observations with variance
`noise` around the true level. From n observations with mean x the level has

    mean  n x / (n + noise / prior)        variance  1 / (n / noise + 1 / prior)

A source that says nothing keeps its prior, mean 0 and variance `prior`: it adds no points, and widens the interval.
Then z = base + sum of weight x level, the score is 100 / (1 + exp(-z)), and its interval is that of z +- 1.96 standard
deviations, taken through the same curve, so it never leaves 0-100. Where no source says anything there is no score.

The points of the sources add up to score - base score. Each is the source's Shapley value: what it adds to the score
on average over all orders in which the sources could have come in. The order of the sources thus decides nothing,
which a sequence of steps on a curve could not promise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from math import comb, exp, isfinite, sqrt
from typing import Any, Self

Z95 = 1.959964


class Source(StrEnum):
    STAGES = "stages"
    FEEDBACK = "feedback"
    ASSESSMENTS = "assessments"
    FEEDER = "feeder"


# source: (what counts as level 0, how much of its own scale is one level)
SCALES: dict[Source, tuple[float, float]] = {
    Source.STAGES: (3.0, 1.0),
    Source.FEEDBACK: (3.0, 1.0),
    Source.ASSESSMENTS: (60.0, 20.0),
    Source.FEEDER: (0.0, 1.0),
}


@dataclass(frozen=True, slots=True)
class Observed:
    """n observations of one source. `raw` is their mean as given, `mean` the one to judge by, severity taken off."""

    n: int
    mean: float
    raw: float | None = None

    def __post_init__(self) -> None:
        if self.n < 1 or not isfinite(self.mean):
            raise ValueError(f"{self.n} observations with mean {self.mean}")


Evidence = Mapping[Source, Observed]


@dataclass(frozen=True, slots=True)
class SourceWeight:
    """`weight` is in log odds for each level; `noise` and `prior` are the variances of the module's text."""

    weight: float
    noise: float
    prior: float

    def __post_init__(self) -> None:
        if not all(map(isfinite, (self.weight, self.noise, self.prior))) or self.noise <= 0 or self.prior <= 0:
            raise ValueError(f"weights are finite and variances positive, unlike {self}")

    def level(self, source: Source, seen: Observed | None) -> tuple[float, float]:
        """Mean and variance of the true level."""
        if seen is None:
            return 0.0, self.prior
        zero, unit = SCALES[source]
        mean = seen.n * (seen.mean - zero) / unit / (seen.n + self.noise / self.prior)
        return mean, 1 / (seen.n / self.noise + 1 / self.prior)


@dataclass(frozen=True)
class Weights:
    base: float
    sources: Mapping[Source, SourceWeight]

    def __post_init__(self) -> None:
        if not isfinite(self.base) or set(self.sources) != set(Source):
            raise ValueError("weights name a finite base and each source once")

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """What to_dict made, or ValueError."""
        unknown = set(stored) ^ {"base", *Source}
        if unknown:
            raise ValueError(f"unknown or missing: {', '.join(sorted(unknown))}")
        sources = {source: numbers_of(stored[source]) for source in Source}
        return cls(number_of(stored["base"]), sources)

    def to_dict(self) -> dict[str, Any]:
        return {
            "base": self.base,
            **{
                source.value: {"weight": each.weight, "noise": each.noise, "prior": each.prior}
                for source, each in self.sources.items()
            },
        }


def numbers_of(stored: Any) -> SourceWeight:
    if not isinstance(stored, Mapping) or set(stored) != {"weight", "noise", "prior"}:
        raise ValueError("a source has a weight, a noise and a prior")
    return SourceWeight(**{name: number_of(value) for name, value in stored.items()})


def number_of(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is no number")
    return float(value)


# Version 1, set by hand until outcomes can speak. `base` makes a candidate of whom everything is middling a little less
# likely to get an offer than not. Feedback weighs more than the ratings of stages, since its author is known and their
# severity taken off; an assessment is scored by a program and weighs less; a feeder's boost is log odds already, so its
# weight is 1. A single rating is half noise, half level (0.5 and 0.5), hence three of them keep three quarters of what
# they say. With three stages and three feedbacks, ratings of 4.5 give 84, 3.0 give 45, 2.0 give 19 (and 4.0 give 74).
HAND_SET = Weights(
    base=-0.19,
    sources={
        Source.STAGES: SourceWeight(weight=0.77, noise=0.5, prior=0.5),
        Source.FEEDBACK: SourceWeight(weight=0.90, noise=0.5, prior=0.5),
        Source.ASSESSMENTS: SourceWeight(weight=0.50, noise=0.3, prior=0.6),
        Source.FEEDER: SourceWeight(weight=1.00, noise=0.02, prior=0.1),
    },
)


@dataclass(frozen=True, slots=True)
class Part:
    """What one source said, and what came of it. `n` is 0 where it said nothing: its level is the prior's then."""

    n: int
    mean: float | None
    raw: float | None
    level: float
    sd: float
    weight: float
    points: float


@dataclass(frozen=True)
class Score:
    value: float
    low: float
    high: float
    base: float
    parts: Mapping[Source, Part] = field(default_factory=dict)

    def breakdown(self) -> dict[str, Any]:
        """For storing: {"base": points, "sources": {name: its part}}."""
        return {"base": round(self.base, 4), "sources": {name.value: told(part) for name, part in self.parts.items()}}


def told(part: Part) -> dict[str, Any]:
    mean = None if part.mean is None else round(part.mean, 4)
    raw = None if part.raw is None else round(part.raw, 4)
    return {
        "n": part.n,
        "mean": mean,
        "raw_mean": raw,
        "level": round(part.level, 4),
        "sd": round(part.sd, 4),
        "weight": part.weight,
        "points": round(part.points, 4),
    }


def sigmoid(z: float) -> float:
    if z >= 0:
        return 1 / (1 + exp(-z))
    return exp(z) / (1 + exp(z))


def levels(evidence: Evidence, weights: Weights) -> dict[Source, float]:
    """The posterior mean levels: the features that weights are fitted on."""
    return {source: each.level(source, evidence.get(source))[0] for source, each in weights.sources.items()}


def score(evidence: Evidence, weights: Weights) -> Score | None:
    """None where there is no evidence at all."""
    if not evidence:
        return None
    estimates = {source: each.level(source, evidence.get(source)) for source, each in weights.sources.items()}
    steps = {source: weights.sources[source].weight * mean for source, (mean, _) in estimates.items()}
    z = weights.base + sum(steps.values())
    sd = sqrt(sum(weights.sources[source].weight ** 2 * variance for source, (_, variance) in estimates.items()))
    points = shapley(weights.base, steps)
    parts = {}
    for source, (mean, variance) in estimates.items():
        seen = evidence.get(source)
        parts[source] = Part(
            n=seen.n if seen else 0,
            mean=seen.mean if seen else None,
            raw=(seen.mean if seen.raw is None else seen.raw) if seen else None,
            level=mean,
            sd=sqrt(variance),
            weight=weights.sources[source].weight,
            points=points[source],
        )
    low, high = 100 * sigmoid(z - Z95 * sd), 100 * sigmoid(z + Z95 * sd)
    return Score(100 * sigmoid(z), low, high, 100 * sigmoid(weights.base), parts)


def shapley(base: float, steps: Mapping[Source, float]) -> dict[Source, float]:
    """Each step's points. A step of 0 adds 0 wherever it comes, so only the others are put in order."""
    moving = [source for source, step in steps.items() if step]
    points = dict.fromkeys(steps, 0.0)
    for source in moving:
        others = [other for other in moving if other != source]
        for size in range(len(others) + 1):
            share = 100 / (len(moving) * comb(len(others), size))
            for before in combinations(others, size):
                z = base + sum(steps[other] for other in before)
                points[source] += share * (sigmoid(z + steps[source]) - sigmoid(z))
    return points
