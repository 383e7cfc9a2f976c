"""Entries of an old program's export, for the tests of their import."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def exchange(candidate: str = "I used Django there.", evaluation: str = "Rating: 7/10", **fields: Any) -> Row:
    return {"candidate": candidate, "evaluation": evaluation, **fields}


def response(answer: str | None = "A sorted structure.", **fields: Any) -> Row:
    return {"question": "What is an index?", "user_response": answer, "time_taken": 60, **fields}


def entry(**fields: Any) -> Row:
    return {
        "session_id": "old-1",
        "user_id": "carla",
        "status": "completed",
        "start_time": "2024-05-01T10:00:00",
        "end_time": "2024-05-01T10:10:00",
        **fields,
    }


def resume_entry(*exchanges: Row, **fields: Any) -> Row:
    """As the old program stored it: a mean that nobody had worked out, and no scores."""
    return entry(
        interview_type="resume",
        average_score=0,
        individual_scores=[],
        final_results={"conversation": list(exchanges)},
        **fields,
    )


def technical_entry(*responses: Row, **fields: Any) -> Row:
    return entry(interview_type="technical", final_results={"question_responses": list(responses)}, **fields)
