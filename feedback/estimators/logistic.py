"""Logistic regression with a ridge penalty, by Newton's method (iteratively reweighted least squares; Hastie,
Tibshirani and Friedman, The Elements of Statistical Learning, 2nd ed., section 4.4.1).

The penalty pulls each coefficient towards `centre`, the one in use so far: it is a normal prior around it, so a source
that the past says nothing of keeps its weight, and data that a line separates cannot drive a weight to infinity. The
intercept is not penalised. Sums run over whole columns in C, so 100,000 rows take about a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from math import exp, log1p
from operator import mul, sub

MAX_STEPS = 50
TOLERANCE = 1e-9


class NotFitted(Exception):
    """The rows do not allow a fit; the text says why."""


def fit(
    rows: Sequence[Sequence[float]], labels: Sequence[bool], *, centre: Sequence[float], penalty: float = 1.0
) -> tuple[float, list[float]]:
    """Intercept and coefficients; raises NotFitted."""
    if len(rows) != len(labels) or not rows:
        raise NotFitted("There are no rows, or not as many labels as rows.")
    if all(labels) or not any(labels):
        raise NotFitted("All rows have the same outcome.")
    if penalty <= 0:
        raise NotFitted("The penalty is positive.")
    columns = [[1.0] * len(rows), *map(list, zip(*rows, strict=True))]
    truth = [float(label) for label in labels]
    centres, penalties = [0.0, *centre], [0.0, *repeat(penalty, len(centre))]
    at = [0.0, *centre]
    loss = objective(columns, truth, at, centres, penalties)
    for _ in range(MAX_STEPS):
        step = newton_step(columns, truth, at, centres, penalties)
        at, loss, gain = descend(columns, truth, at, loss, step, centres, penalties)
        if gain <= TOLERANCE * (abs(loss) + TOLERANCE):
            return at[0], at[1:]
    raise NotFitted(f"No convergence in {MAX_STEPS} steps.")


def predictors(columns: Sequence[Sequence[float]], at: Sequence[float]) -> list[float]:
    total = [at[0]] * len(columns[0])
    for column, coefficient in zip(columns[1:], at[1:], strict=True):
        total = [z + coefficient * x for z, x in zip(total, column, strict=True)]
    return total


def objective(
    columns: Sequence[Sequence[float]],
    truth: Sequence[float],
    at: Sequence[float],
    centres: Sequence[float],
    penalties: Sequence[float],
) -> float:
    """The penalised negative log likelihood."""
    logs = sum(
        (z if z > 0 else 0.0) + log1p(exp(-abs(z))) - y * z for z, y in zip(predictors(columns, at), truth, strict=True)
    )
    return logs + sum(p * (b - c) ** 2 for p, b, c in zip(penalties, at, centres, strict=True)) / 2


def newton_step(
    columns: Sequence[Sequence[float]],
    truth: Sequence[float],
    at: Sequence[float],
    centres: Sequence[float],
    penalties: Sequence[float],
) -> list[float]:
    chances = [1 / (1 + exp(-max(z, -700.0))) for z in predictors(columns, at)]
    spread = [p * (1 - p) for p in chances]
    missed = list(map(sub, truth, chances))
    size = len(columns)
    matrix = [[0.0] * size for _ in range(size)]
    for i in range(size):
        weighted = list(map(mul, spread, columns[i]))
        for j in range(i, size):
            matrix[i][j] = matrix[j][i] = sum(map(mul, weighted, columns[j]))
        matrix[i][i] += penalties[i]
    gradient = [
        sum(map(mul, missed, column)) - p * (b - c)
        for column, p, b, c in zip(columns, penalties, at, centres, strict=True)
    ]
    return solve(matrix, gradient)


def descend(
    columns: Sequence[Sequence[float]],
    truth: Sequence[float],
    at: Sequence[float],
    loss: float,
    step: Sequence[float],
    centres: Sequence[float],
    penalties: Sequence[float],
) -> tuple[list[float], float, float]:
    """The step, halved until it does not make things worse; with the new loss and what was gained."""
    share = 1.0
    while share > TOLERANCE:
        new = [b + share * move for b, move in zip(at, step, strict=True)]
        found = objective(columns, truth, new, centres, penalties)
        if found <= loss:
            return new, found, loss - found
        share /= 2
    return list(at), loss, 0.0


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gaussian elimination with pivoting; the matrices here are small, symmetric and positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for place in range(size):
        pivot = max(range(place, size), key=lambda i: abs(rows[i][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        if abs(rows[place][place]) < 1e-12:
            raise NotFitted("The rows do not tell the intercept from nothing: every chance is 0 or 1.")
        for below in rows[place + 1 :]:
            factor = below[place] / rows[place][place]
            for column in range(place, size + 1):
                below[column] -= factor * rows[place][column]
    found = [0.0] * size
    for place in reversed(range(size)):
        known = sum(rows[place][column] * found[column] for column in range(place + 1, size))
        found[place] = (rows[place][size] - known) / rows[place][place]
    return found
