"""The report as a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from interviews.models import InterviewSession
from interviews.services.answers import override_score, submit_answer
from interviews.services.backfill import backfill_sessions
from interviews.services.queue import serve_next
from interviews.services.sessions import expire_sessions, finish_session
from interviews.tests.answering import answered_session
from interviews.tests.factories import MODEL_ANSWER, make_session

pytestmark = pytest.mark.django_db


def page_of(browser: Browser, session: InterviewSession) -> str:
    answer = browser.get(f"/interviews/{session.pk}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def answer_to_next(session: InterviewSession, user: User, text: str) -> Any:
    question = serve_next(session.pk, user=user)
    assert question is not None
    return submit_answer(session.pk, user=user, question_id=question.pk, answer_text=text)


def test_report_has_all_its_parts(mine: Browser, candidate_user: User) -> None:
    session = answered_session(candidate_user)
    finish_session(session.pk, user=candidate_user)
    page = page_of(mine, session)
    for heading in ("Overall score", "Five dimensions", "Skills", "Strengths", "What to work on"):
        assert f">{heading}</h2>" in page
    said = text_of(page)
    assert "2 of 12 questions" in said
    assert "80% interval" in said
    assert "Scores are indicative" in said
    assert page.count('<article class="card answer"') == 12
    assert page.count(">A model answer</h4>") == 2
    assert "Skipped" in said
    assert said.count("Not asked") == 9


def test_scores_are_shown_as_whole_numbers(mine: Browser, candidate_user: User) -> None:
    session = make_session(candidate_user)
    answer_to_next(session, candidate_user, MODEL_ANSWER[: len(MODEL_ANSWER) // 2])
    answer_to_next(session, candidate_user, MODEL_ANSWER[: len(MODEL_ANSWER) // 3])
    finish_session(session.pk, user=candidate_user)
    assert re.findall(r"\d\.\d+ of (?:100|5)\b", text_of(page_of(mine, session))) == []


def test_what_is_quoted_is_marked_and_everything_is_escaped(mine: Browser, candidate_user: User) -> None:
    session = make_session(candidate_user)
    answer_to_next(session, candidate_user, f"<script>alert(1)</script> & {MODEL_ANSWER}")
    finish_session(session.pk, user=candidate_user)
    page = page_of(mine, session)
    assert "<script>alert" not in page
    assert "alert(1)" in page
    assert re.search(r'<mark class="(earned|cost|both)">', page)
    marked = re.search(r'<div class="said" dir="auto">(.*?)</div>', page, re.DOTALL)
    assert marked is not None
    plain = re.sub(r"</?mark[^>]*>", "", marked[1])
    assert plain.startswith("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ")


def test_no_inline_script_or_style(mine: Browser, candidate_user: User) -> None:
    session = answered_session(candidate_user)
    finish_session(session.pk, user=candidate_user)
    for page in (
        page_of(mine, session),
        mine.get("/interviews").content.decode(),
        Browser().get("/login").content.decode(),
    ):
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert not re.search(r"<script(?! src=)", page)


def test_a_persons_judgement_is_said(
    mine: Browser, browser_of: Callable[[User], Browser], candidate_user: User, manager: User
) -> None:
    session = make_session(candidate_user, mode="assessment")
    given = answer_to_next(session, candidate_user, "I would look it up.")
    finish_session(session.pk, user=candidate_user)
    override_score(given.pk, actor=manager, score=Decimal("62.5"), reason="Said more in the call.")
    own, theirs = text_of(page_of(mine, session)), text_of(page_of(browser_of(manager), session))
    assert "A person judged this answer: 63 of 100." in own
    assert "Your answer" in own
    assert "The answer" in theirs
    assert candidate_user.display_name in theirs


def test_a_session_without_scores_says_so(mine: Browser, candidate_user: User) -> None:
    session = make_session(candidate_user)
    finish_session(session.pk, user=candidate_user)
    page = page_of(mine, session)
    assert "No answer has a score, so" in page
    assert ">Skills</h2>" not in page
    assert MODEL_ANSWER not in page


def test_one_scored_answer_has_no_interval(mine: Browser, candidate_user: User) -> None:
    session = make_session(candidate_user)
    answer_to_next(session, candidate_user, MODEL_ANSWER)
    finish_session(session.pk, user=candidate_user)
    assert "too little for an interval" in page_of(mine, session)


def test_an_abandoned_session_has_a_report(mine: Browser, candidate_user: User, settings: Any) -> None:
    session = answered_session(candidate_user)
    settings.INTERVIEW_IDLE_MINUTES = 0
    expire_sessions()
    assert "timed out" in page_of(mine, session)


def test_an_imported_session_has_a_report(mine: Browser, candidate_user: User) -> None:
    told = {"question": "What is an index?", "user_response": "A sorted structure.", "evaluation": "Fine. Rating: 7/10"}
    entry = {
        "session_id": "old-1",
        "user_id": str(candidate_user.pk),
        "status": "completed",
        "interview_type": "technical",
        "start_time": "2024-05-01T10:00:00",
        "end_time": "2024-05-01T10:10:00",
        "final_results": {"question_responses": [told]},
    }
    report = backfill_sessions(entries_of(entry))
    assert report.refusals == []
    said = text_of(page_of(mine, InterviewSession.objects.get(imported_from="old-1")))
    assert "Imported interview" in said
    assert "taken over from an earlier program" in said
    assert "What the earlier program said Fine. Rating: 7/10" in said


def entries_of(*values: Any) -> Any:
    from interviews.backfill import Entry

    return [Entry(number=number, value=value) for number, value in enumerate(values, 1)]


def test_a_running_session_says_where_it_stands(mine: Browser, candidate_user: User) -> None:
    session = answered_session(candidate_user, mode="assessment")
    page = page_of(mine, session)
    assert "This interview still runs" in page
    assert "2 of 12 questions are answered" in text_of(page)
    assert MODEL_ANSWER not in page


def test_a_foreign_session_is_absent(
    browser_of: Callable[[User], Browser], candidate_user: User, manager: User, recruiter: User, make_user: Any
) -> None:
    practice = make_session(candidate_user)
    ended = answered_session(candidate_user)
    finish_session(ended.pk, user=candidate_user)
    for user in (manager, recruiter, make_user("candidate", username="otto")):
        for session in (practice, ended):
            assert browser_of(user).get(f"/interviews/{session.pk}").status_code == 404


def test_the_report_takes_two_queries(mine: Browser, candidate_user: User, count_queries: Any) -> None:
    """The login's session, and everything of the report."""
    session = answered_session(candidate_user, answers=15, skipped=0, question_count=15)
    finish_session(session.pk, user=candidate_user)
    with count_queries(2):
        page_of(mine, session)
