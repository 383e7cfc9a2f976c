"""The figures of a report, by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from interviews.reports import (
    INDICATIVE,
    Coverage,
    Interval,
    Place,
    SkillCoverage,
    interval_of_mean,
    judged_part,
    make_report,
    mean_of,
    orders,
)
from interviews.scoring import DIMENSIONS


def place(order: int = 1, score: float | None = None, **more: Any) -> Place:
    """Answered where it has a score; asked."""
    given: dict[str, Any] = {
        "question_id": str(order),
        "order": order,
        "question_text": f"Question {order}?",
        "category": "technical",
        "focus": "core",
        "difficulty": "easy",
        "skill_tags_json": ["sql"],
        "is_followup": False,
        "asked": True,
        "skipped": False,
        "hints_used": 0,
        "answer_text": None if score is None else "Said.",
        "score": score,
    }
    return Place(**given | more)


def with_width(width: float, confidence: str = "high") -> dict[str, Any]:
    return {"interval": {"low": 50 - width / 2, "high": 50 + width / 2}, "confidence": confidence}


def test_report_of_nothing() -> None:
    report = make_report([], [], [], timed_out=False)
    assert (report.overall_score, report.interval, report.coverage) == (None, None, Coverage(scored=0, total=0))
    assert report.rubric_breakdown == dict.fromkeys(DIMENSIONS)
    assert (report.skill_breakdown, report.strengths, report.weaknesses, report.answers) == ({}, [], [], [])
    assert report.totals.time_taken is None
    assert report.notes == ["No answer has a score, so there is no mean of any kind."]


def test_means_are_over_what_is_scored() -> None:
    places = [
        place(1, 80, scores_json={"depth": 4.0, "structure": None}),
        place(2, 45.5, scores_json={"depth": 2.5}, skill_tags_json=["sql", "python"]),
        place(3, skill_tags_json=["python", "go"]),
        place(4, answer_text="Unscored.", skill_tags_json=["go"], asked=False),
    ]
    report = make_report(places, [], [], timed_out=False)
    assert (report.overall_score, report.coverage) == (62.8, Coverage(scored=2, total=4))
    assert (report.rubric_breakdown["depth"], report.rubric_breakdown["structure"]) == (3.3, None)
    assert report.rubric_coverage["depth"] == Coverage(scored=2, total=4)
    assert report.skill_breakdown == {"go": None, "python": 45.5, "sql": 62.8}
    assert report.skill_coverage["python"] == SkillCoverage(scored=1, asked=2)
    assert report.skill_coverage["go"] == SkillCoverage(scored=0, asked=1)
    assert any("2 of 4 questions have a score" in note for note in report.notes)


@pytest.mark.parametrize(
    ("values", "mean"), [([], None), ([0], 0.0), ([0.1, 0.2], 0.2), ([72.4, 72.5], 72.5), ([1, 2, 2], 1.7)]
)
def test_mean_rounds_half_up(values: list[float], mean: float | None) -> None:
    assert mean_of(values) == mean


def test_interval_of_one_score_is_none() -> None:
    assert interval_of_mean([place(1, 50), place(2)]) is None


def test_interval_by_hand() -> None:
    """Scores 40 and 60: s^2 = 200, s^2 / n = 100. Widths 25.632, so e = 10 and sum(e^2) / n^2 = 50. t(1) = 3.078."""
    places = [place(1, 40, evaluation=with_width(25.632)), place(2, 60, evaluation=with_width(25.632))]
    half = 3.078 * math.sqrt(150)
    assert interval_of_mean(places) == Interval(low=round(50 - half, 1), high=round(50 + half, 1))


def test_interval_stays_on_the_scale() -> None:
    assert interval_of_mean([place(1, 0), place(2, 100)]) == Interval(low=0, high=100)


def test_interval_narrows_with_more_answers() -> None:
    few = interval_of_mean([place(order, score) for order, score in enumerate((50, 60) * 2)])
    many = interval_of_mean([place(order, score) for order, score in enumerate((50, 60) * 20)])
    assert few is not None
    assert many is not None
    assert many.high - many.low < few.high - few.low


def test_equal_scores_keep_the_scorers_own_uncertainty() -> None:
    sure = interval_of_mean([place(1, 50), place(2, 50)])
    unsure = interval_of_mean([place(1, 50, evaluation=with_width(20)), place(2, 50, evaluation=with_width(20))])
    assert sure == Interval(low=50, high=50)
    assert unsure is not None
    assert unsure.low < 50 < unsure.high


def test_notes_name_what_to_doubt() -> None:
    places = [
        place(1, 50, evaluation=with_width(10, "low")),
        place(2, 60, evaluation=with_width(10, "low")),
        place(3, 70, overridden=True),
    ]
    said = make_report(places, [], [], timed_out=True).notes
    assert said[0] == INDICATIVE
    assert "The session timed out before it was finished." in said
    assert any(note.startswith("Low confidence: questions 1 and 2.") for note in said)
    assert any(note.startswith("Judged by a person: question 3.") for note in said)
    assert not any("have a score" in note for note in said)


def test_the_interval_names_the_scorer_only_where_it_scored() -> None:
    """Imported scores, and a person's, carry no uncertainty of their own."""
    brought = [place(1, 50, evaluation={"scorer": "imported"}), place(2, 60, overridden=True)]
    assert interval_note(brought).endswith("lie apart alone; how uncertain each of them is, nobody recorded.")
    assert "scorer" not in interval_note(brought)
    assert "the scorer's uncertainty" in interval_note([*brought, place(3, 55, evaluation=with_width(10))])


def interval_note(places: list[Place]) -> str:
    [said] = [note for note in make_report(places, [], [], timed_out=False).notes if note.startswith("The interval")]
    return said


def test_totals_count_what_happened() -> None:
    places = [
        place(1, 50, time_taken=60, hints_used=2, revision_count=1),
        place(2, 50, time_taken=None),
        place(3, skipped=True, hints_used=1),
    ]
    totals = make_report(places, [], [], timed_out=False).totals
    assert (totals.time_taken, totals.hints_used, totals.revisions) == (60, 3, 1)
    assert (totals.skipped, totals.unanswered) == (1, 1)


@pytest.mark.parametrize(
    ("count", "text"), [(0, ""), (1, "question 1"), (2, "questions 1 and 2"), (3, "questions 1, 2 and 3")]
)
def test_orders_in_words(count: int, text: str) -> None:
    assert orders(place(order) for order in range(1, count + 1)) == text


def test_an_evaluation_passes_on_what_readers_need() -> None:
    assert judged_part({}) is None
    stored = {"confidence": "low", "overall_low": 10.0, "overall_high": 30.0, "flags": ["x"], "remarks": {}}
    passed = judged_part(stored)
    assert passed is not None
    assert passed["interval"] == {"low": 10.0, "high": 30.0}
    assert (passed["confidence"], passed["dimensions"]) == ("low", None)
    assert not {"flags", "remarks", "overall_low"} & set(passed)


def test_an_imported_evaluation_has_no_interval() -> None:
    passed = judged_part({"scorer": "imported", "version": "1", "text": "Rating: 7/10"})
    assert passed is not None
    assert (passed["interval"], passed["text"]) == (None, "Rating: 7/10")
