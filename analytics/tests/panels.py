"""The sums that agreement is told from, of panels as they rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from analytics.estimators.agreement import PanelSums


def summed(panels: Iterable[Sequence[int]]) -> list[PanelSums]:
    """Of panels of two and more."""
    sizes: defaultdict[int, list[Sequence[int]]] = defaultdict(list)
    for panel in panels:
        if len(panel) > 1:
            sizes[len(panel)].append(panel)
    return [of_size(raters, found) for raters, found in sorted(sizes.items())]


def of_size(raters: int, panels: list[Sequence[int]]) -> PanelSums:
    return PanelSums(
        raters,
        len(panels),
        totals=sum(map(sum, panels)),
        squared_totals=sum(sum(panel) ** 2 for panel in panels),
        squares=sum(rating**2 for panel in panels for rating in panel),
        differences=sum(abs(a - b) for panel in panels for a, b in combinations(panel, 2)),
    )
