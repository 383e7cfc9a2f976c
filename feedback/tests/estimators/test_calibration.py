from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from feedback.estimators.calibration import Example, calibrate, cut, verdict
from feedback.estimators.metrics import Comparison, Interval
from feedback.estimators.suitability import HAND_SET, Observed, Source, score, sigmoid

START = datetime(2026, 1, 1, tzinfo=UTC)


def world(size: int, *, base: float, slope: float, seed: int = 0) -> list[Example]:
    """Candidates whose true level decides; stages and assessments tell of it, assessments better."""
    random = Random(seed)
    made = []
    for place in range(size):
        level = random.gauss(0, 0.7)
        evidence = {
            Source.STAGES: Observed(2, 3 + level + random.gauss(0, 0.6)),
            Source.ASSESSMENTS: Observed(1, 60 + 20 * level + random.gauss(0, 6)),
        }
        offer = random.random() < sigmoid(base + slope * level)
        made.append(Example(START + timedelta(hours=place), offer, evidence))
    return made


def test_a_world_unlike_the_hand_set_weights_is_learnt() -> None:
    found = calibrate(world(2000, base=-1.0, slope=2.5), HAND_SET)
    assert found.better, found.reason
    assert found.weights is not None
    assert found.weights.sources[Source.ASSESSMENTS].weight > HAND_SET.sources[Source.ASSESSMENTS].weight
    assert found.weights.sources[Source.FEEDER] == HAND_SET.sources[Source.FEEDER]
    assert (found.fitted_on.rows, found.tested_on.rows) == (1400, 600)
    assert found.metrics()["difference"]["log_loss"]["high"] < 0


def test_learnt_weights_are_not_beaten_by_a_fit_of_the_same_world() -> None:
    learnt = calibrate(world(2000, base=-1.0, slope=2.5), HAND_SET).weights
    assert learnt is not None
    found = calibrate(world(1500, base=-1.0, slope=2.5, seed=1), learnt)
    assert not found.better
    assert "not surely better" in found.reason


def test_noise_is_not_activated() -> None:
    learnt = calibrate(world(1000, base=0, slope=0), HAND_SET).weights
    assert learnt is not None
    assert not calibrate(world(1000, base=0, slope=0, seed=3), learnt).better


def test_nothing_of_the_later_rows_enters_the_fit() -> None:
    rows = world(1000, base=-1.0, slope=2.5)
    turned = [Example(each.at, not each.label, each.evidence) for each in rows[700:]]
    assert calibrate(rows, HAND_SET).weights == calibrate([*rows[:700], *turned], HAND_SET).weights


def test_the_order_of_the_examples_does_not_matter() -> None:
    rows = world(600, base=0, slope=2)
    assert calibrate(rows[::-1], HAND_SET) == calibrate(rows, HAND_SET)


@pytest.mark.parametrize("size", [0, 1, 100])
def test_too_few_outcomes_keep_the_weights(size: int) -> None:
    found = calibrate(world(size, base=0, slope=2), HAND_SET)
    assert not found.better
    assert found.weights is None
    assert "it takes 50 of each" in found.reason
    assert found.metrics()["verdict"] == "kept"


def test_one_outcome_only_keeps_the_weights() -> None:
    rows = [Example(each.at, True, each.evidence) for each in world(1000, base=0, slope=2)]
    assert "0 without" in calibrate(rows, HAND_SET).reason


def test_examples_without_evidence_are_left_out() -> None:
    rows = world(1000, base=0, slope=2)
    silent = [Example(START, True, {}) for _ in range(500)]
    assert calibrate([*rows, *silent], HAND_SET) == calibrate(rows, HAND_SET)


def test_outcomes_of_one_moment_stay_on_one_side() -> None:
    rows = [Example(START, True, {})] * 9 + [Example(START + timedelta(days=1), True, {})]
    past, later = cut(rows)
    assert (len(past), len(later)) == (9, 1)


def comparison(loss: tuple[float, float, float], ranked: tuple[float, float, float]) -> Comparison:
    return Comparison({}, {}, {"log_loss": Interval(*loss), "auc": Interval(*ranked)})


@pytest.mark.parametrize(
    ("loss", "ranked", "better"),
    [
        ((-0.02, -0.03, -0.01), (0.01, -0.01, 0.02), True),
        ((-0.02, -0.03, -0.01), (-0.01, -0.02, 0.0), True),
        ((-0.02, -0.03, -0.01), (-0.03, -0.04, -0.02), False),
        ((-0.02, -0.03, 0.0), (0.1, 0.05, 0.2), False),
        ((0.02, 0.01, 0.03), (0.1, 0.05, 0.2), False),
    ],
)
def test_verdict(loss: tuple[float, float, float], ranked: tuple[float, float, float], better: bool) -> None:
    assert verdict(comparison(loss, ranked))[0] is better


def test_chances_are_the_scores() -> None:
    from feedback.estimators.calibration import chances

    rows = world(20, base=0, slope=1)
    scores = [score(each.evidence, HAND_SET) for each in rows]
    assert [100 * p for p in chances(rows, HAND_SET)] == pytest.approx([each.value for each in scores if each])
