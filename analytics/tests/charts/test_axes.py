from __future__ import annotations

import pytest

from analytics.charts.axes import axis_over, share_axis
from analytics.charts.units import NO_DATA, Unit


def labels(values: list[float], unit: Unit, **manner: int) -> list[str]:
    return [tick.label.replace("\u00a0", " ") for tick in axis_over(values, unit, **manner).ticks]


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        ([0.41], Unit.SHARE, ["0 %", "10 %", "20 %", "30 %", "40 %", "50 %"]),
        ([0.11], Unit.SHARE, ["0 %", "2.5 %", "5 %", "7.5 %", "10 %", "12.5 %"]),
        ([1.0], Unit.SHARE, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        ([0.0], Unit.SHARE, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        ([], Unit.SHARE, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        ([3], Unit.COUNT, ["0", "1", "2", "3"]),
        ([0], Unit.COUNT, ["0", "1", "2", "3", "4", "5"]),
        ([12], Unit.COUNT, ["0", "5", "10", "15"]),
        ([1_204], Unit.COUNT, ["0", "250", "500", "750", "1,000", "1,250"]),
        ([37], Unit.DAYS, ["0", "10", "20", "30", "40"]),
        ([-0.94, 0.62], Unit.SIGNED, ["−1", "−0.5", "0", "+0.5", "+1"]),
    ],
)
def test_ticks_stand_at_round_numbers(values: list[float], unit: Unit, expected: list[str]) -> None:
    assert labels(values, unit) == expected


def test_an_axis_never_passes_the_whole() -> None:
    assert axis_over([0.97], Unit.SHARE).high == pytest.approx(1.0)


def test_places_are_percentages_and_stay_on_the_axis() -> None:
    axis = axis_over([40], Unit.DAYS)
    assert [axis.place(value) for value in (-5, 0, 10, 40, 99)] == [0, 0, 25, 100, 100]
    assert axis.height(10) == 75


def test_labels_at_the_ends_are_written_inwards_and_every_second_one_can_go() -> None:
    ticks = share_axis().ticks
    assert [tick.anchor for tick in ticks] == ["start", "middle", "middle", "middle", "end"]
    assert [tick.minor for tick in ticks] == [False, True, False, True, False]
    assert [tick.down for tick in ticks] == [100, 75, 50, 25, 0]


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [
        (Unit.SHARE, 0.2541, "25.4 %"),
        (Unit.DAYS, 1, "1 day"),
        (Unit.DAYS, 9.5, "9.5 days"),
        (Unit.DAYS, 1200, "1,200 days"),
        (Unit.COUNT, 1204, "1,204"),
        (Unit.NUMBER, 0.7312, "0.73"),
        (Unit.NUMBER, -0.001, "0.00"),
        (Unit.SIGNED, 0.42, "+0.42"),
        (Unit.SIGNED, -0.61, "−0.61"),
        (Unit.SIGNED, -0.001, "+0.00"),
    ],
)
def test_figures_are_said_with_their_unit(unit: Unit, value: float, expected: str) -> None:
    assert unit.told(value).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(22, 31, "22 to 31 days"), (22, None, "at least 22 days"), (None, 1, "at most 1 day"), (None, None, "")],
)
def test_intervals_say_which_end_is_not_known(low: float | None, high: float | None, expected: str) -> None:
    assert Unit.DAYS.span(low, high).replace("\u00a0", " ") == expected


def test_no_data_is_a_word_and_no_number() -> None:
    assert not any(sign.isdigit() for sign in NO_DATA)
