"""How well chances foretold what came, and how sure that is.

log loss      the mean of -log(chance given to what happened); lower is better
AUC           how often one with an offer was ranked above one without; ties count half (Mann-Whitney)
precision     the share of offers among the k ranked highest; those tied at the edge count in proportion

The intervals are bootstrap percentiles, paired: each drawn sample judges both sets of chances, so what the rows share
cancels out of the difference. A sample gives each row a Poisson(1) weight instead of drawing rows with replacement
(Chamandy, Muralidharan, Najmi and Naidu 2012, "Estimating Uncertainty for Massive Data Streams"). The weights come one
byte each from a table whose mean and variance are exactly 1.

Above MAX_ROWS rows the samples are drawn from MAX_ROWS of them, chosen at random by the same seed, and their spread is
laid around the figure of all rows. The intervals are then a little wider than they need be, never narrower.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, repeat
from math import ceil, log
from operator import mul
from random import Random

REPLICATES = 400
MAX_ROWS = 30_000
SEED = 20_251_121
FLOOR = 1e-15
# Of 256 equally likely bytes, as many give 0, 1, 2 ... as a Poisson(1) variable would.
POISSON = bytes([0] * 94 + [1] * 95 + [2] * 46 + [3] * 16 + [4] * 4 + [5])
NAMES = ("log_loss", "auc", "precision")


@dataclass(frozen=True)
class Interval:
    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        return {"value": round(self.value, 6), "low": round(self.low, 6), "high": round(self.high, 6)}


Metrics = dict[str, Interval]


@dataclass(frozen=True)
class Comparison:
    """`difference` is new minus old: below 0 is better for log loss, above 0 for the others."""

    old: Metrics
    new: Metrics
    difference: Metrics


def log_loss(chances: Sequence[float], labels: Sequence[bool]) -> float:
    return sum(losses(chances, labels)) / len(labels)


def losses(chances: Sequence[float], labels: Sequence[bool]) -> list[float]:
    return [-log(max(p if hit else 1 - p, FLOOR)) for p, hit in zip(chances, labels, strict=True)]


def auc(chances: Sequence[float], labels: Sequence[bool]) -> float:
    """Raises ValueError where all labels are the same."""
    return Ranking(chances, labels, 1).auc(bytes(b"\x01" * len(labels)))


class Ranking:
    """Rows in the order of their chances, highest first, ready to be judged under many weights."""

    def __init__(self, chances: Sequence[float], labels: Sequence[bool], k: int | float) -> None:
        if len(chances) != len(labels) or not labels:
            raise ValueError("there is one chance for each label, and at least one")
        self.order = sorted(range(len(chances)), key=lambda row: -chances[row])
        self.labels = [int(labels[row]) for row in self.order]
        self.losses = losses([chances[row] for row in self.order], [bool(label) for label in self.labels])
        self.share = share_of(k, len(labels))
        self.starts, self.ends = ties([chances[row] for row in self.order])

    def figures(self, counts: bytes) -> tuple[float, ...]:
        """Log loss, AUC and precision with each row counted that often."""
        weights = self.weights(counts)
        return self.loss_of(weights), self.auc_of(weights), self.precision_of(weights)

    def auc(self, counts: bytes) -> float:
        return self.auc_of(self.weights(counts))

    def precision(self, counts: bytes) -> float:
        return self.precision_of(self.weights(counts))

    def weights(self, counts: bytes) -> list[int]:
        return list(map(counts.__getitem__, self.order))

    def loss_of(self, weights: Sequence[int]) -> float:
        return sum(map(mul, weights, self.losses)) / sum(weights)

    def auc_of(self, weights: Sequence[int]) -> float:
        hits = list(map(mul, weights, self.labels))
        above = [0, *accumulate(map(int.__sub__, weights, hits))]  # misses ranked above each place
        total, misses = sum(hits), above[-1]
        if not total or not misses:
            raise ValueError("the AUC needs both outcomes")
        # A row loses to the misses above its ties, and half to those among them.
        lost = sum(map(mul, hits, map(above.__getitem__, self.starts)))
        lost += sum(map(mul, hits, map(above.__getitem__, self.ends)))
        return 1 - lost / (2 * total * misses)

    def precision_of(self, weights: Sequence[int]) -> float:
        seen = list(accumulate(weights))
        wanted = self.share * seen[-1]
        edge = bisect_left(seen, wanted)
        start, end = self.starts[edge], self.ends[edge]
        before = seen[start - 1] if start else 0
        sure = sum(map(mul, weights[:start], self.labels))
        tied = sum(map(mul, weights[start:end], self.labels[start:end]))
        return (sure + tied * (wanted - before) / (seen[end - 1] - before)) / wanted


def share_of(k: int | float, rows: int) -> float:
    wanted = k if isinstance(k, int) else max(1, ceil(k * rows - 1e-9))
    if not 1 <= wanted <= rows:
        raise ValueError(f"the top {k} of {rows} rows")
    return wanted / rows


def ties(ranked: Sequence[float]) -> tuple[list[int], list[int]]:
    """For each place, where its run of equal values begins and ends."""
    starts, ends = [0] * len(ranked), [0] * len(ranked)
    start = 0
    for place in range(1, len(ranked) + 1):
        if place == len(ranked) or ranked[place] != ranked[start]:
            size = place - start
            starts[start:place], ends[start:place] = repeat(start, size), repeat(place, size)
            start = place
    return starts, ends


def compare(
    old: Sequence[float], new: Sequence[float], labels: Sequence[bool], k: int | float, seed: int = SEED
) -> Comparison:
    """Old and new chances judged on the same rows."""
    random = Random(seed)  # noqa: S311 - no secret
    every = b"\x01" * len(labels)
    values = [Ranking(chances, labels, k).figures(every) for chances in (old, new)]
    rows = sample(len(labels), random)
    share = share_of(k, len(labels))
    few = [labels[row] for row in rows]
    rankings = [Ranking([chances[row] for row in rows], few, share) for chances in (old, new)]
    centre = [ranking.figures(b"\x01" * len(rows)) for ranking in rankings]
    drawn = replicates(rankings, random, len(rows))
    return Comparison(
        old={name: around(values[0][i], centre[0][i], [a[i] for a, _ in drawn]) for i, name in enumerate(NAMES)},
        new={name: around(values[1][i], centre[1][i], [b[i] for _, b in drawn]) for i, name in enumerate(NAMES)},
        difference={
            name: around(values[1][i] - values[0][i], centre[1][i] - centre[0][i], [b[i] - a[i] for a, b in drawn])
            for i, name in enumerate(NAMES)
        },
    )


def sample(size: int, random: Random) -> Sequence[int]:
    return range(size) if size <= MAX_ROWS else sorted(random.sample(range(size), MAX_ROWS))


def replicates(
    rankings: Sequence[Ranking], random: Random, size: int
) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Draws that happen to hold one outcome only cannot be ranked and are drawn anew."""
    drawn: list[tuple[tuple[float, ...], tuple[float, ...]]] = []
    while len(drawn) < REPLICATES:
        counts = random.randbytes(size).translate(POISSON)
        hits = sum(map(mul, rankings[0].weights(counts), rankings[0].labels))
        if 0 < hits < sum(counts):
            drawn.append((rankings[0].figures(counts), rankings[1].figures(counts)))
    return drawn


def around(value: float, centre: float, drawn: Sequence[float]) -> Interval:
    """The middle 95 % of the draws, moved from the sample's own figure to that of all rows."""
    ordered = sorted(drawn)
    edge = len(ordered) * 25 // 1000
    moved = value - centre
    return Interval(value, ordered[edge] + moved, ordered[-1 - edge] + moved)
