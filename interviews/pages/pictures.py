"""The figures behind bars and curves, in the units of their SVG. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from interviews.selectors.reports import ScoredSession

# The trend's picture, in its own units: room for the scale at the left, for the dates below.
WIDTH, LEFT, RIGHT, TOP, HEIGHT = 360, 30, 14, 20, 104


@dataclass(frozen=True, slots=True)
class Bar:
    """`length` is in hundredths of the track; `shown` the whole number beside it, None where there is no figure."""

    label: str
    value: float | None
    most: int
    coverage: str

    @property
    def shown(self) -> int | None:
        return None if self.value is None else whole(self.value)

    @property
    def length(self) -> float:
        return 0 if self.value is None else round(self.value * 100 / self.most, 1)


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    score: int
    # Less than half of the questions have a score: drawn hollow.
    thin: bool


@dataclass(frozen=True, slots=True)
class Line:
    y: float
    score: int


@dataclass(frozen=True, slots=True)
class Trend:
    points: list[Point]
    lines: list[Line]
    first: datetime
    last: datetime
    width: int = WIDTH
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def path(self) -> str:
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points)

    @property
    def has_thin(self) -> bool:
        return any(point.thin for point in self.points)

    @property
    def told(self) -> str:
        return ", ".join(str(point.score) for point in self.points)


def trend(sessions: Sequence[ScoredSession]) -> Trend | None:
    """One step for each interview, oldest first; no curve through fewer than two."""
    if len(sessions) < 2:
        return None
    step = (WIDTH - LEFT - RIGHT) / (len(sessions) - 1)
    points = [
        Point(round(LEFT + place * step, 1), height(each.score), whole(each.score), each.scored * 2 < each.total)
        for place, each in enumerate(sessions)
    ]
    lines = [Line(height(score), score) for score in (0, 50, 100)]
    return Trend(points, lines, sessions[0].ended_at, sessions[-1].ended_at)


def height(score: float) -> float:
    return round(TOP + (100 - score) * HEIGHT / 100, 1)


def whole(score: float) -> int:
    """Half up. Pages show no decimals: two graders differ by far more."""
    return math.floor(score + 0.5)
