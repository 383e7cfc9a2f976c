"""How well scores agree with people's grades. Scores and grades are 0..5 unless a function says otherwise."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from math import floor, sqrt
from statistics import fmean

TOP = 5
Measure = Callable[[Sequence[float], Sequence[float]], float | None]


def pearson(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r, -1..1; None where one side never varies."""
    if len(xs) < 2:
        return None
    mean_x, mean_y = fmean(xs), fmean(ys)
    squares_x = sum((x - mean_x) ** 2 for x in xs)
    squares_y = sum((y - mean_y) ** 2 for y in ys)
    if not squares_x or not squares_y:
        return None
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / sqrt(squares_x * squares_y)


def spearman(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r of the ranks; ties share the mean of their ranks."""
    return pearson(ranks(xs), ranks(ys))


def ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or values[order[end]] != values[order[start]]:
            for place in order[start:end]:
                found[place] = (start + end + 1) / 2
            start = end
    return found


def rmse(xs: Sequence[float], ys: Sequence[float]) -> float:
    return sqrt(fmean((x - y) ** 2 for x, y in zip(xs, ys, strict=True)))


def grade(score: float) -> int:
    """The whole grade of a score, half up."""
    return min(TOP, max(0, floor(score + 0.5)))


def quadratic_kappa(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Cohen's kappa with quadratic weights over whole grades 0..5: 1 agreement, 0 chance (Cohen 1968)."""
    first, second = [grade(x) for x in xs], [grade(y) for y in ys]
    seen = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / len(first)
    counts_a = [first.count(value) for value in range(TOP + 1)]
    counts_b = [second.count(value) for value in range(TOP + 1)]
    chance = (
        sum(counts_a[a] * counts_b[b] * (a - b) ** 2 for a in range(TOP + 1) for b in range(TOP + 1)) / len(first) ** 2
    )
    return 1 - seen / chance if chance else None


def by_question(questions: Sequence[str], *columns: Sequence[float]) -> list[tuple[list[float], ...]]:
    """The columns' values, apart for each question."""
    places = defaultdict(list)
    for place, question in enumerate(questions):
        places[question].append(place)
    return [tuple([column[place] for place in held] for column in columns) for held in places.values()]


def within_question_r(questions: Sequence[str], scores: Sequence[float], grades: Sequence[float]) -> float | None:
    """The mean of r inside each question whose grades vary; a scorer which gives all the same has r 0 there."""
    found = [pearson(xs, ys) or 0.0 for xs, ys in by_question(questions, scores, grades) if len(set(ys)) > 1]
    return fmean(found) if found else None


def pairs_ordered(
    questions: Sequence[str], scores: Sequence[float], grades: Sequence[float], apart: float = 1.5
) -> float | None:
    """The share, 0..1, of pairs to one question, graded `apart` or more, which the scores order alike; ties half."""
    right = 0.0
    count = 0
    for xs, ys in by_question(questions, scores, grades):
        for a, b in combinations(range(len(ys)), 2):
            if abs(ys[a] - ys[b]) >= apart:
                count += 1
                gain = (xs[a] - xs[b]) * (ys[a] - ys[b])
                right += 1 if gain > 0 else 0.5 if gain == 0 else 0
    return right / count if count else None


def bootstrap_interval(
    measure: Measure,
    questions: Sequence[str],
    scores: Sequence[float],
    grades: Sequence[float],
    *,
    draws: int = 1000,
    seed: int = 0,
    coverage: float = 0.95,
) -> tuple[float, float] | None:
    """The percentile interval of a measure, whole questions drawn: answers to one question are not independent."""
    groups = by_question(questions, scores, grades)
    chance = random.Random(seed)  # noqa: S311 - statistics, no secret
    values = []
    for _ in range(draws):
        drawn = chance.choices(groups, k=len(groups))
        value = measure([x for xs, _ in drawn for x in xs], [y for _, ys in drawn for y in ys])
        if value is not None:
            values.append(value)
    if not values:
        return None
    values.sort()
    cut = (1 - coverage) / 2
    return values[floor(cut * (len(values) - 1))], values[round((1 - cut) * (len(values) - 1))]
