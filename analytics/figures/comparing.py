"""Two rates side by side: how far apart they are, and whether that is more than chance.

The interval of the difference is made of the two Wilson intervals (Newcombe 1998, Statistics in Medicine 17, method
10). The two must be of different cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from analytics.estimators.stats import Rate


@dataclass(frozen=True, slots=True)
class Difference:
    """The first less the second, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def more_than_chance(self) -> bool:
        return self.low > 0 or self.high < 0


def difference(first: Rate, second: Rate) -> Difference | None:
    """None where one of them has no cases."""
    one, two = first.wilson(), second.wilson()
    if one is None or two is None:
        return None
    value = one.value - two.value
    below = sqrt((one.value - one.low) ** 2 + (two.high - two.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (two.value - two.low) ** 2)
    return Difference(value, value - below, value + above)
