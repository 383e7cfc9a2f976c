"""An axis: from where to where, and at which round numbers it is marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

from analytics.charts.units import Unit

HAIR = 1e-9
# A step is one of these, times a power of ten.
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
# Closer to an end than this, a label is written inwards.
EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Tick:
    """`at` is a percentage of the axis, `anchor` the side of its label that stands there. Where room is short,
    the labels of the `minor` ones are left out."""

    value: float
    at: float
    label: str
    anchor: str
    minor: bool = False

    @property
    def down(self) -> float:
        """The same from the top, as drawings count."""
        return round(100 - self.at, 2)


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    unit: Unit
    ticks: tuple[Tick, ...] = ()

    def place(self, value: float) -> float:
        """In percent of the axis; what lies beyond it stands at its end."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def height(self, value: float) -> float:
        """The same from the top down, as drawings count."""
        return round(100 - self.place(value), 2)


def axis_over(values: Iterable[float], unit: Unit, *, most: int = 6) -> Axis:
    """From zero, or below where values are, to the first round number that takes them all in."""
    known = list(values)
    low, high = min([0.0, *known]), max([0.0, *known])
    if high - low < HAIR:
        high = 1.0 if unit is Unit.SHARE else low + least_step(unit) * (most - 1)
    step = step_of(high - low, unit, most)
    first, last = floor(low / step + HAIR), ceil(high / step - HAIR)
    bare = Axis(first * step, last * step, unit)
    marks = [number * step for number in range(first, last + 1)]
    return Axis(bare.low, bare.high, unit, tuple(tick(bare, *each) for each in enumerate(marks)))


def share_axis() -> Axis:
    """The whole, from nothing to all."""
    return axis_over([1.0], Unit.SHARE, most=5)


def step_of(width: float, unit: Unit, most: int) -> float:
    least = max(width / (most - 1), least_step(unit))
    power = 10.0 ** floor(log10(least) + HAIR)
    steps = (power * factor for factor in ROUND if unit not in WHOLE or (power * factor).is_integer())
    return next(step for step in steps if step >= least - HAIR * power)


WHOLE = (Unit.COUNT, Unit.DAYS)


def least_step(unit: Unit) -> float:
    return 1.0 if unit in WHOLE else 0.01


def tick(axis: Axis, number: int, value: float) -> Tick:
    at = axis.place(value)
    anchor = "start" if at < EDGE else "end" if at > 100 - EDGE else "middle"
    return Tick(value, at, axis.unit.tick(value), anchor, number % 2 == 1)
