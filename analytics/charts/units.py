"""How a figure is said: as a share, in days, as a number."""

from __future__ import annotations

from enum import Enum

# A figure and its unit stay on one line.
SPACE = "\u00a0"
NO_DATA = "no data"
NOT_SHOWN = "not shown"
NOT_YET = "not reached yet"


class Unit(Enum):
    SHARE = "share"  # 0-1, said in percent
    DAYS = "days"
    NUMBER = "number"
    SIGNED = "signed"  # a distance from zero
    COUNT = "count"

    def told(self, value: float) -> str:
        if self is Unit.DAYS:
            return counted(round(value, 1), "day")
        return self.bare(value) + (f"{SPACE}%" if self is Unit.SHARE else "")

    def bare(self, value: float) -> str:
        """Without the unit, to stand beside another."""
        if self is Unit.SHARE:
            return f"{100 * value:.1f}"
        if self is Unit.DAYS:
            return plain(round(value, 1))
        if self is Unit.COUNT:
            return f"{value:,.0f}"
        return signed(value, 2) if self is Unit.SIGNED else f"{round(value, 2) + 0.0:.2f}".replace("-", "−")

    def span(self, low: float | None, high: float | None) -> str:
        """An interval; None is a bound that is not known yet."""
        if low is None and high is None:
            return ""
        if low is None or high is None:
            known = low if high is None else high
            return f"at {'least' if high is None else 'most'} {self.told(known or 0.0)}"
        return f"{self.bare(low)} to {self.told(high)}"

    def tick(self, value: float) -> str:
        """On an axis: as short as the round number allows."""
        if self is Unit.SHARE:
            return f"{plain(round(100 * value, 6))}{SPACE}%"
        return ("+" if self is Unit.SIGNED and value > 0 else "") + plain(round(value, 6))


def plain(value: float) -> str:
    """No digits behind the point that say nothing."""
    whole, _, rest = f"{value + 0.0:,.6f}".replace("-", "−").partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def signed(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:+,.{digits}f}".replace("-", "−")


def counted(n: float, thing: str) -> str:
    return f"{plain(n)}{SPACE}{thing}{'' if n == 1 else 's'}"
