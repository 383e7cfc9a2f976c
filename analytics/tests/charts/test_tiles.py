from __future__ import annotations

import pytest

from analytics.charts.rows import Cell
from analytics.charts.tiles import Better, Tile, count_tile, days_tile, rate_tile
from analytics.estimators.stats import Rate
from analytics.estimators.survival import Quantile

SLOW = Quantile(49.5, 48.0, 51.0)
FAST = Quantile(19.5, 18.0, 21.0)
OPEN = Quantile(None, 5.0, None)
NOTHING = Quantile(None, None, None)
MORE, LESS = Rate(300, 1000), Rate(200, 1000)


def change(tile: Tile) -> tuple[str, str, str, str]:
    assert tile.change is not None
    found = tile.change
    return found.told.replace("\u00a0", " "), found.arrow, found.tone, found.note.replace("\u00a0", " ")


def test_a_rate_stands_on_its_counts_and_interval() -> None:
    tile = rate_tile("Conversion", Rate(10, 40), hits_url="?hits", url="?rows")
    assert tile.counts == (Cell("10", "?hits", of="40", of_url="?rows"),)
    assert (tile.value, tile.counts[0].said, tile.interval) == ("25.0\u00a0%", "10 of 40", "likely 14.2 to 40.2\u00a0%")
    assert (tile.bar, tile.bar_width, tile.url, tile.change) == ((25, 14.19, 40.19), 26.0, "", None)


def test_no_cases_are_no_data() -> None:
    tile = rate_tile("Conversion", Rate(0, 0), before=Rate(1, 2))
    assert (tile.value, tile.is_known, tile.bar, tile.change) == ("no data", False, None, None)


@pytest.mark.parametrize(
    ("rate", "before", "better", "expected"),
    [
        (MORE, LESS, Better.HIGHER, ("+10.0 points", "▲", "good", "against 20.0 %: likely +6.2 to +13.7")),
        (MORE, LESS, Better.LOWER, ("+10.0 points", "▲", "bad", "against 20.0 %: likely +6.2 to +13.7")),
        (LESS, MORE, Better.HIGHER, ("−10.0 points", "▼", "bad", "against 30.0 %: likely −13.7 to −6.2")),
        (Rate(3, 10), Rate(2, 10), Better.HIGHER, ("+10.0 points", "▲", "even", "against 20.0 %: may be chance")),
        (Rate(2, 10), Rate(2, 10), Better.HIGHER, ("+0.0 points", "=", "even", "against 20.0 %: may be chance")),
        (Rate(2, 10), Rate(0, 0), Better.HIGHER, ("against no data", "", "even", "")),
    ],
)
def test_a_difference_says_whether_it_may_be_chance(
    rate: Rate, before: Rate, better: Better, expected: tuple[str, str, str, str]
) -> None:
    assert change(rate_tile("Conversion", rate, before=before, better=better)) == expected


def test_a_rate_that_will_rise_yet_is_not_judged() -> None:
    tile = rate_tile("Placed", LESS, before=MORE, unripe=True)
    assert change(tile) == ("−10.0 points", "▼", "even", "against 30.0 %: too early to tell")


def test_a_count_says_what_it_was() -> None:
    assert change(count_tile("Overdue", 14, before=22, better=Better.LOWER)) == ("−8", "▼", "good", "against 22")
    assert change(count_tile("Started", 1250, before=980)) == ("+270", "▲", "even", "against 980")
    assert count_tile("Started", 1250, detail="1,102 people").value == "1,250"


def test_days_are_a_median_with_those_still_waiting() -> None:
    counts = (Cell("200", "?rows", "processes"),)
    tile = days_tile("Time to decision", FAST, before=SLOW, counts=counts)
    assert (tile.value, tile.interval, tile.counts) == ("19.5\u00a0days", "likely 18 to 21\u00a0days", counts)
    assert change(tile) == ("−30 days", "▼", "good", "against 49.5 days")


@pytest.mark.parametrize(
    ("found", "before", "expected"),
    [
        (FAST, FAST, ("±0 days", "=", "even", "against 19.5 days: may be chance")),
        (FAST, OPEN, ("against not reached yet", "", "even", "")),
        (FAST, NOTHING, ("against no data", "", "even", "")),
        (OPEN, FAST, ("", "", "even", "against 19.5 days")),
    ],
)
def test_a_difference_of_days_needs_two_medians(found, before, expected) -> None:  # type: ignore[no-untyped-def]
    assert change(days_tile("Time", found, before=before)) == expected


def test_a_median_not_reached_is_said() -> None:
    tile = days_tile("Time", OPEN)
    assert (tile.value, tile.is_known) == ("not reached yet", False)
    assert days_tile("Time", NOTHING).value == "no data"
