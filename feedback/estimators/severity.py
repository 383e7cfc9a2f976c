"""How much lower or higher than others an interviewer rates the same people.

A rating is mean + candidate's level + interviewer's severity + noise, the two in the middle crossed random effects.
The sign is the rating's: -0.5 is a strict interviewer, half a point below the average of all who were compared.

Only candidates whom at least two interviewers rated compare interviewers, so only their ratings count. Who never
rated with anybody else is thus not compared, and keeps the prior: 0, with the interval of interviewers at large. Those
with few shared ratings are shrunk towards 0 by the model itself.

variances       by the method of moments, in one pass: Gao and Owen 2017, "Efficient moment calculations for variance
                components in large unbalanced crossed random effects models", Electronic Journal of Statistics 11
effects         best linear unbiased predictions: Henderson's mixed model equations (Henderson 1975, Biometrics 31),
                solved by turns for candidates and interviewers. Whatever both could explain is the mean's: each round
                centres both, which is where the solution lies, and makes the turns converge fast
intervals       from the posterior variance with the candidates' levels as unknown as they are: with those eliminated,
                what is left of the equations is a matrix A over the interviewers, whose inverse has the diagonal

                    1 / A_ii  +  sum over j of A_ij^2 / (A_ii^2 A_jj)  +  ...

                The series is cut there. Its next terms matter only where few people interview with few others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Generic, TypeVar

Z95 = 1.959964
MAX_ROUNDS = 200
TOLERANCE = 1e-6
# Below as many shared ratings the variances are taken from experience rather than from the ratings.
MIN_RATINGS = 60
# How many well-known interviewers USUAL is worth where the variance of severities is estimated.
PRIOR_RATERS = 10
FLOOR = 1e-4

Rater = TypeVar("Rater", bound=Hashable)
Subject = TypeVar("Subject", bound=Hashable)


@dataclass(frozen=True)
class Variances:
    """Of candidates' levels, of severities, and of single ratings around both."""

    level: float
    severity: float
    noise: float


# Ratings 1-5, as panels give them: people differ more than interviewers do.
USUAL = Variances(level=0.5, severity=0.1, noise=0.4)


@dataclass(frozen=True)
class Severity:
    """`n` and `candidates` count all of the interviewer's ratings, `shared` those that compare them with others."""

    value: float
    low: float
    high: float
    n: int
    candidates: int
    shared: int


@dataclass(frozen=True)
class Severities(Generic[Rater]):
    mean: float
    variances: Variances
    by_rater: Mapping[Rater, Severity]


@dataclass
class Table:
    """The shared ratings by place: `subjects[c]` and `raters[i]` list (the other's place, rating)."""

    subjects: list[list[tuple[int, float]]]
    raters: list[list[tuple[int, float]]]


def estimate_severities(ratings: Iterable[tuple[Rater, Subject, float]]) -> Severities[Rater]:
    """From (interviewer, candidate, rating); several of one pair count as their mean."""
    pairs: dict[Subject, dict[Rater, list[float]]] = defaultdict(lambda: defaultdict(list))
    counts: dict[Rater, int] = defaultdict(int)
    for rater, subject, rating in ratings:
        pairs[subject][rater].append(rating)
        counts[rater] += 1
    met: dict[Rater, int] = defaultdict(int)
    for panel in pairs.values():
        for rater in panel:
            met[rater] += 1
    places = {rater: place for place, rater in enumerate(counts)}
    table = table_of(pairs, places)
    variances = variances_of(table)
    mean, effects = solve(table, variances)
    sds = deviations(table, variances)
    found = {
        rater: Severity(
            value=effects[place],
            low=effects[place] - Z95 * sds[place],
            high=effects[place] + Z95 * sds[place],
            n=counts[rater],
            candidates=met[rater],
            shared=len(table.raters[place]),
        )
        for rater, place in places.items()
    }
    return Severities(mean, variances, found)


def table_of(pairs: Mapping[Subject, Mapping[Rater, Sequence[float]]], places: Mapping[Rater, int]) -> Table:
    table = Table([], [[] for _ in places])
    for panel in pairs.values():
        if len(panel) < 2:
            continue
        place = len(table.subjects)
        row = [(places[rater], sum(given) / len(given)) for rater, given in panel.items()]
        table.subjects.append(row)
        for rater_place, rating in row:
            table.raters[rater_place].append((place, rating))
    return table


def variances_of(table: Table) -> Variances:
    """Solves three expectations: of the sums of squares within candidates, within interviewers, and in all."""
    sizes = [len(row) for row in table.subjects]
    loads = [len(row) for row in table.raters if row]
    n = sum(sizes)
    free_of_level, free_of_severity = n - len(sizes), n - len(loads)
    if n < MIN_RATINGS or free_of_level < 1 or free_of_severity < 1:
        return USUAL
    within_subjects = sum(squares([y for _, y in row]) for row in table.subjects) / free_of_level
    within_raters = sum(squares([y for _, y in row]) for row in table.raters if row) / free_of_severity
    total = squares([y for row in table.subjects for _, y in row])
    # within_subjects = severity + noise, within_raters = level + noise,
    # total = level (n - a) + severity (n - b) + noise (n - 1)
    a, b = sum(size**2 for size in sizes) / n, sum(load**2 for load in loads) / n
    noise = (within_raters * (n - a) + within_subjects * (n - b) - total) / ((n - a) + (n - b) - (n - 1))
    noise = max(min(noise, within_raters), FLOOR)
    # The variance of severities rests on the fewest values: few interviewers, each known by few ratings, tell little
    # of it, and taken at its word it would often come out as none at all, and the intervals with it.
    known = sum(load / (load + USUAL.noise / USUAL.severity) for load in loads)
    severity = (known * (within_subjects - noise) + PRIOR_RATERS * USUAL.severity) / (known + PRIOR_RATERS)
    return Variances(max(within_raters - noise, FLOOR), max(severity, FLOOR), noise)


def squares(values: Sequence[float]) -> float:
    """Around their own mean."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def solve(table: Table, variances: Variances) -> tuple[float, list[float]]:
    """The mean and each interviewer's effect."""
    effects = [0.0] * len(table.raters)
    levels = [0.0] * len(table.subjects)
    n = sum(map(len, table.subjects))
    if not n:
        return 0.0, effects
    mean = sum(y for row in table.subjects for _, y in row) / n
    for_level, for_severity = variances.noise / variances.level, variances.noise / variances.severity
    busy = sum(1 for row in table.raters if row)
    for _ in range(MAX_ROUNDS):
        levels = turn(table.subjects, effects, mean, for_level)
        moved = turn(table.raters, levels, mean, for_severity)
        shift = sum(moved) / busy
        moved = [effect - shift if row else 0.0 for effect, row in zip(moved, table.raters, strict=True)]
        mean += shift + sum(levels) / len(levels)
        change = max(abs(new - old) for new, old in zip(moved, effects, strict=True))
        effects = moved
        if change < TOLERANCE:
            break
    return mean, effects


def turn(
    rows: Sequence[Sequence[tuple[int, float]]], others: Sequence[float], mean: float, shrinkage: float
) -> list[float]:
    """The effects of one side, those of the other held fast."""
    return [sum([y - others[j] for j, y in row], -mean * len(row)) / (len(row) + shrinkage) for row in rows]


def deviations(table: Table, variances: Variances) -> list[float]:
    """Posterior standard deviations of the effects: the prior's own where nothing was compared."""
    diagonal = [1 / variances.severity] * len(table.raters)
    between: dict[tuple[int, int], float] = defaultdict(float)
    for row in table.subjects:
        # What one rating takes from each of its panel when the candidate's level is eliminated.
        taken = 1 / variances.noise / (len(row) + variances.noise / variances.level)
        for place, (i, _) in enumerate(row):
            diagonal[i] += 1 / variances.noise - taken
            for j, _ in row[place + 1 :]:
                between[min(i, j), max(i, j)] += taken
    found = [1 / entry for entry in diagonal]
    for (i, j), entry in between.items():
        found[i] += entry**2 / (diagonal[i] ** 2 * diagonal[j])
        found[j] += entry**2 / (diagonal[j] ** 2 * diagonal[i])
    return [sqrt(variance) for variance in found]
