"""Key points said in their own words, in a reference's words, or not at all."""

from __future__ import annotations

import pytest

from interviews.scoring import Task, score_answer
from interviews.tests.scoring.questions import CACHE, DEADLOCK, INDEX

REST = Task(
    question="How do you keep a long project from wearing a team out?",
    references=(
        "I plan pauses after each release. I also rotate the on-call duty so that nobody carries it alone.",
        "Once something has shipped, we take it slowly for a few days. The pager goes from one person to the next.",
    ),
    key_points=("Plan pauses after each release", "Rotate the on-call duty"),
)


def verdicts(task: Task, answer: str) -> list[str]:
    return [point.verdict for point in score_answer(task, answer).points]


def test_points_in_their_own_words_are_covered() -> None:
    assert verdicts(INDEX, ". ".join(INDEX.key_points)) == ["covered"] * 3


@pytest.mark.parametrize("answer", [*INDEX.references, *REST.references])
def test_an_accepted_answer_leaves_no_point_out(answer: str) -> None:
    task = INDEX if answer in INDEX.references else REST
    found = score_answer(task, answer)
    assert found.content >= 4
    assert all(point.verdict != "missing" and point.quote in answer for point in found.points)


def test_a_point_said_as_an_accepted_answer_says_it_is_found() -> None:
    assert verdicts(REST, "We pass the pager round from one person to the next.")[1] != "missing"


@pytest.mark.parametrize("other", [*DEADLOCK.references, *CACHE.references[1:]])
def test_an_answer_to_another_question_makes_no_point(other: str) -> None:
    assert verdicts(REST, other) == ["missing"] * 2


def test_half_an_answer_leaves_the_other_points_out() -> None:
    assert verdicts(REST, "I plan pauses after each release.") == ["covered", "missing"]


def test_points_without_references_are_judged_by_their_own_words() -> None:
    task = Task(question=REST.question, key_points=REST.key_points)
    assert verdicts(task, "I would plan pauses after each release.") == ["covered", "missing"]
