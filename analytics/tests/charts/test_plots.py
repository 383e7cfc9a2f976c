"""The pictures with two axes: curves, months, ratings."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.charts.curves import LETTER, curves
from analytics.charts.forest import Mark
from analytics.charts.plots import Dot, band_around, line_through
from analytics.charts.ratings import Rated, rated
from analytics.charts.trend import Month, trend
from analytics.estimators.stats import Rate
from analytics.estimators.survival import Curve

NAMES = ("Now", "Before")
FOUR = [(5, "ended", 1), (10, "ended", 1), (10, None, 1), (20, "ended", 1)]


def texts(cells: object) -> list[str]:
    return [cell.said.replace("\u00a0", " ") for cell in cells]  # type: ignore[attr-defined]


def test_a_curve_steps_down_where_something_ends() -> None:
    chart = curves([Curve(FOUR)], caption="Days")
    (line,) = chart.lines
    assert [tick.value for tick in chart.days.ticks] == [0, 5, 10, 15, 20]
    assert line.path == "M0 0 H25 V25 H50 V50 H100 V100 H100"
    assert line.band.startswith("M0 0 H25")
    assert line.band.endswith("V0 H0 Z")
    assert line.median == 75
    assert line.at_risk == ("4", "4", "3", "1", "1")
    assert line.told.replace("\u00a0", " ").startswith("Median 15 days (95 % interval ")
    assert line.told.endswith("1 of 4 not over yet.")


def test_the_table_of_a_curve_has_what_is_drawn() -> None:
    table = curves([Curve(FOUR)], caption="Days", waiting="Open").table
    assert table.columns == ("Open", "95\u00a0% interval", "Followed so long")
    assert [row.name for row in table.rows] == ["0 days", "5 days", "10 days", "15 days", "20 days"]
    assert texts(table.rows[1].cells)[::2] == ["75.0 %", "4"]


def test_beyond_the_last_day_followed_nothing_is_known() -> None:
    chart = curves([Curve([(5, "ended", 1), (8, None, 3)])], caption="Days", until=20)
    assert chart.lines[0].path == "M0 0 H25 V25 H40"
    assert chart.lines[0].median is None
    assert texts(chart.table.rows[-1].cells) == ["no data", "", "0"]
    assert chart.lines[0].told == (
        "Median not reached yet (95\u00a0% interval at least 5\u00a0days), 3 of 4 not over yet."
    )


def test_the_axis_ends_where_few_are_left() -> None:
    rows = [(day, "ended", 10) for day in range(1, 11)] + [(900, "ended", 1)]
    assert curves([Curve(rows)], caption="Days").days.high == 10


def test_a_curve_of_nobody_has_no_data() -> None:
    chart = curves([Curve([]), Curve(FOUR)], caption="Days", names=NAMES)
    assert not chart.is_empty
    assert (chart.lines[0].path, chart.lines[0].told) == ("", "A Now: No data.")
    assert texts(chart.table.rows[0].cells)[:3] == ["no data", "", "0"]
    assert curves([Curve([])], caption="Days").is_empty


def test_letters_at_the_ends_of_two_curves_do_not_meet() -> None:
    chart = curves([Curve(FOUR), Curve(FOUR)], caption="Days", names=NAMES)
    first, second = (line.end for line in chart.lines)
    assert second[1] - first[1] == pytest.approx(LETTER)
    assert chart.table.columns[0] == "A: Still waiting"
    assert chart.table.columns[3] == "B: Still waiting"


def test_lines_break_where_nothing_is_known() -> None:
    dots = [Dot(0, 10, 5, 15), Dot(10, 20), None, Dot(30, 0)]
    assert line_through(dots) == "M0 10 L10 20"
    assert band_around(dots) == "M0 5 L10 20 L10 20 L0 15 Z"


def months(count: int, first: int = 1, **last: bool) -> list[Month]:
    starts = [date(2024 + (first + place - 1) // 12, (first + place - 1) % 12 + 1, 1) for place in range(count)]
    return [Month(start, 10 * place, Rate(place, 20), url="?m") for place, start in enumerate(starts[:-1])] + [
        Month(starts[-1], 40, Rate(1, 4), **last)
    ]


def test_months_are_bars_beneath_the_rate() -> None:
    chart = trend([months(4, partial="so far")], caption="Trend", counted="Started", rated="Placed")
    (line,) = chart.lines
    assert [bar.height for bar in line.bars] == [0, 25, 50, 100]
    assert [bar.partial for bar in line.bars] == [False, False, False, True]
    assert (line.bars[1].x, line.bars[1].width) == (28.75, 17.5)
    assert [dot.x for dot in line.dots] == [12.5, 37.5, 62.5, 87.5]
    assert [sign.kind for sign in chart.signs] == ["band", "partial"]
    assert texts(chart.table.rows[1].cells) == ["10", "5.0 %", "0.9 to 23.6 %"]
    assert (chart.table.rows[3].name, chart.table.rows[1].cells[0].url) == ("April 2024 (so far)", "?m")


def test_a_month_without_a_rate_leaves_a_gap_and_a_hidden_one_nothing() -> None:
    own = [
        Month(date(2025, 1, 1), 9, Rate(1, 3)),
        Month(date(2025, 2, 1), 0, Rate(0, 0)),
        Month(date(2025, 3, 1), 4, Rate(4, 4), hidden="fewer than 5 people"),
    ]
    chart = trend([own], caption="Trend", counted="Started", rated="Placed")
    (line,) = chart.lines
    assert (len(line.dots), line.path, [bar.height for bar in line.bars]) == (1, "", [90, 0, 0])
    assert texts(chart.table.rows[1].cells) == ["0", "no data", ""]
    assert texts(chart.table.rows[2].cells) == ["not shown", "", ""]
    assert chart.table.rows[2].cells[0].quiet == "fewer than 5 people"
    assert line.bars[2].told == "March 2025: not shown"


def test_two_series_share_the_room_of_a_month() -> None:
    chart = trend([months(3), months(2, 7)], caption="Trend", counted="Started", rated="Placed", names=NAMES)
    now, before = chart.lines
    assert now.bars[0].x + now.bars[0].width == pytest.approx(before.bars[0].x, abs=0.01)
    assert chart.table.columns[:2] == ("A: Month", "A: Started")
    assert texts(chart.table.rows[2].cells)[4:] == ["", "", "", ""]
    assert texts(chart.table.rows[0].cells)[::4] == ["January 2024", "July 2024"]


@pytest.mark.parametrize(
    ("count", "first", "shown"),
    [(4, 11, ["Nov 2024", "Dec ", "Jan 2025", "Feb "]), (20, 12, ["Jan 2025", "Mar ", "May "])],
)
def test_months_labelled_take_in_january_and_carry_the_year(count: int, first: int, shown: list[str]) -> None:
    chart = trend([months(count, first)], caption="Trend", counted="Started", rated="Placed")
    assert [f"{label.text} {label.under}" for label in chart.labels][: len(shown)] == shown
    assert len(chart.labels) <= 12


def test_months_of_two_periods_are_both_named() -> None:
    chart = trend([months(3), months(2, 7)], caption="Trend", counted="Started", rated="Placed", names=NAMES)
    assert [(label.text, label.under) for label in chart.labels] == [
        ("A Jan 24", "B Jul 24"),
        ("A Feb 24", "B Aug 24"),
        ("A Mar 24", ""),
    ]
    many = trend([months(13), months(13, 2)], caption="Trend", counted="Started", rated="Placed", names=NAMES)
    assert [label.text for label in many.labels] == ["A Jan 24", "A Apr 24", "A Jul 24", "A Oct 24", "A Jan 25"]


def test_the_same_months_of_two_series_are_named_once() -> None:
    chart = trend([months(2), months(3)], caption="Trend", counted="Started", rated="Placed", names=NAMES)
    assert [(label.text, label.under) for label in chart.labels] == [("Jan", "2024"), ("Feb", ""), ("Mar", "")]


def test_no_month_is_no_data() -> None:
    assert trend([[]], caption="Trend", counted="Started", rated="Placed").is_empty


def test_ratings_stand_side_by_side_with_their_intervals() -> None:
    ratings = [
        Rated("1", (Mark.of_rate(Rate(2, 20)), Mark.of_rate(Rate(1, 3), hidden="fewer than 5 people"))),
        Rated("2", (Mark.of_rate(Rate(10, 20), url="?2"), Mark.of_rate(Rate(0, 0)))),
    ]
    chart = rated(ratings, caption="Foretell", outcome="Accepted", names=NAMES, overall=0.4)
    first, second = chart.lines
    assert [dot.x for dot in first.dots] == [18, 68]
    assert (second.dots, second.counts) == ((), ("not shown", "no data"))
    assert (first.dots[1].y, chart.reference) == (37.5, 50)
    top, bottom = first.dots[1].spread
    assert top < 37.5 < bottom
    assert texts(chart.table.rows[1].cells) == ["50.0 %", "29.9 to 70.1 %", "10 of 20", "no data", "", "0 of 0"]
    assert chart.signs[-1].name == "All ratings together: 40.0\u00a0%"
    assert not chart.is_empty


def test_no_rating_is_no_data() -> None:
    assert rated([], caption="Foretell", outcome="Accepted").is_empty
