from __future__ import annotations

from math import inf, nan

import pytest

from feedback.estimators.suitability import (
    HAND_SET,
    Evidence,
    Observed,
    Source,
    SourceWeight,
    Weights,
    levels,
    score,
    sigmoid,
)


def rated(rating: float, n: int = 3) -> Evidence:
    return {Source.STAGES: Observed(n, rating), Source.FEEDBACK: Observed(n, rating)}


@pytest.mark.parametrize(
    ("rating", "low", "high"),
    [(4.5, 80, 85), (4.0, 72, 77), (3.0, 45, 50), (2.0, 15, 20)],
)
def test_hand_set_weights_say_what_their_comment_says(rating: float, low: float, high: float) -> None:
    found = score(rated(rating), HAND_SET)
    assert found is not None
    assert low <= found.value <= high


def test_no_evidence_is_no_score() -> None:
    assert score({}, HAND_SET) is None


def test_more_evidence_moves_the_score_and_narrows_its_interval() -> None:
    one, many = score(rated(4.5, 1), HAND_SET), score(rated(4.5, 10), HAND_SET)
    assert one is not None
    assert many is not None
    assert one.value < many.value
    assert many.high - many.low < one.high - one.low


@pytest.mark.parametrize("rating", [1.0, 2.5, 3.0, 5.0])
@pytest.mark.parametrize("n", [1, 100])
def test_interval_holds_the_value_and_stays_on_the_scale(rating: float, n: int) -> None:
    found = score(rated(rating, n), HAND_SET)
    assert found is not None
    assert 0 <= found.low < found.value < found.high <= 100


FULL: Evidence = {
    Source.STAGES: Observed(4, 4.2),
    Source.FEEDBACK: Observed(3, 2.1, raw=1.8),
    Source.ASSESSMENTS: Observed(1, 88.0),
    Source.FEEDER: Observed(2, 0.3),
}


@pytest.mark.parametrize("left_out", [(), (Source.FEEDER,), (Source.STAGES, Source.ASSESSMENTS)])
def test_points_add_up_to_the_score(left_out: tuple[Source, ...]) -> None:
    found = score({source: seen for source, seen in FULL.items() if source not in left_out}, HAND_SET)
    assert found is not None
    assert found.base == pytest.approx(100 * sigmoid(HAND_SET.base))
    assert sum(part.points for part in found.parts.values()) == pytest.approx(found.value - found.base)


def test_a_silent_source_adds_nothing_and_says_so() -> None:
    found = score(rated(4.5), HAND_SET)
    assert found is not None
    part = found.parts[Source.ASSESSMENTS]
    assert (part.n, part.mean, part.level, part.points) == (0, None, 0.0, 0.0)
    assert part.sd**2 == pytest.approx(HAND_SET.sources[Source.ASSESSMENTS].prior)


def test_two_equal_sources_get_equal_points_whatever_their_order() -> None:
    same = SourceWeight(1.0, 0.5, 0.5)
    weights = Weights(0.0, dict.fromkeys(Source, same))
    found = score(rated(4.5), weights)
    assert found is not None
    assert found.parts[Source.STAGES].points == pytest.approx(found.parts[Source.FEEDBACK].points)


def test_breakdown_shows_the_raw_mean_beside_the_adjusted() -> None:
    found = score(FULL, HAND_SET)
    assert found is not None
    feedback = found.breakdown()["sources"]["feedback"]
    assert (feedback["mean"], feedback["raw_mean"], feedback["n"]) == (2.1, 1.8, 3)
    assert found.breakdown()["sources"]["stages"]["raw_mean"] == 4.2


def test_levels_are_shrunk_by_their_number() -> None:
    assert levels({Source.STAGES: Observed(1, 5.0)}, HAND_SET)[Source.STAGES] == pytest.approx(1.0)
    assert levels({Source.STAGES: Observed(3, 5.0)}, HAND_SET)[Source.STAGES] == pytest.approx(1.5)
    assert levels({Source.ASSESSMENTS: Observed(1000, 80.0)}, HAND_SET)[Source.ASSESSMENTS] == pytest.approx(1.0, 0.01)


def test_weights_survive_storing() -> None:
    assert Weights.from_dict(HAND_SET.to_dict()) == HAND_SET


STORED = HAND_SET.to_dict()


@pytest.mark.parametrize(
    "change",
    [
        {"base": nan},
        {"base": "0"},
        {"base": True},
        {"other": 1},
        {"stages": {"weight": inf, "noise": 1, "prior": 1}},
        {"stages": {"weight": 1, "noise": 0, "prior": 1}},
        {"stages": {"weight": 1, "noise": 1, "prior": -1}},
        {"stages": {"weight": 1, "noise": 1}},
        {"stages": 3},
    ],
)
def test_weights_refuse_nonsense(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Weights.from_dict({**STORED, **change})


def test_weights_name_each_source() -> None:
    with pytest.raises(ValueError, match="feeder"):
        Weights.from_dict({name: value for name, value in STORED.items() if name != "feeder"})


@pytest.mark.parametrize(("n", "mean"), [(0, 3.0), (1, nan), (1, inf)])
def test_observations_are_some_and_finite(n: int, mean: float) -> None:
    with pytest.raises(ValueError, match="observations"):
        Observed(n, mean)


def test_sigmoid_takes_any_size() -> None:
    assert (sigmoid(-1000), sigmoid(0), sigmoid(1000)) == (0.0, 0.5, 1.0)
