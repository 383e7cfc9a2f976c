"""How many queries each call may cost, whatever the size of the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.base.models import User
from interviews.services.queue import serve_next
from interviews.tests.factories import MODEL_ANSWER, make_session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [10, 15])
def test_reading_a_session(me: Any, candidate_user: User, count_queries: Callable[..., Any], count: int) -> None:
    session = make_session(candidate_user, question_count=count)
    for path, budget in (("", 1), ("/status", 1), ("/questions", 2)):
        me.get(f"/api/interviews/{session.pk}{path}")
        with count_queries(budget):
            assert me.get(f"/api/interviews/{session.pk}{path}").status_code == 200


@pytest.mark.parametrize("rows", [1, 5])
def test_listing_sessions(me: Any, candidate_user: User, count_queries: Callable[..., Any], rows: int) -> None:
    for _ in range(rows):
        make_session(candidate_user)
    me.get("/api/interviews")
    with count_queries(2):
        assert len(me.get("/api/interviews").json()["results"]) == rows


def test_answering(me: Any, candidate_user: User, session: Any, count_queries: Callable[..., Any]) -> None:
    question = serve_next(session.pk, user=candidate_user)
    assert question is not None
    body = {"question_id": str(question.pk), "answer_text": MODEL_ANSWER}
    with count_queries(9):
        assert me.post(f"/api/interviews/{session.pk}/answers", body).status_code == 201
    with count_queries(9):
        assert me.post(f"/api/interviews/{session.pk}/answers", body | {"answer_text": "x"}).status_code == 201


def test_asking_again_for_the_question_served(me: Any, session: Any, count_queries: Callable[..., Any]) -> None:
    me.get(f"/api/interviews/{session.pk}/next")
    with count_queries(3):
        assert me.get(f"/api/interviews/{session.pk}/next").status_code == 200
