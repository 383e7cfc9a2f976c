"""Pages as their reader sees them."""

from __future__ import annotations

import re
from typing import Any

from config.testing.browsers import Browser
from interviews.models import InterviewQuestion, InterviewSession
from interviews.tests.factories import MODEL_ANSWER


def text_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def question_path(question: InterviewQuestion) -> str:
    return f"/interviews/{question.session_id}/questions/{question.pk}"


def shown(session: InterviewSession, order: int = 1) -> InterviewQuestion:
    """The question as it is stored."""
    question: InterviewQuestion = session.questions.get(order=order)
    return question


def send(
    browser: Browser, question: InterviewQuestion, do: str = "answer", text: str = MODEL_ANSWER, **more: str
) -> Any:
    return browser.post(question_path(question), {"do": do, "answer_text": text, **more})


def box(answer: Any, name: str = "answer_text") -> str:
    """What stands in the text box."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return found[1]
