"""Pages as their reader sees them."""

from __future__ import annotations

import re
from typing import Any

from interviews.models import InterviewQuestion, InterviewSession


def text_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def question_path(question: InterviewQuestion) -> str:
    return f"/interviews/{question.session_id}/questions/{question.pk}"


def shown(session: InterviewSession, order: int = 1) -> InterviewQuestion:
    """The question as it is stored."""
    question: InterviewQuestion = session.questions.get(order=order)
    return question
