"""The pictures of figures, each with the words and the table that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from analytics.charts.curves import CurveChart
from analytics.charts.ratings import RatedChart
from analytics.charts.rows import Cell, RowChart
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


@register.simple_tag
def cell(shown: Cell) -> SafeString:
    """A figure as it is written. No template, of which a page with hundreds of figures would take hundreds."""
    parts = [linked(shown.text, shown.url)]
    if shown.of:
        parts.append(format_html(" of {}", linked(shown.of, shown.of_url)))
    if shown.quiet:
        parts.append(format_html(' <span class="quiet">{}</span>', shown.quiet))
    if shown.under:
        parts.append(format_html(' <span class="quiet">{}</span>', cell(shown.under)))
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped


def linked(text: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text) if url else escape(text)


@register.inclusion_tag("admin/analytics/charts/rows.html")
def row_chart(chart: RowChart) -> dict[str, Any]:
    """Funnels, intervals and bars: the picture is itself a table. `behind` stands behind the drawing of every row."""
    return {"chart": chart, "behind": upright(chart)}


def upright(chart: RowChart) -> SafeString:
    lines = [("grid zero" if tick.value == 0 else "grid", tick.at) for tick in chart.axis.ticks]
    if chart.reference is not None:
        lines.append(("reference", chart.reference))
    drawn = ((name, at, at) for name, at in lines)
    return format_html_join("", '<line class="{}" x1="{}%" x2="{}%" y1="0" y2="100%"/>', drawn)


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
