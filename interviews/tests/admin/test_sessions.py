"""Assessments as managers see them, and scores judged otherwise."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from interviews.models import InterviewAnswer, InterviewSession, ScoreOverride
from interviews.services.answers import override_score, submit_answer
from interviews.services.sessions import finish_session
from interviews.tests.answering import answered_session
from interviews.tests.factories import ACCEPTED_ANSWERS, RoleFactory

pytestmark = pytest.mark.django_db
SESSIONS, ANSWERS = "/admin/interviews/interviewsession/", "/admin/interviews/interviewanswer/"


@pytest.fixture
def assessment(candidate_user: Any) -> InterviewSession:
    """Two answers and a skipped question of twelve, finished."""
    session = answered_session(candidate_user, mode="assessment")
    return finish_session(session.pk, user=candidate_user)


def page_of(session: InterviewSession) -> str:
    return f"{SESSIONS}{session.pk}/change/"


def first_answer(session: InterviewSession) -> InterviewAnswer:
    return InterviewAnswer.objects.filter(question__session=session).order_by("question__order")[0]


def override_url(answer: InterviewAnswer) -> str:
    return f"{ANSWERS}{answer.pk}/do/override/"


def test_list_shows_progress_score_and_coverage(managers: Any, assessment: Any) -> None:
    page = managers.get(SESSIONS).content.decode()
    cells = dict(re.findall(r'<td class="field-(\w+)[^"]*">(.*?)</td>', page))
    assert (cells["progress"], cells["coverage"]) == ("2 of 12", "2 of 12")
    assert cells["score"] == f"{assessment.overall_score:.0f}"
    assert "Completed" in cells["status_badge"]


def test_practice_is_its_owners_alone_even_a_managers(browser_of: Any, make_user: Any) -> None:
    boss = make_user(username="boss", is_superuser=True, is_staff=True)
    practice = answered_session(make_user("candidate"))
    own = answered_session(boss)
    browser = browser_of(boss)
    assert "0 interview sessions" in browser.get(SESSIONS).content.decode()
    for session in (practice, own):
        assert browser.get(page_of(session)).status_code == 302
        assert browser.get(override_url(first_answer(session))).status_code == 404


@pytest.mark.parametrize("role", ["recruiter", "interviewer"])
def test_others_see_no_sessions_at_all(role: str, browser_of: Any, make_user: Any, assessment: Any) -> None:
    browser = browser_of(make_user(role))
    answer = first_answer(assessment)
    for path in (SESSIONS, ANSWERS, page_of(assessment), f"{ANSWERS}{answer.pk}/change/", override_url(answer)):
        assert browser.get(path).status_code == 403, path
    assert browser.post(override_url(answer), {"score": "99", "reason": "x"}).status_code == 403
    assert "/admin/interviews/interviewsession/" not in browser.get("/admin/").content.decode()


def test_nobody_adds_changes_or_deletes(managers: Any, assessment: Any) -> None:
    assert managers.get(f"{SESSIONS}add/").status_code == 403
    assert managers.post(page_of(assessment), {"overall_score": "100"}).status_code == 403
    assert managers.post(f"{SESSIONS}{assessment.pk}/delete/", {"post": "yes"}).status_code == 403
    assert managers.post(f"{ANSWERS}{first_answer(assessment).pk}/delete/", {"post": "yes"}).status_code == 403
    assert managers.get(f"{ANSWERS}add/").status_code == 403


def test_page_shows_questions_answers_scores_and_reasons_in_order(managers: Any, assessment: Any) -> None:
    page = managers.get(page_of(assessment)).content.decode()
    places = re.findall(r'id="question-(\d+)"', page)
    assert places == [str(number) for number in range(1, 13)]
    answer = first_answer(assessment)
    for name in ("Structure", "Relevance", "Technical accuracy", "Depth", "Communication"):
        assert name in page
    dimensions = answer.evaluation_json["dimensions"]
    assert dimensions["relevance"]["reason"] in page
    assert f"{answer.evaluation_json['confidence'].capitalize()} confidence" in page
    assert "0 of 2 hints used" in page
    for word in ("Skipped", "Not asked", "Model answer", "Key points"):
        assert word in page
    quotes = [each["quote"] for found in dimensions.values() for each in found["evidence"]]
    assert all(quote.split()[0] in page for quote in quotes)


def test_versions_are_shown(managers: Any, candidate_user: Any) -> None:
    session = answered_session(candidate_user, mode="assessment", answers=1)
    question = session.questions.get(answer__isnull=False)
    submit_answer(session.pk, user=candidate_user, question_id=question.pk, answer_text=ACCEPTED_ANSWERS[0])
    finish_session(session.pk, user=candidate_user)
    page = managers.get(page_of(session)).content.decode()
    assert "Versions (2)" in page
    assert "Version 1" in page


def test_running_assessment_shows_no_scores_and_nothing_unasked(managers: Any, candidate_user: Any) -> None:
    session = answered_session(candidate_user, mode="assessment")
    page = managers.get(page_of(session)).content.decode()
    assert "It still runs" in page
    assert re.findall(r'id="question-(\d+)"', page) == ["1", "2", "3"]
    for hidden in ("Technical accuracy", "Model answer", "Judge otherwise", "Key points"):
        assert hidden not in page
    assert managers.get(override_url(first_answer(session))).status_code == 404
    assert "0 interview answers" in managers.get(ANSWERS).content.decode()


def test_abandoned_session_without_answers_has_no_score(managers: Any, candidate_user: Any) -> None:
    session = answered_session(candidate_user, mode="assessment", answers=0, skipped=0)
    finish_session(session.pk, user=candidate_user)
    assert "<dd>none</dd>" in managers.get(page_of(session)).content.decode()
    assert "0 of 12" in managers.get(SESSIONS).content.decode()


def test_manager_judges_otherwise(managers: Any, manager: Any, assessment: Any) -> None:
    answer = first_answer(assessment)
    page = managers.get(override_url(answer)).content.decode()
    assert f"The machine gave {answer.machine_score}" in page
    assert answer.question.question_text in page
    done = managers.post(override_url(answer), {"score": "42.5", "reason": "Knows it, says it badly."})
    assert done.status_code == 302
    assert done["Location"] == f"{page_of(assessment)}#question-1"
    machine = answer.machine_score
    answer.refresh_from_db()
    assert (answer.score, answer.machine_score, answer.overridden) == (Decimal("42.5"), machine, True)
    assert ScoreOverride.objects.get().by == manager
    shown = managers.get(page_of(assessment)).content.decode()
    for text in ("42.5 of 100", "Knows it, says it badly.", "by a person", manager.display_name):
        assert text in shown
    assert LogEntry.objects.filter(change_message__contains="Knows it").count() == 2


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"score": "101", "reason": "x"}, "score"), ({"score": "-1", "reason": "x"}, "score"),
        ({"score": "NaN", "reason": "x"}, "score"), ({"score": "5.55", "reason": "x"}, "score"),
        ({"score": "", "reason": "x"}, "score"), ({"score": "50", "reason": " "}, "reason"),
    ],
)  # fmt: skip
def test_judgement_that_is_none(data: Any, field: str, managers: Any, assessment: Any) -> None:
    answer = managers.post(override_url(first_answer(assessment)), data)
    assert set(answer.context["form"].errors) == {field}
    assert not ScoreOverride.objects.exists()


def test_nobody_judges_their_own(browser_of: Any, make_user: Any) -> None:
    boss = make_user("manager", "candidate")
    session = answered_session(boss, mode="assessment")
    finish_session(session.pk, user=boss)
    browser, answer = browser_of(boss), first_answer(session)
    assert "Judge otherwise" not in browser.get(page_of(session)).content.decode()
    assert browser.get(override_url(answer)).status_code == 302
    refused = browser.post(override_url(answer), {"score": "99", "reason": "Mine."})
    assert "Nobody judges their own answers." in refused.content.decode()
    assert not ScoreOverride.objects.exists()


def test_answers_are_found_by_evaluation_and_lead_to_their_session(
    managers: Any, manager: Any, assessment: Any
) -> None:
    answer = first_answer(assessment)
    override_score(answer.pk, actor=manager, score=Decimal(10), reason="No.")
    page = managers.get(f"{ANSWERS}?overridden__exact=1").content.decode()
    assert "1 interview answer" in page
    opened = managers.get(f"{ANSWERS}{answer.pk}/change/")
    assert opened["Location"] == f"{page_of(assessment)}#question-1"
    assert managers.get(f"{ANSWERS}{assessment.pk}/change/").status_code == 302


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status__exact=completed", 1), ("status__exact=abandoned", 0), ("level__exact=mid", 1), ("type__exact=hr", 0),
        ("role=nope", 1),
    ],
)  # fmt: skip
def test_list_is_narrowed(query: str, count: int, managers: Any, assessment: Any) -> None:
    assert managers.get(f"{SESSIONS}?{query}").context["cl"].result_count == count


def test_list_is_narrowed_by_role(managers: Any, assessment: Any) -> None:
    other = RoleFactory.create()
    assert managers.get(f"{SESSIONS}?role={assessment.role_selected_id}").context["cl"].result_count == 1
    assert managers.get(f"{SESSIONS}?role={other.pk}").context["cl"].result_count == 0


def test_markup_is_escaped(managers: Any, candidate_user: Any) -> None:
    evil = "<script>alert(1)</script>"
    session = answered_session(candidate_user, mode="assessment", answers=1)
    question = session.questions.get(answer__isnull=False)
    submit_answer(session.pk, user=candidate_user, question_id=question.pk, answer_text=evil, code_submission=evil)
    finish_session(session.pk, user=candidate_user)
    for path in (page_of(session), override_url(first_answer(session)), ANSWERS):
        assert evil not in managers.get(path).content.decode()


def test_queries_do_not_grow_with_the_rows(
    managers: Any, manager: Any, make_user: Any, django_assert_max_num_queries: Any
) -> None:
    def more(count: int) -> InterviewSession:
        for _ in range(count):
            user = make_user("candidate")
            session = answered_session(user, mode="assessment", answers=2 + count)
            finish_session(session.pk, user=user)
            override_score(first_answer(session).pk, actor=manager, score=Decimal(50), reason="So.")
        return session

    small = more(1)
    taken = {}
    for path in (SESSIONS, ANSWERS, page_of(small)):
        with django_assert_max_num_queries(12) as found:
            managers.get(path)
        taken[path] = len(found)
    large = more(3)
    for path, before in ((SESSIONS, SESSIONS), (ANSWERS, ANSWERS), (page_of(large), page_of(small))):
        with django_assert_max_num_queries(12) as found:
            managers.get(path)
        assert len(found) == taken[before], path
