"""A session's questions and answers as its page shows them: what was said, and why it was scored so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.scoring.types import DIMENSIONS

LABELS = {name: name.replace("_", " ").capitalize() for name in DIMENSIONS}
VERDICTS = {"covered": "Said", "partly": "Partly", "missing": "Left out"}
REMARKS = {"strengths": "Strengths", "weaknesses": "Weaknesses", "improvements": "What to improve"}


def places(session: InterviewSession, questions: Iterable[InterviewQuestion]) -> list[dict[str, Any]]:
    """The questions that were asked, in order; in an assessment that runs, without scores (D13)."""
    return [place(question, scored=not session.hides_scores) for question in questions if asked(session, question)]


def asked(session: InterviewSession, question: InterviewQuestion) -> bool:
    """Of a session that has ended, what was left over is shown as well."""
    return question.shown_at is not None or not session.is_open


def place(question: InterviewQuestion, *, scored: bool) -> dict[str, Any]:
    answer = getattr(question, "answer", None)
    return {
        "question": question,
        "standing": standing(question, answer),
        "answer": answer,
        "seconds": clock(answer.time_taken) if answer else None,
        "revisions": list(answer.revisions.all()) if answer else [],
        "judged": judged(answer) if answer and scored else None,
    }


def standing(question: InterviewQuestion, answer: InterviewAnswer | None) -> tuple[str, str]:
    """(badge, words)"""
    if answer is not None:
        return "passed", "Answered"
    if question.skipped_at is not None:
        return "skipped", "Skipped"
    return ("asked", "Not answered") if question.shown_at is not None else ("unasked", "Not asked")


def judged(answer: InterviewAnswer) -> dict[str, Any]:
    """Sessions that were imported know scores without reasons: then these are left out."""
    evaluation = answer.evaluation_json
    known = evaluation.get("dimensions", {})
    return {
        "dimensions": [dimension(name, answer.scores_json.get(name), known.get(name, {})) for name in DIMENSIONS],
        "points": [
            {**point, "word": VERDICTS.get(point["verdict"], point["verdict"])}
            for point in evaluation.get("points", ())
        ],
        "confidence": evaluation.get("confidence"),
        "doubts": evaluation.get("doubts", []),
        "low": evaluation.get("overall_low"),
        "high": evaluation.get("overall_high"),
        "scorer": " ".join(filter(None, (evaluation.get("scorer"), evaluation.get("version")))),
        "remarks": [(label, answer.feedback_json.get(name) or []) for name, label in REMARKS.items()],
        "model_answer": answer.feedback_json.get("model_answer"),
        "overrides": list(answer.overrides.all()),
    }


def dimension(name: str, score: float | None, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": LABELS[name],
        "score": score,
        "low": found.get("low"),
        "high": found.get("high"),
        "reason": found.get("reason", ""),
        "evidence": found.get("evidence", []),
    }


def clock(seconds: int | None) -> str | None:
    return None if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


def machine_words(answer: InterviewAnswer) -> str:
    """The machine's score in a sentence, for who is about to judge otherwise."""
    if answer.machine_score is None:
        return "The machine gave no score."
    evaluation = answer.evaluation_json
    low, high, confidence = (evaluation.get(name) for name in ("overall_low", "overall_high", "confidence"))
    likely = f", likely {low:.0f} to {high:.0f}" if low is not None and high is not None else ""
    sure = f", with {confidence} confidence" if confidence else ""
    return f"The machine gave {answer.machine_score}{likely}{sure}."
