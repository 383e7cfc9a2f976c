"""The pictures of figures, each with the words and the table that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from analytics.charts.curves import CurveChart
from analytics.charts.ratings import RatedChart
from analytics.charts.rows import RowChart
from analytics.charts.tiles import Tile
from analytics.charts.trend import TrendChart

register = template.Library()


@register.filter
def beside(first: Sequence[Any], second: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pairs of what stands at the same place in both."""
    return list(zip(first, second, strict=True))


@register.filter
def thousands(n: int) -> str:
    return f"{n:,}"


@register.inclusion_tag("admin/analytics/charts/rows.html")
def row_chart(chart: RowChart) -> dict[str, Any]:
    """Funnels, intervals and bars: the picture is itself a table."""
    return {"chart": chart}


@register.inclusion_tag("admin/analytics/charts/curves.html")
def curve_chart(chart: CurveChart) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("admin/analytics/charts/trend.html")
def trend_chart(chart: TrendChart) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("admin/analytics/charts/ratings.html")
def rating_chart(chart: RatedChart) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("admin/analytics/charts/tiles.html")
def tiles(shown: Sequence[Tile]) -> dict[str, Any]:
    return {"tiles": shown}
