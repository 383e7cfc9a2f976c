"""Does a rating foretell what comes of it? From (rating, outcome, count): how many with this rating came to it or not.

correlation   point-biserial: Pearson's r with the outcome as 0 and 1. Its interval is that of Fisher's z = atanh(r), of
              sd 1 / sqrt(n - 3); for it |r| counts as 1 - 1/n at most, or a perfect r would look certain
AUC           how often one who came to it was rated above one who did not, ties half; variance by DeLong, DeLong and
              Clarke-Pearson 1988, Biometrics 44, interval on the logit scale (Pepe 2003, The Statistical Evaluation of
              Medical Tests, section 5.2). Where every pair is ranked alike that variance is 0, and the interval is
              Wilson's for as many cases as the rarer outcome has
corrected     what r would be among all who were rated, when the outcome is known of those alone whom the rating let
              through: Thorndike 1949, Personnel Selection, case 2, with u = sd of all / sd of those seen

                  r u / sqrt(1 + r^2 (u^2 - 1))

              Its bounds are those of r taken through the same formula. It supposes that the rating itself decided, and
              that the outcome depends on it in a straight line, with equal scatter at every rating: a guide, no proof

Below MIN_N rows, MIN_OF_EACH of either outcome, or where all ratings are the same, there is no figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import atanh, exp, inf, log, sqrt, tanh

from analytics.estimators.distributions import two_sided_z
from analytics.estimators.stats import LEVEL, Estimate, wilson

MIN_N = 20
MIN_OF_EACH = 5
FEW = 100
NARROW = 0.7

Row = tuple[float, bool, int]


@dataclass(frozen=True, slots=True)
class Validity:
    """`n` rows were used, `hits` of them with the outcome; `spread_ratio` is sd of those seen / sd of all, if known."""

    n: int
    hits: int
    correlation: Estimate
    auc: Estimate
    corrected: Estimate | None
    spread_ratio: float | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """By rating, lowest first: how many came to it and how many did not."""

    ratings: list[float]
    hits: list[int]
    misses: list[int]

    @property
    def sizes(self) -> list[int]:
        return [hits + misses for hits, misses in zip(self.hits, self.misses, strict=True)]


def validity(rows: Iterable[Row], sd_of_all: float | None = None, level: float = LEVEL) -> Validity | None:
    """`sd_of_all` is that of everybody rated, let through or not. Raises ValueError for negative counts, an sd of 0."""
    if sd_of_all is not None and not 0 < sd_of_all < inf:
        raise ValueError("a standard deviation is above 0")
    table = table_of(rows)
    hits, n = sum(table.hits), sum(table.sizes)
    if n < MIN_N or min(hits, n - hits) < MIN_OF_EACH or len(table.ratings) < 2:
        return None
    r, ratio = correlation(table, level), None
    if sd_of_all is not None:
        ratio = spread(table) / sd_of_all
    corrected = None if ratio is None else corrected_for(r, 1 / ratio)
    return Validity(n, hits, r, auc(table, level), corrected, ratio, warnings_of(n, hits, ratio))


def table_of(rows: Iterable[Row]) -> Table:
    counted: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for rating, outcome, count in rows:
        if count < 0:
            raise ValueError("a count is not below 0")
        if count:
            counted[rating][bool(outcome)] += count
    ratings = sorted(counted)
    return Table(ratings, [counted[at][True] for at in ratings], [counted[at][False] for at in ratings])


def spread(table: Table) -> float:
    """The standard deviation of the ratings, with n - 1."""
    n = sum(table.sizes)
    mean = sum(at * size for at, size in zip(table.ratings, table.sizes, strict=True)) / n
    return sqrt(sum(size * (at - mean) ** 2 for at, size in zip(table.ratings, table.sizes, strict=True)) / (n - 1))


def correlation(table: Table, level: float = LEVEL) -> Estimate:
    hits, misses = sum(table.hits), sum(table.misses)
    n = hits + misses
    of_hits = sum(at * count for at, count in zip(table.ratings, table.hits, strict=True)) / hits
    of_misses = sum(at * count for at, count in zip(table.ratings, table.misses, strict=True)) / misses
    r = (of_hits - of_misses) / spread(table) * sqrt(hits * misses / (n * (n - 1)))
    r, most = max(min(r, 1.0), -1.0), 1 - 1 / n
    z, half = atanh(max(min(r, most), -most)), two_sided_z(level) / sqrt(n - 3)
    return Estimate(r, min(tanh(z - half), r), max(tanh(z + half), r))


def corrected_for(r: Estimate, u: float) -> Estimate:
    """Thorndike's case 2; `u` is the sd of all over that of those seen."""

    def corrected(value: float) -> float:
        return value * u / sqrt(1 + value * value * (u * u - 1))

    return Estimate(corrected(r.value), corrected(r.low), corrected(r.high))


def auc(table: Table, level: float = LEVEL) -> Estimate:
    hits, misses = sum(table.hits), sum(table.misses)
    above_misses = shares_below(table.misses)  # of a hit at each rating: the misses it is rated above
    above_hits = shares_below(table.hits)
    value = sum(count * share for count, share in zip(table.hits, above_misses, strict=True)) / hits
    of_hits = sum(c * (s - value) ** 2 for c, s in zip(table.hits, above_misses, strict=True)) / (hits - 1)
    of_misses = sum(c * (1 - s - value) ** 2 for c, s in zip(table.misses, above_hits, strict=True)) / (misses - 1)
    variance = of_hits / hits + of_misses / misses
    if not 0 < value < 1 or variance <= 0:
        return wilson(value, min(hits, misses), level)
    half = two_sided_z(level) * sqrt(variance) / (value * (1 - value))
    middle = log(value / (1 - value))
    return Estimate(value, 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle)))


def shares_below(counts: list[int]) -> list[float]:
    """At each rating the share of `counts` that lies below it, with half of those at it."""
    total, below, found = sum(counts), 0, []
    for count in counts:
        found.append((below + count / 2) / total)
        below += count
    return found


def warnings_of(n: int, hits: int, ratio: float | None) -> tuple[str, ...]:
    found = []
    if n < FEW:
        found.append(f"Only {n} ratings with a known outcome ({hits} of them positive): below {FEW} the figures swing.")
    if ratio is None:
        found.append(
            "Only those who were let through are seen. How much the ratings of all vary is not known, so nothing is "
            "corrected for it, and the figures are likely too low."
        )
    elif ratio < NARROW:
        found.append(
            f"The ratings of those let through vary {ratio:.0%} as much as those of all who were rated. The figures as "
            "seen are too low, and the corrected one rests on assumptions more than on data."
        )
    return tuple(found)
