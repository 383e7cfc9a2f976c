"""The pictures as they stand on a page: well-formed, told in words, and with the table that says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from analytics.charts.bars import Bar, Count, Kind, Stack, Whole, bars, stacks
from analytics.charts.curves import curves
from analytics.charts.forest import Entry, Mark, Reading, forest
from analytics.charts.funnel import Reached, Start, Step, funnel
from analytics.charts.ratings import Rated, rated
from analytics.charts.rows import PATTERNS, Cell
from analytics.charts.tiles import Tile, count_tile, rate_tile
from analytics.charts.trend import Month, trend
from analytics.charts.units import Unit
from analytics.estimators.stats import Rate
from analytics.estimators.survival import Curve, Quantile
from analytics.templatetags.analytics_charts import beside, cell

SVG = re.compile(r"<svg\b[^>]*>|</svg>")
NAMES = ("Q3 <2025>", "Q2")
EVIL = "<script>alert(1)</script>"
CURVE = Curve([(5, "ended", 4), (10, None, 2), (20, "ended", 1)])
MONTHS = [Month(date(2025, 1, 1), 9, Rate(1, 3), url="?jan"), Month(date(2025, 2, 1), 4, Rate(1, 4), partial="so far")]
MARK = Mark.of_rate(Rate(10, 40), url="?rows")
STAGE = Step("On-site", (Reached(8, 4, 2, 1, 1, Rate(4, 6), {"failed": "?failed"}),), "#stage")
KINDS = [Kind("passed", "Accepted"), Kind("kind-6", "Other")]

DRAWN = {
    "funnel": ("row", funnel(Start((10,), urls=("?all",)), [STAGE], caption="Lost")),
    "funnel, compared": (
        "row",
        funnel(Start((10, 9)), [Step("On-site", (Reached(8), Reached(0)))], caption="Lost", names=NAMES),
    ),
    "intervals": (
        "row",
        forest(
            [
                Entry("Referral", (Mark.of_rate(Rate(10, 40), second=0.2, url="?rows"),), "?feeder"),
                Entry("Fair", (Mark.of_rate(Rate(1, 2), hidden="fewer than 5 people"),)),
            ],
            Reading("Rate", second="Shrunken", reference=0.2),
            caption="Feeders",
            of="Feeder",
        ),
    ),
    "open intervals": (
        "row",
        forest(
            [Entry("All", (Mark.of_quantile(Quantile(None, 3, None), 9), Mark.of_quantile(Quantile(2, None, 4), 9)))],
            Reading("Median", Unit.DAYS),
            caption="Days",
            of="Stage",
            names=NAMES,
        ),
    ),
    "bars": ("row", bars([Bar("Skills", (Count(3, 9, "?skills"),))], caption="Why", of="Reason")),
    "stacks": (
        "row",
        stacks([Stack("Halden", (Whole({"passed": 1, "kind-6": 2}, {"passed": "?a"}),))], KINDS, caption="E", of="C"),
    ),
    "curve": ("curve", curves([CURVE], caption="Days", urls=(("?open", "?days"),))),
    "curves": ("curve", curves([CURVE, CURVE], caption="Days", names=NAMES)),
    "trend": ("trend", trend([MONTHS], caption="Trend", counted="Started", rated="Placed")),
    "trends": ("trend", trend([MONTHS, MONTHS], caption="Trend", counted="Started", rated="Placed", names=NAMES)),
    "ratings": ("rating", rated([Rated("1", (MARK,)), Rated("2", (MARK,))], caption="F", outcome="A", overall=0.3)),
    "ratings, compared": ("rating", rated([Rated("1", (MARK, MARK))], caption="F", outcome="A", names=NAMES)),
}


def html(tag: str, chart: Any) -> str:
    return Template(f"{{% load analytics_charts %}}{{% {tag} chart %}}").render(Context({"chart": chart}))


def pictures(text: str) -> Iterator[str]:
    """Each outermost <svg> with all in it."""
    depth, start = 0, 0
    for found in SVG.finditer(text):
        opens = found.group().startswith("<svg")
        if opens and depth == 0:
            start = found.start()
        depth += 1 if opens else -1
        if depth == 0:
            yield text[start : found.end()]


@pytest.mark.parametrize("kind", DRAWN)
def test_every_picture_is_told_or_passed_over(kind: str) -> None:
    tag, chart = DRAWN[kind]
    drawn = [ElementTree.fromstring(picture) for picture in pictures(html(f"{tag}_chart", chart))]
    told = [picture for picture in drawn if picture.get("role") == "img"]
    assert told
    assert all(picture.findtext("title") for picture in told)
    assert all(picture.get("aria-hidden") == "true" for picture in drawn if picture not in told)


@pytest.mark.parametrize("kind", DRAWN)
def test_every_place_is_on_the_drawing(kind: str) -> None:
    tag, chart = DRAWN[kind]
    for picture in pictures(html(f"{tag}_chart", chart)):
        for place in re.findall(r'\b(?:x|y|x1|x2|y1|y2|cx|cy|width|height)="([-\d.e]+)%"', picture):
            assert 0 <= float(place) <= 100


@pytest.mark.parametrize("kind", DRAWN)
def test_every_picture_has_a_table_with_a_caption_and_scopes(kind: str) -> None:
    tag, chart = DRAWN[kind]
    text = html(f"{tag}_chart", chart)
    assert text.count("<table") == 1
    assert "<caption" in text
    heads = re.findall(r"<th\b[^>]*>", text)
    assert heads
    assert all("scope=" in head for head in heads)


def test_a_figure_is_written_with_its_links_and_escaped() -> None:
    shown = Cell("<3", "?a&b", "few", of="9", of_url="?of", under=Cell("1", of="2"))
    assert cell(shown) == (
        '<a href="?a&amp;b">&lt;3</a> of <a href="?of">9</a> <span class="quiet">few</span>'
        ' <span class="quiet">1 of 2</span>'
    )


@pytest.mark.parametrize("kind", DRAWN)
def test_nothing_needs_what_the_policy_forbids(kind: str) -> None:
    tag, chart = DRAWN[kind]
    text = html(f"{tag}_chart", chart)
    assert not re.search(r"\s(?:style|on\w+)=|<script|<style|//", text)


@pytest.mark.parametrize(
    ("kind", "link"),
    [
        ("funnel", '<a href="?failed">2</a>'),
        ("funnel", '<a href="?all">10</a>'),
        ("funnel", '<a href="#stage">On-site</a>'),
        ("intervals", '<a href="?feeder">Referral</a>'),
        ("intervals", '10 of <a href="?rows">40</a>'),
        ("bars", '<a href="?skills">3</a>'),
        ("stacks", '<a href="?a">1</a>'),
        ("curve", '<a href="?open">2</a> of <a href="?days">7</a> <span class="quiet">not over yet</span>'),
        ("trend", '<a href="?jan">9</a>'),
        ("ratings", '10 of <a href="?rows">40</a>'),
    ],
)
def test_figures_lead_to_the_rows_behind_them(kind: str, link: str) -> None:
    tag, chart = DRAWN[kind]
    assert link in html(f"{tag}_chart", chart)


def test_two_sides_are_told_by_their_letters() -> None:
    for kind in ("funnel, compared", "curves", "trends", "ratings, compared"):
        tag, chart = DRAWN[kind]
        text = html(f"{tag}_chart", chart)
        assert '<span class="letter a">A</span>' in text
        assert "Q3 &lt;2025&gt;" in text


def test_names_are_escaped() -> None:
    text = html("row_chart", bars([Bar(EVIL, (Count(1, hidden=EVIL),), EVIL)], caption=EVIL, of=EVIL))
    assert "<script" not in text
    assert "&lt;script" in text


@pytest.mark.parametrize(
    ("tag", "chart"),
    [
        ("row_chart", bars([], caption="Why", of="Reason")),
        ("trend_chart", trend([[]], caption="Trend", counted="Started", rated="Placed")),
        ("rating_chart", rated([], caption="Foretell", outcome="Accepted")),
        ("curve_chart", curves([Curve([])], caption="Days")),
    ],
)
def test_nothing_to_draw_is_said(tag: str, chart: Any) -> None:
    text = html(tag, chart)
    assert "No data." in text
    assert "<table" not in text


def test_tiles() -> None:
    known = [rate_tile("Rate", Rate(1, 4), before=Rate(0, 4), hits_url="?h", url="?r"), count_tile("N", 9, url="?n")]
    text = html("tiles", [*known, Tile("Agreement", "not shown", is_known=False)])
    assert text.count("<li class=") == 3
    assert '<a href="?h">1</a> of <a href="?r">4</a>' in text
    assert '<strong class="tile-value"><a href="?n">9</a></strong>' in text
    assert "may be chance" in text
    assert '<strong class="tile-value unknown">not shown</strong>' in text


def test_beside_pairs_what_stands_at_the_same_place() -> None:
    assert beside(["a", "b"], [1, 2]) == [("a", 1), ("b", 2)]
    with pytest.raises(ValueError, match="shorter"):
        beside(["a", "b"], [1])


class Filters(forms.Form):
    feeder = forms.CharField(label="Feeder", required=False)
    since = forms.DateField(label="From", required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


def page(**more: Any) -> str:
    context = {
        "title": "Feeders",
        "figure_pages": [("?p=1", "Funnel", False), ("?p=2", "Feeders", True)],
        "form": Filters({"kept": "yes"}),
        "clear_url": "?",
        "as_of": datetime(2025, 11, 21, 15, 2),
    }
    return render_to_string("admin/analytics/page.html", context | more)


def test_the_page_names_where_one_is_and_when_its_figures_are_of() -> None:
    text = page(csv_url="?format=csv", definitions=[("Rate", "A share.")])
    assert '<a href="?p=2" aria-current="page">Feeders</a>' in text
    assert "21 Nov 2025, 15:02" in text
    assert 'href="?format=csv"' in text
    assert "What do these figures mean?" in text
    assert '<label for="id_feeder">Feeder</label>' in text
    assert 'name="kept" value="yes"' in text
    assert "Clear all" not in text


def test_a_page_without_csv_definitions_or_filters_leaves_them_out() -> None:
    text = page()
    assert ">CSV<" not in text
    assert "What do these figures mean?" not in text
    assert 'class="chips"' not in text


def test_filters_in_force_can_be_removed() -> None:
    text = page(chips=[("Feeder: Fair", "?since=1"), ("This year", "?feeder=1")], presets=[("?m", "This month", True)])
    assert 'href="?since=1"' in text
    assert "Remove Feeder: Fair" in text
    assert "Clear all" in text
    assert '<a href="?m" aria-current="true">This month</a>' in text


def test_a_wrong_filter_is_open_and_says_so() -> None:
    text = page(form=Filters({"since": "never"}))
    assert '<details class="filter-form" open>' in text
    assert "Enter a valid date." in text


def test_an_empty_page_says_what_to_do_next() -> None:
    assert "/admin/tracking/interviewprocess/add/" in page(is_empty=True)
    filtered = page(is_empty=True, chips=[("Feeder: Fair", "?")])
    assert "Nothing matches these filters." in filtered
    assert "Clear all filters" in filtered


def test_every_pattern_is_on_the_page() -> None:
    text = page()
    assert {name for name in PATTERNS.values() if f'id="{name}"' not in text} == set()


CSS = (Path(settings.BASE_DIR) / "static/admin/css/analytics.css").read_text()
DRAWING = r"series-[ab]|passed|failed|pending|other|whole|kind-\d|line-zero|line-ref"


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    upper, lower = sorted((luminance(first), luminance(second)), reverse=True)
    return (upper + 0.05) / (lower + 0.05)


@pytest.mark.parametrize(("start", "card"), [(":root {", "#ffffff"), ('html[data-theme="dark"] {', "#172022")])
def test_what_is_drawn_stands_out_from_its_card(start: str, card: str) -> None:
    block = CSS[CSS.index(start) :]
    colours = re.findall(rf"--({DRAWING}): (#\w{{6}})", block[: block.index("}")])
    assert len(colours) == 15
    assert [name for name, colour in colours if contrast(colour, card) < 3] == []
