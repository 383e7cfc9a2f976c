from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.scoring.rubric import WEIGHTS, overall, weights
from interviews.scoring.types import DIMENSIONS

FULL = dict.fromkeys(DIMENSIONS, 5.0)
score = st.integers(0, 50).map(lambda tenths: tenths / 10)


def test_the_weights_are_of_the_five_dimensions_and_add_up() -> None:
    assert tuple(WEIGHTS) == DIMENSIONS
    assert sum(WEIGHTS.values()) == 1


def test_the_overall_score_is_the_weighted_mean_times_twenty() -> None:
    scores = {"structure": 3.0, "relevance": 4.0, "technical_accuracy": 2.5, "depth": 1.0, "communication": 5.0}
    assert overall(scores) == 59.5  # 20 * (.6 + .8 + .625 + .2 + .75)


def test_half_a_tenth_rounds_up() -> None:
    assert overall({**FULL, "technical_accuracy": 4.9, "communication": 4.9}) == 99.2
    assert overall({"relevance": 2.3, "technical_accuracy": 3.6}) == 60.4  # 60.444


def test_what_is_not_assessed_drops_out_and_the_rest_is_renormalised() -> None:
    scores = {**FULL, "technical_accuracy": None, "depth": None, "communication": None, "structure": 2.5}
    assert weights(scores) == {"structure": 0.5, "relevance": 0.5}
    assert overall(scores) == 75.0


@pytest.mark.parametrize("kept", list(product([True, False], repeat=5)))
def test_without_relevance_and_accuracy_there_is_no_overall_score(kept: tuple[bool, ...]) -> None:
    scores = {name: 3.0 if there else None for name, there in zip(DIMENSIONS, kept, strict=True)}
    known = scores["relevance"] is not None or scores["technical_accuracy"] is not None
    assert overall(scores) == (60.0 if known else None)
    assert bool(weights(scores)) == known


@given(st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, score)), st.sampled_from(DIMENSIONS))
def test_a_better_dimension_never_lowers_the_overall_score(scores: dict[str, float], name: str) -> None:
    assert 0 <= overall(scores) <= overall({**scores, name: 5.0}) <= 100
