"""The headline figures: each with what it rests on, its interval, and how it differs from what it is compared with.

Where the interval of a difference includes 0 it may be chance, and is said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from analytics.charts.rows import Cell, rate_cell
from analytics.charts.units import NO_DATA, NOT_YET, Unit, counted, signed
from analytics.estimators.stats import Rate
from analytics.estimators.survival import Quantile
from analytics.figures.comparing import difference


class Better(Enum):
    """Which way a figure should go."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Change:
    """`tone` is good, bad or even: even where it may be chance, or neither way is better."""

    told: str
    arrow: str
    tone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """`counts` are what it rests on, each with the way to its rows; `url` leads to those of the value itself. `bar` is
    the figure and its interval in percent of a line, where the figure is a share.
    """

    name: str
    value: str
    detail: str = ""
    interval: str = ""
    change: Change | None = None
    url: str = ""
    bar: tuple[float, float, float] | None = None
    is_known: bool = True
    counts: tuple[Cell, ...] = ()

    @property
    def bar_width(self) -> float:
        return round(self.bar[2] - self.bar[1], 2) if self.bar else 0.0


def rate_tile(
    name: str,
    rate: Rate,
    *,
    before: Rate | None = None,
    better: Better = Better.HIGHER,
    unripe: bool = False,
    hits_url: str = "",
    url: str = "",
) -> Tile:
    """The urls lead to the rate's numerator and its denominator; `unripe`: one of the two rates will rise yet."""
    estimate = rate.wilson()
    if estimate is None:
        return Tile(name, NO_DATA, is_known=False)
    counts = (rate_cell(rate, hits_url, url),)
    span = f"likely {Unit.SHARE.span(estimate.low, estimate.high)}"
    at, low, high = (round(100 * share, 2) for share in (estimate.value, estimate.low, estimate.high))
    change = None if before is None else rate_change(rate, before, better, unripe)
    return Tile(name, Unit.SHARE.told(estimate.value), "", span, change, "", (at, low, high), counts=counts)


def count_tile(
    name: str,
    n: int,
    *,
    detail: str = "",
    counts: tuple[Cell, ...] = (),
    before: int | None = None,
    better: Better = Better.NEITHER,
    url: str = "",
) -> Tile:
    change = None
    if before is not None:
        told = f"{n - before:+,}".replace("-", "−")
        change = Change(told, arrow(n - before), tone(n - before, better), against(f"{before:,}"))
    return Tile(name, f"{n:,}", detail, change=change, url=url, counts=counts)


def days_tile(
    name: str,
    median: Quantile,
    *,
    detail: str = "",
    counts: tuple[Cell, ...] = (),
    before: Quantile | None = None,
    better: Better = Better.LOWER,
) -> Tile:
    """A median of those that ended and those that still wait."""
    if median.value is None and median.low is None:
        return Tile(name, NO_DATA, is_known=False, counts=counts)
    value = NOT_YET if median.value is None else Unit.DAYS.told(median.value)
    span = Unit.DAYS.span(median.low, median.high)
    change = None if before is None else days_change(median, before, better)
    interval = f"likely {span}" if span else ""
    return Tile(name, value, detail, interval, change, is_known=median.value is not None, counts=counts)


def rate_change(rate: Rate, before: Rate, better: Better, unripe: bool) -> Change:
    found = difference(rate, before)
    if found is None or before.value is None:
        return Change(against(NO_DATA), "", "even")
    told, other = f"{signed(100 * found.value, 1)} points", against(Unit.SHARE.told(before.value))
    if unripe:
        return Change(told, arrow(found.value), "even", f"{other}: too early to tell")
    if not found.more_than_chance:
        return Change(told, arrow(found.value), "even", f"{other}: may be chance")
    span = f"{other}: likely {signed(100 * found.low, 1)} to {signed(100 * found.high, 1)}"
    return Change(told, arrow(found.value), tone(found.value, better), span)


def against(other: str) -> str:
    """What it is compared with: another time, or another feeder."""
    return f"against {other}"


def days_change(now: Quantile, then: Quantile, better: Better) -> Change:
    if then.value is None:
        return Change(against(NO_DATA if then.low is None else NOT_YET), "", "even")
    if now.value is None:
        return Change("", "", "even", against(Unit.DAYS.told(then.value)))
    value = now.value - then.value
    told = ("+" if value > 0 else "−" if value < 0 else "±") + counted(round(abs(value), 1), "day")
    apart = clear(now.low, then.high) or clear(then.low, now.high)
    note = against(Unit.DAYS.told(then.value)) + ("" if apart else ": may be chance")
    return Change(told, arrow(value), tone(value, better) if apart else "even", note)


def clear(low: float | None, high: float | None) -> bool:
    """Whether everything from `low` on lies above everything up to `high`."""
    return low is not None and high is not None and low > high


def arrow(value: float) -> str:
    return "▲" if value > 0 else "▼" if value < 0 else "="


def tone(value: float, better: Better) -> str:
    if not value or better is Better.NEITHER:
        return "even"
    return "good" if (value > 0) is (better is Better.HIGHER) else "bad"
