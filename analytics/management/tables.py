"""Figures in a terminal: aligned, with a dash where there is nothing to tell."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.estimators.competing import Incidence
from analytics.estimators.stats import Estimate, Rate

NOTHING = "-"
Row = Sequence[str]


def aligned(heads: Row, rows: Sequence[Row]) -> list[str]:
    """The first column to the left, figures to the right."""
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return [line(row, widths) for row in (heads, tuple("-" * width for width in widths), *rows)]


def line(row: Row, widths: Sequence[int]) -> str:
    first, *others = zip(row, widths, strict=True)
    return "  ".join((first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others))).rstrip()


def share(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1%}"


def interval(found: Estimate | Incidence | None) -> str:
    return NOTHING if found is None else f"{found.low:.1%} to {found.high:.1%}"


def of(rate: Rate | None) -> str:
    return NOTHING if rate is None or rate.value is None else f"{rate.value:.1%} ({rate.numerator}/{rate.denominator})"


def count(n: int | None) -> str:
    return NOTHING if n is None else f"{n:,}"
