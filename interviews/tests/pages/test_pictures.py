"""The figures behind bars and the curve."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interviews.pages.pictures import HEIGHT, LEFT, RIGHT, TOP, WIDTH, Bar, trend, whole
from interviews.pages.presenting import duration
from interviews.selectors.reports import ScoredSession

MAY = datetime(2026, 5, 1, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_bar_shows_whole_numbers_and_its_exact_length() -> None:
    bar = Bar("Depth", 3.5, 5, "")
    assert (bar.shown, bar.length) == (4, 70)


def test_a_bar_without_a_figure_is_empty() -> None:
    bar = Bar("Depth", None, 5, "")
    assert (bar.shown, bar.length) == (None, 0)


@pytest.mark.parametrize(("score", "shown"), [(0, 0), (0.4, 0), (62.5, 63), (63.5, 64), (100, 100)])
def test_whole_numbers_round_half_up(score: float, shown: int) -> None:
    assert whole(score) == shown


@pytest.mark.parametrize("count", [0, 1])
def test_no_curve_through_fewer_than_two(count: int) -> None:
    assert trend([ScoredSession(MAY, 50, 12, 12)] * count) is None


def test_the_curve_goes_from_edge_to_edge() -> None:
    found = trend([ScoredSession(MAY, 0, 5, 12), ScoredSession(JUNE, 100, 12, 12)])
    assert found is not None
    first, last = found.points
    assert (first.x, first.y, last.x, last.y) == (LEFT, TOP + HEIGHT, WIDTH - RIGHT, TOP)
    assert (first.thin, last.thin, found.has_thin) == (True, False, True)
    assert (found.first, found.last, found.told) == (MAY, JUNE, "0, 100")
    assert found.path == f"{LEFT},{TOP + HEIGHT} {WIDTH - RIGHT},{TOP}"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "not measured"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (95, "1 min 35 s"),
        (900, "15 min"),
        (3725, "1 h 2 min"),
    ],
)
def test_duration_in_words(seconds: int | None, text: str) -> None:
    assert duration(seconds) == text
