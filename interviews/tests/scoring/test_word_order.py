from __future__ import annotations

import random

import pytest

from interviews.scoring import score_answer
from interviews.scoring.text import tokens
from interviews.scoring.word_order import is_thrown_together
from interviews.scoring.zero_answers import FILLER, shuffled
from interviews.tests.scoring.questions import ACCOUNT, CHURN, TASKS

LONG = [text for task in TASKS for text in task.references if len(text.split()) > 25]


def thrown(text: str) -> bool:
    return is_thrown_together(tokens(text), text)


def test_sorted_words_are_no_answer() -> None:
    assert all(thrown(" ".join(sorted(set(text.lower().split())))) for text in LONG)


def test_most_shuffled_answers_are_recognised() -> None:
    chance = random.Random(0)
    text = " ".join(CHURN.references)
    assert sum(thrown(shuffled(chance, text)) for _ in range(20)) >= 18


@pytest.mark.parametrize(
    "text",
    [
        *(text for task in TASKS for text in task.references),
        ACCOUNT,
        " ".join(FILLER),
        "O(log n)",
        "Stack, queue, linked list",
        "1. specification 2. design 3. risk analysis 4. verification 5. coding 6. testing",
        "it make copy of data so is fast but then data is old and user see old thing, we need delete copy when change",
        "",
    ],
)
def test_honest_answers_are_left_alone(text: str) -> None:
    assert not thrown(text)


def test_right_words_in_no_order_get_little_and_are_doubted() -> None:
    found = score_answer(CHURN, " ".join(sorted(set(CHURN.references[0].lower().split()))))
    assert found.content <= 1.5
    assert "thrown_together" in found.flags
    assert found.confidence == "low"
