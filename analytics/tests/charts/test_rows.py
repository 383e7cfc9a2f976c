"""The pictures that are tables: funnel, intervals, bars."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analytics.charts.bars import Bar, Count, Kind, Stack, Whole, bars, stacks
from analytics.charts.forest import Entry, Mark, Reading, forest
from analytics.charts.funnel import Reached, Start, Step, funnel
from analytics.charts.rows import Cell, Line, Part, RowChart, Sign
from analytics.charts.units import Unit
from analytics.estimators.stats import Estimate, Rate
from analytics.estimators.survival import Quantile

NAMES = ("This quarter", "Last quarter")


def texts(line: Line) -> list[str]:
    return [cell.said.replace("\u00a0", " ") for cell in line.cells]


def only(chart: RowChart, row: int = 0) -> Line:
    (line,) = chart.rows[row].lines
    return line


def steps(*reached: Reached) -> list[Step]:
    return [Step("Phone screen", reached, "#phone")]


def test_a_step_of_the_funnel_is_drawn_by_what_became_of_those_who_reached_it() -> None:
    there = Reached(80, 50, 20, 6, 4, Rate(50, 70), {"failed": "?failed"})
    line = only(funnel(Start((100,)), steps(there), caption="Lost"), 1)
    assert line.parts == (
        Part("passed", 0, 50),
        Part("failed", 50, 20),
        Part("pending", 70, 6),
        Part("other", 76, 4),
    )
    assert texts(line) == ["80", "80.0 %", "50", "20", "6", "4", "71.4 %", "59.9 to 80.7 %"]
    assert line.cells[6].under is not None
    assert (line.cells[6].under.said, line.cells[3].url, line.cells[2].url) == ("50 of 70", "?failed", "")
    assert line.told == "Phone screen: 80 of 100 reached it"
    assert "failed 20" in line.more
    assert line.more.replace("\u00a0", " ").endswith("Pass rate 71.4 %, 50 of 70, 95 % interval 59.9 to 80.7 %.")


def test_those_a_step_does_not_sort_are_drawn_as_such() -> None:
    line = only(funnel(Start((100,)), steps(Reached(30, 10, 5)), caption="Lost"), 1)
    assert line.parts[-1] == Part("unsorted", 15, 15)


def test_a_step_without_decided_ones_has_no_rate() -> None:
    line = only(funnel(Start((100,)), steps(Reached(3, pending=3, rate=Rate(0, 0))), caption="Lost"), 1)
    assert texts(line)[-2:] == ["no data", ""]
    assert line.more.endswith("Pass rate: no data.")


def test_a_funnel_nobody_entered_has_no_data() -> None:
    chart = funnel(Start((0,)), steps(Reached(0)), caption="Lost")
    assert [only(chart, row).note for row in (0, 1)] == ["no data", "no data"]
    assert only(chart, 1).parts == ()


def test_stages_beyond_one_each_divide_the_bar_and_do_not_lengthen_it() -> None:
    chart = funnel(Start((100,)), [Step("Technical", (Reached(10, 8, 12),))], caption="Funnel")
    parts = chart.rows[1].lines[0].parts
    assert [(part.kind, part.x, part.width) for part in parts] == [("passed", 0.0, 4.0), ("failed", 4.0, 6.0)]


def test_a_step_that_is_no_stage_has_no_parts() -> None:
    there = Reached(30, rate=Rate(30, 40), urls={"hits": "?offered", "cases": "?due"}, is_stage=False)
    line = only(funnel(Start((100,)), steps(there), caption="Lost"), 1)
    assert line.parts == (Part("all", 0, 30),)
    assert texts(line) == ["30", "30.0 %", "", "", "", "", "75.0 %", "59.8 to 85.8 %"]
    assert line.cells[6].under == Cell("30", "?offered", of="40", of_url="?due")
    assert line.more.startswith("Pass rate")


def test_a_step_only_the_other_side_reached_is_empty() -> None:
    chart = funnel(Start((100, 10)), steps(Reached(0), Reached(5, 5)), caption="Lost", names=NAMES)
    assert chart.rows[1].lines[0].parts == ()


def test_more_than_there_are_is_no_step() -> None:
    there = Reached(101)
    with pytest.raises(ValueError, match="no step of a funnel"):
        funnel(Start((100,)), steps(there), caption="Lost")


def test_each_side_is_drawn_as_a_share_of_its_own_start() -> None:
    chart = funnel(Start((100, 10)), steps(Reached(50, 50), Reached(5, 5)), caption="Lost", names=NAMES)
    first, second = chart.rows[1].lines
    assert first.parts == second.parts == (Part("passed", 0, 50),)
    assert [line.side.letter for line in (first, second) if line.side] == ["A", "B"]
    assert second.told == "Phone screen, B Last quarter: 5 of 10 reached it"


def test_figures_and_sides_must_match() -> None:
    with pytest.raises(ValueError, match="1 figures for 2 series"):
        funnel(Start((100, 10)), steps(Reached(50)), caption="Lost", names=NAMES)
    with pytest.raises(ValueError, match="two with theirs"):
        funnel(Start((100,)), steps(Reached(50)), caption="Lost", names=("One",))


def test_a_rate_is_a_point_on_its_interval_beside_the_second_figure() -> None:
    mark = Mark.of_rate(Rate(10, 40), second=0.2, url="?rows", hits_url="?hits")
    reading = Reading("Decided", second="Shrunken", reference=0.3)
    chart = forest([Entry("Referral", (mark,))], reading, caption="Feeders", of="Feeder")
    line, whisker = only(chart), only(chart).whisker
    assert [tick.value for tick in chart.axis.ticks] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert whisker is not None
    assert (whisker.at, whisker.second, chart.reference) == (50, 40, 60)
    assert (whisker.left, whisker.right, whisker.width) == (28.37, 80.39, 52.02)
    assert texts(line) == ["25.0 %", "14.2 to 40.2 %", "20.0 %", "10 of 40"]
    assert [line.cells[place].url for place in (0, 3)] == ["", "?hits"]
    assert line.cells[3].of_url == "?rows"
    assert chart.signs[-1] == Sign("reference", "All together: 30.0\u00a0%")
    assert len(chart.columns) == len(line.cells)


def test_no_cases_are_no_data_and_no_zero() -> None:
    chart = forest([Entry("New", (Mark.of_rate(Rate(0, 0)),))], Reading("Decided"), caption="F", of="Feeder")
    assert (only(chart).note, only(chart).whisker, texts(only(chart))) == ("no data", None, ["no data", "", "0 of 0"])


def test_a_hidden_group_says_why_and_nothing_else() -> None:
    mark = Mark.of_rate(Rate(3, 4), hidden="fewer than 5 people")
    chart = forest([Entry("Fair", (mark,))], Reading("Decided"), caption="F", of="Feeder")
    line = only(chart)
    assert (line.note, line.more, line.whisker) == ("fewer than 5 people", "fewer than 5 people", None)
    assert texts(line) == ["not shown", "", ""]
    assert "3" not in line.told
    assert chart.axis.high == pytest.approx(1.0)


def test_a_median_not_reached_yet_is_an_interval_with_an_open_end() -> None:
    mark = Mark.of_quantile(Quantile(None, 18, None), 12)
    chart = forest([Entry("Second round", (mark,))], Reading("Median", Unit.DAYS), caption="Days", of="Stage")
    line, whisker = only(chart), only(chart).whisker
    assert whisker is not None
    assert (whisker.at, whisker.left, whisker.right, whisker.open_right, whisker.open_left) == (
        None,
        90,
        100,
        True,
        False,
    )
    assert texts(line) == ["not reached yet", "at least 18 days", "12"]


def test_figures_below_zero_and_a_reference_of_zero() -> None:
    mark = Mark.of_estimate(Estimate(-0.5, -0.75, -0.25), 24)
    reading = Reading("Severity", Unit.SIGNED, reference=0.0, reference_name="Usual")
    chart = forest([Entry("Wei", (mark,))], reading, caption="Severity", of="Interviewer")
    assert chart.reference == 100
    assert chart.signs[-1].name == "Usual: 0"
    assert texts(only(chart)) == ["−0.50", "−0.75 to −0.25", "24"]


def test_a_point_without_an_interval_stands_alone() -> None:
    chart = forest([Entry("All", (Mark(0.5, n=3),))], Reading("Rate"), caption="F", of="Feeder")
    whisker = only(chart).whisker
    assert whisker is not None
    assert (whisker.left, whisker.width, only(chart).more) == (None, 0.0, "n 3")


def test_a_second_figure_needs_its_heading() -> None:
    with pytest.raises(ValueError, match="heading"):
        forest([Entry("All", (Mark(0.5, second=0.4),))], Reading("Rate"), caption="F", of="Feeder")


def test_bars_of_counts_with_a_whole_are_shares() -> None:
    chart = bars(
        [Bar("Skills", (Count(30, 60, "?skills"),)), Bar("Other", (Count(0, 60),))], caption="Why", of="Reason"
    )
    assert chart.columns == ("How many", "Share")
    assert (only(chart).parts, only(chart, 1).parts) == ((Part("plain", 0, 100),), ())
    assert (texts(only(chart)), texts(only(chart, 1))) == (["30", "50.0 %"], ["0", "0.0 %"])
    assert only(chart, 1).note == ""


def test_bars_of_bare_counts_are_counts() -> None:
    chart = bars([Bar("Skills", (Count(30),)), Bar("Other", (Count(None),))], caption="Why", of="Reason")
    assert chart.columns == ("How many",)
    assert chart.axis.unit is Unit.COUNT
    assert (only(chart, 1).note, texts(only(chart, 1))) == ("no data", ["no data"])


@pytest.mark.parametrize(
    ("count", "said", "note"),
    [(Count(0, 0), "no data", "no data"), (Count(2, 9, hidden="too few"), "not shown", "too few")],
)
def test_a_bar_that_is_not_drawn_says_why(count: Count, said: str, note: str) -> None:
    line = only(bars([Bar("Skills", (replace(count, url="?rows"),))], caption="Why", of="Reason"))
    assert line.cells[0].url == ""
    assert (texts(line), line.note, line.parts) == ([said, ""], note, ())


def test_wholes_are_drawn_alike_and_their_parts_end_where_they_do() -> None:
    kinds = [Kind("passed", "Accepted"), Kind("failed", "Rejected"), Kind("pending", "Open")]
    rows = [
        Stack("Halden", (Whole({"passed": 1, "failed": 1, "pending": 1}, {"failed": "?failed"}),)),
        Stack("Nobody", (Whole({}),)),
        Stack("Small", (Whole({"passed": 2}, hidden="fewer than 5 people"),)),
    ]
    chart = stacks(rows, kinds, caption="Ends", of="Company", total="Processes")
    drawn = only(chart)
    assert [round(part.x + part.width, 2) for part in drawn.parts] == [33.33, 66.67, 100]
    assert [part.pattern for part in drawn.parts] == ["", "stripes", "dots"]
    assert (texts(drawn), drawn.cells[2].url) == (["3", "1", "1", "1"], "?failed")
    assert [only(chart, row).note for row in (1, 2)] == ["no data", "fewer than 5 people"]
    assert texts(only(chart, 2)) == ["not shown", "", "", ""]
