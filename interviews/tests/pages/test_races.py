"""A form that is sent twice at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from config.testing.rivals import at_once
from interviews.models import InterviewAnswer, InterviewSession
from interviews.services.queue import serve_next
from interviews.tests.factories import MODEL_ANSWER, RoleFactory, fill_bank, make_session
from interviews.tests.pages.asking import question_path, shown

pytestmark = [pytest.mark.race, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def twice(browser_of: Callable[[User], Browser], user: User, path: str, sent: dict[str, str]) -> list[Any]:
    browsers = [browser_of(user) for _ in range(2)]
    return at_once(*(lambda browser=browser: browser.post(path, sent) for browser in browsers), identity=None)


def test_one_interview_is_begun(browser_of: Callable[[User], Browser], candidate_user: User) -> None:
    fill_bank()
    wish = {"token": "abc", "level": "mid", "type": "technical", "mode": "practice", "question_count": "10"}
    sent = {**wish, "role": str(RoleFactory.create().pk)}
    first, second = twice(browser_of, candidate_user, "/interviews/new", sent)
    assert first["Location"] == second["Location"]
    assert InterviewSession.objects.count() == 1


@pytest.mark.parametrize("do", ["answer", "hint", "skip"])
def test_one_thing_is_done_with_the_question(
    do: str, browser_of: Callable[[User], Browser], candidate_user: User
) -> None:
    session = make_session(candidate_user)
    question = serve_next(session.pk, user=candidate_user)
    assert question is not None
    sent = {"do": do, "answer_text": MODEL_ANSWER, "hints_seen": "0"}
    answers = twice(browser_of, candidate_user, question_path(question), sent)
    assert [answer.status_code for answer in answers] == [302, 302]
    stored = shown(session)
    assert stored.hints_used == (do == "hint")
    assert InterviewAnswer.objects.filter(revision_count=0).count() == (do == "answer")
    assert session.questions.exclude(skipped_at=None).count() == (do == "skip")
