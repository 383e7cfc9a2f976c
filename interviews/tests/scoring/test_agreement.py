from __future__ import annotations

import pytest

from interviews.scoring.agreement import (
    bootstrap_interval,
    grade,
    pairs_ordered,
    pearson,
    quadratic_kappa,
    ranks,
    rmse,
    spearman,
    within_question_r,
)


def test_pearson_by_hand() -> None:
    # Deviations -1 0 1 and -1 -1 2: 3 / sqrt(2 * 6).
    assert pearson([1, 2, 3], [0, 0, 3]) == pytest.approx(3 / 12**0.5)


@pytest.mark.parametrize(("xs", "ys"), [([1, 1], [1, 2]), ([1, 2], [3, 3]), ([1], [1]), ([], [])])
def test_pearson_without_variation_is_none(xs: list[float], ys: list[float]) -> None:
    assert pearson(xs, ys) is None


def test_ranks_of_ties_are_shared() -> None:
    assert ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2]


def test_spearman_looks_at_the_order_alone() -> None:
    assert spearman([1, 10, 100], [2, 3, 4]) == pytest.approx(1)


def test_rmse_by_hand() -> None:
    assert rmse([0, 3], [0, 0]) == pytest.approx(4.5**0.5)


@pytest.mark.parametrize(("score", "whole"), [(0.49, 0), (0.5, 1), (2.5, 3), (4.5, 5), (7, 5), (-1, 0)])
def test_a_grade_is_whole_and_on_the_scale(score: float, whole: int) -> None:
    assert grade(score) == whole


def test_quadratic_kappa_by_hand() -> None:
    # Seen: (0 + 0 + 1) / 3. By chance, of 0 1 5 against 0 1 4: (0+1+16 + 1+0+9 + 25+16+1) / 9.
    assert quadratic_kappa([0, 1, 5], [0, 1, 4]) == pytest.approx(1 - (1 / 3) / (69 / 9))


def test_quadratic_kappa_of_one_grade_alone_is_none() -> None:
    assert quadratic_kappa([5, 5], [5, 5]) is None


def test_r_inside_questions_leaves_out_those_all_graded_alike() -> None:
    questions = ["a", "a", "b", "b", "c", "c"]
    assert within_question_r(questions, [1, 2, 2, 1, 0, 5], [1, 2, 1, 2, 3, 3]) == pytest.approx(0)
    assert within_question_r(["c", "c"], [0, 5], [3, 3]) is None


def test_r_inside_a_question_all_scored_alike_is_zero() -> None:
    assert within_question_r(["a", "a"], [3, 3], [1, 2]) == 0


def test_pairs_count_those_far_apart_and_ties_half() -> None:
    questions = ["a", "a", "a", "b"]
    assert pairs_ordered(questions, [1, 2, 2, 0], [0, 2, 4, 5]) == pytest.approx(2.5 / 3)
    assert pairs_ordered(["a", "a"], [1, 2], [3, 4]) is None


def test_the_interval_is_repeatable_and_holds_the_figure() -> None:
    questions = [str(number // 4) for number in range(40)]
    grades = [number % 5 for number in range(40)]
    scores = [grade + (number % 3) for number, grade in enumerate(grades)]
    low, high = bootstrap_interval(pearson, questions, scores, grades, draws=200, seed=3)
    assert (low, high) == bootstrap_interval(pearson, questions, scores, grades, draws=200, seed=3)
    assert low <= pearson(scores, grades) <= high


def test_no_interval_of_what_cannot_be_measured() -> None:
    assert bootstrap_interval(pearson, ["a", "a"], [1, 1], [2, 3], draws=5) is None
