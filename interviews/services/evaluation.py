"""Scoring an answer by its question's own copy of what is right, in the form that is stored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from interviews.enums import EvaluationState, Focus
from interviews.models import InterviewAnswer, InterviewQuestion
from interviews.scoring import DIMENSIONS, Task, score_answer
from interviews.scoring.feedback import generate_feedback


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """`score` 0-100 to one decimal, None where nothing could be judged."""

    score: Decimal | None
    status: EvaluationState
    scores_json: dict[str, Any]
    feedback_json: dict[str, Any]
    evaluation_json: dict[str, Any]


def task_of(question: InterviewQuestion) -> Task:
    model = (question.model_answer,) if question.model_answer else ()
    return Task(
        question=question.question_text,
        references=(*model, *question.accepted_answers),
        key_points=tuple(question.key_points),
        story=question.focus == Focus.BEHAVIORAL,
    )


def evaluate(question: InterviewQuestion, answer_text: str) -> Evaluation:
    if not answer_text.strip():
        return code_alone(question)
    task = task_of(question)
    assessment = score_answer(task, answer_text)
    feedback = generate_feedback(task, answer_text, assessment)
    said = {
        name: [remark.text for remark in getattr(feedback, name)]
        for name in ("strengths", "weaknesses", "improvements")
    }
    score = None if assessment.overall is None else Decimal(str(assessment.overall))
    return Evaluation(
        score=score,
        status=EvaluationState.NOT_ASSESSED if score is None else EvaluationState.SCORED,
        scores_json={name: found.score for name, found in assessment.dimensions.items()},
        feedback_json={**said, "model_answer": question.model_answer or None},
        evaluation_json={**assessment.as_json(), "remarks": feedback.as_json()},
    )


def code_alone(question: InterviewQuestion) -> Evaluation:
    """Code is kept for people to read; nothing here runs or judges it."""
    return Evaluation(
        score=None,
        status=EvaluationState.NOT_ASSESSED,
        scores_json=dict.fromkeys(DIMENSIONS),
        feedback_json={
            "strengths": [],
            "weaknesses": [],
            "improvements": ["Say in words what your code does and why: words are what is scored."],
            "model_answer": question.model_answer or None,
        },
        evaluation_json={"scorer": None, "version": None, "doubts": ["Code alone is kept, but not scored."]},
    )


def put_on(answer: InterviewAnswer, evaluation: Evaluation) -> None:
    """The machine's judgement; a person's score stands beside it and stays (R16)."""
    answer.machine_score = evaluation.score
    if not answer.overridden:
        answer.score, answer.evaluation_status = evaluation.score, evaluation.status
    answer.scores_json = evaluation.scores_json
    answer.feedback_json = evaluation.feedback_json
    answer.evaluation_json = evaluation.evaluation_json
