"""What a bank question must be."""

from __future__ import annotations

from typing import Any

import pytest

from interviews.bank.rules import alike, question_problems
from interviews.tests.factories import ACCEPTED_ANSWERS, KEY_POINTS, MODEL_ANSWER
from interviews.validators import TAG_LENGTH, TEXT_LENGTH


def entry(**said: Any) -> dict[str, Any]:
    return {
        "text": "What does an index cost?",
        "focus": "core",
        "difficulty": "easy",
        "levels": ["junior", "mid"],
        "skill_tags": ["sql"],
        "key_points": list(KEY_POINTS),
        "model_answer": MODEL_ANSWER,
        "accepted_answers": list(ACCEPTED_ANSWERS),
        "hints": ["Think of a book."],
    } | said


def test_a_good_question_has_no_problems() -> None:
    assert question_problems(entry()) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", " \n"),
        ("focus", "technical"),
        ("focus", "Core"),
        ("difficulty", "harder"),
        ("levels", []),
        ("levels", ["lead"]),
        ("levels", ["mid", "mid"]),
        ("skill_tags", []),
        ("skill_tags", ["SQL"]),
        ("skill_tags", ["sql "]),
        ("skill_tags", ["x" * (TAG_LENGTH + 1)]),
        ("key_points", KEY_POINTS[:2]),
        ("key_points", [f"{KEY_POINTS[0]} {number}" for number in range(7)]),
        ("key_points", [*KEY_POINTS, " "]),
        ("key_points", [*KEY_POINTS, "x" * (TEXT_LENGTH + 1)]),
        ("model_answer", " ".join(MODEL_ANSWER.split()[:29])),
        ("accepted_answers", ACCEPTED_ANSWERS[:1]),
        ("accepted_answers", [ACCEPTED_ANSWERS[0], "It makes reads fast and writes slow."]),
        ("accepted_answers", [ACCEPTED_ANSWERS[0], MODEL_ANSWER]),
        ("accepted_answers", [ACCEPTED_ANSWERS[0], f"Well, {ACCEPTED_ANSWERS[0]}"]),
        ("hints", []),
        ("hints", [""]),
    ],
)
def test_a_broken_rule_names_its_field(field: str, value: Any) -> None:
    problems = question_problems(entry(**{field: value}))
    assert {name for name, _ in problems} == {field}
    assert all(wrong.endswith(".") for _, wrong in problems)


@pytest.mark.parametrize("count", [3, 6])
def test_three_to_six_key_points(count: int) -> None:
    points = [f"{KEY_POINTS[0]} {number}" for number in range(count)]
    assert question_problems(entry(key_points=points)) == []


def test_all_problems_are_told_at_once() -> None:
    problems = question_problems(entry(text="", focus="x", hints=[]))
    assert [name for name, _ in problems] == ["text", "focus", "hints"]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (MODEL_ANSWER, MODEL_ANSWER.upper(), True),
        (MODEL_ANSWER, ACCEPTED_ANSWERS[0], False),
        ("too short here", "too short here", False),
        ("one two three four five", "zero one two three four", True),
        ("one two three four five six seven", "one two three four", False),
    ],
)
def test_answers_in_the_same_words(first: str, second: str, same: bool) -> None:
    assert alike(first, second) is same
