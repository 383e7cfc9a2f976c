"""Questions and answers of an old session: the question that was answered (D4), the score that is beyond doubt (D2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from interviews.backfill.fields import Fields
from interviews.enums import Difficulty
from interviews.scoring.extraction import extract_score_from_evaluation
from interviews.validators import ANSWER_LENGTH, CODE_LENGTH, MAX_SECONDS, TEXT_LENGTH

NOT_RECORDED = "(not recorded)"
EVALUATION_LENGTH = 50_000
MOST_HINTS = 50
# What the old program stored where it found no number to take for a score.
OLD_DEFAULT, OLD_NUMBER = 50, re.compile(r"\b\d{1,3}\b")
CONVERSATIONAL = "conversational"
ReadFrom = Literal["evaluation", "score"]
DIFFICULTIES = {**{each.value: each for each in Difficulty}, CONVERSATIONAL: Difficulty.MEDIUM}


class Score(NamedTuple):
    value: Decimal | None
    read_from: ReadFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class OldAnswer:
    """`score` 0-100, None where nobody knows; `read_from` says what told it. Not known when submitted: None."""

    text: str
    code: str
    score: Decimal | None
    read_from: ReadFrom | None
    evaluation: str
    hint: str
    time_taken: int | None
    submitted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldQuestion:
    text: str
    difficulty: Difficulty = Difficulty.MEDIUM
    hints_used: int = 0
    shown_at: datetime | None = None
    answer: OldAnswer | None = None


def read_conversation(items: list[Fields]) -> list[OldQuestion]:
    """Each exchange holds an answer, and the question that was asked after it."""
    before = ["", *(asked_next(item) for item in items)]
    return [
        read_question(item, text or own_text(item), answer=read_answer(item, scores_of_exchange(item)))
        for text, item in zip(before, items, strict=False)
    ]


def read_responses(items: list[Fields]) -> list[OldQuestion]:
    """Each holds a question with its answer; out of a conversation, it holds the question after it."""
    if items and all(item.values.get("difficulty") == CONVERSATIONAL for item in items):
        before = ["", *(own_text(item) for item in items)]
        return [
            read_question(item, text, answer=read_answer(item, scores_of_exchange(item)))
            for text, item in zip(before, items, strict=False)
        ]
    return [read_question(item, own_text(item), answer=read_answer(item, scores_of_response(item))) for item in items]


def asked_next(item: Fields) -> str:
    return item.text("next_question", longest=TEXT_LENGTH).strip()


def own_text(item: Fields) -> str:
    return item.text("question_text", "question", longest=TEXT_LENGTH).strip()


def read_question(item: Fields, text: str, answer: OldAnswer | None) -> OldQuestion:
    return OldQuestion(
        text=text or NOT_RECORDED,
        difficulty=item.word("difficulty", DIFFICULTIES) or Difficulty.MEDIUM,
        hints_used=item.whole("hints_used", MOST_HINTS) or 0,
        answer=answer,
    )


def read_answer(item: Fields, scores: list[Score]) -> OldAnswer | None:
    """None where nothing was said: a score of that is none. Of the scores the first that is known counts."""
    text = item.text("candidate", "user_response", longest=ANSWER_LENGTH)
    code = item.text("code_submission", longest=CODE_LENGTH)
    if not text.strip() and not code.strip():
        return None
    score = next((score for score in scores if score.value is not None), None)
    return OldAnswer(
        text=text,
        code=code,
        score=score.value if score else None,
        read_from=score.read_from if score else None,
        evaluation=evaluation_of(item),
        hint=item.text("hint", longest=TEXT_LENGTH).strip(),
        time_taken=item.whole("time_taken", MAX_SECONDS),
    )


def evaluation_of(item: Fields) -> str:
    """Feedback that is an object has no rating in words."""
    name, value = item.found("evaluation", "feedback")
    return "" if isinstance(value, dict) else item.text(name, longest=EVALUATION_LENGTH).strip()


def scores_of_response(item: Fields) -> list[Score]:
    """Stated by whoever judged the answer; where that is missing, the feedback may hold it."""
    return [Score(item.percent("score"), "score"), told_by(evaluation_of(item))]


def scores_of_exchange(item: Fields) -> list[Score]:
    """A score beside an evaluation was read out of it, wrongly at times: the evaluation goes first."""
    evaluation, stated = evaluation_of(item), item.percent("score")
    made_up = stated == OLD_DEFAULT and evaluation and not OLD_NUMBER.search(evaluation)
    return [told_by(evaluation), Score(None if made_up else stated, "score")]


def told_by(evaluation: str) -> Score:
    score = extract_score_from_evaluation(evaluation)
    return Score(None if score is None else Decimal(score), "evaluation")
