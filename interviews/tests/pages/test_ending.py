"""Assessments, the end, whose session it is, and what the pages ask of the database."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.queue import serve_next
from interviews.services.sessions import expire_sessions, finish_session
from interviews.tests.answering import answered_session
from interviews.tests.factories import MODEL_ANSWER
from interviews.tests.pages.asking import box, question_path, send, shown, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def time_out(settings: Any) -> Callable[[], None]:
    """Whatever session runs."""

    def sweep() -> None:
        settings.INTERVIEW_IDLE_MINUTES = 0
        assert expire_sessions() == 1

    return sweep


class TestAssessment:
    def test_answer_leads_to_the_next_question_without_a_score(
        self, mine: Browser, assessment: InterviewSession
    ) -> None:
        path = f"/interviews/{assessment.pk}/question"
        mine.get(path)
        question = shown(assessment)
        assert send(mine, question)["Location"] == path
        said = text_of(mine.get(path))
        assert "Answer saved." in said
        assert "Question 2 of 12" in said
        assert MODEL_ANSWER not in said
        assert mine.get(f"/interviews/{assessment.pk}/answers/{question.pk}")["Location"] == path

    def test_answer_may_change_until_the_end(self, mine: Browser, assessment: InterviewSession) -> None:
        mine.get(f"/interviews/{assessment.pk}/question")
        question = shown(assessment)
        send(mine, question, text="A first thought.")
        page = mine.get(question_path(question))
        assert box(page) == "A first thought."
        assert "A new answer takes the place" in text_of(page)
        assert "data-draft" not in page.content.decode()
        answer = send(mine, question)
        assert "has taken the place" in text_of(mine.get(answer["Location"]))
        assert InterviewAnswer.objects.get().answer_text == MODEL_ANSWER

    def test_empty_second_answer_is_refused(self, mine: Browser, assessment: InterviewSession) -> None:
        mine.get(f"/interviews/{assessment.pk}/question")
        send(mine, shown(assessment))
        assert "There is nothing to score yet" in text_of(send(mine, shown(assessment), text=" "))

    def test_hint_after_the_answer_loses_nothing(self, mine: Browser, assessment: InterviewSession) -> None:
        mine.get(f"/interviews/{assessment.pk}/question")
        send(mine, shown(assessment))
        answer = send(mine, shown(assessment), "hint", "Written elsewhere.")
        assert answer.status_code == 409
        assert "Written elsewhere." in answer.content.decode()

    def test_a_question_that_was_not_asked_takes_no_answer(self, mine: Browser, assessment: InterviewSession) -> None:
        assert send(mine, shown(assessment, 5)).status_code == 404
        assert not InterviewAnswer.objects.exists()


class TestEnd:
    def test_says_what_is_open_and_leads_back(self, mine: Browser, candidate_user: User) -> None:
        session = answered_session(candidate_user)
        page = mine.get(f"/interviews/{session.pk}/finish")
        said = text_of(page)
        assert "Finish this interview?" in said
        assert "10 of 12 questions are not answered, 9 of them not asked yet." in said
        assert "Finish with 10 unanswered" in said
        assert "Go on with question 4" in said
        assert f'href="{question_path(shown(session, 3))}"' in page.content.decode()
        assert shown(session, 5).question_text not in said

    def test_of_all_answered_needs_no_second_thought(self, mine: Browser, candidate_user: User) -> None:
        session = answered_session(candidate_user, answers=10, skipped=0, question_count=10)
        assert mine.get(f"/interviews/{session.pk}/question")["Location"] == f"/interviews/{session.pk}/finish"
        said = text_of(mine.get(f"/interviews/{session.pk}/finish"))
        assert "All questions are answered" in said
        assert "unanswered" not in said
        assert "Skipped" not in said

    def test_of_an_assessment_lists_the_answers_too(self, mine: Browser, candidate_user: User) -> None:
        session = answered_session(candidate_user, mode="assessment")
        page = mine.get(f"/interviews/{session.pk}/finish").content.decode()
        assert f'href="{question_path(shown(session, 1))}"' in page

    def test_finishing_leads_to_the_report_once_or_twice(self, mine: Browser, candidate_user: User) -> None:
        session = answered_session(candidate_user)
        for _ in range(2):
            assert mine.post(f"/interviews/{session.pk}/finish")["Location"] == f"/interviews/{session.pk}"
        assert "Overall score" in text_of(mine.get(f"/interviews/{session.pk}"))
        assert mine.get(f"/interviews/{session.pk}/finish")["Location"] == f"/interviews/{session.pk}"
        given = f"/interviews/{session.pk}/answers/{shown(session).pk}"
        assert mine.get(given)["Location"] == f"/interviews/{session.pk}#q1"

    def test_one_that_timed_out_has_its_report(
        self, mine: Browser, session: InterviewSession, time_out: Callable[[], None]
    ) -> None:
        time_out()
        assert mine.post(f"/interviews/{session.pk}/finish")["Location"] == f"/interviews/{session.pk}"
        assert "This session has timed out" in text_of(mine.get(f"/interviews/{session.pk}"))

    @pytest.mark.parametrize("do", ["answer", "hint", "skip", "save"])
    def test_meanwhile_keeps_what_was_written_in_the_page(
        self, do: str, mine: Browser, question: InterviewQuestion
    ) -> None:
        finish_session(question.session_id, user=question.session.user)
        answer = send(mine, question, do, "Not to be <lost>.")
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "This interview is finished" in page
        assert "Not to be &lt;lost&gt;." in page
        assert f'href="/interviews/{question.session_id}"' in page

    def test_meanwhile_keeps_a_text_that_is_too_long_as_well(
        self, mine: Browser, question: InterviewQuestion, time_out: Callable[[], None]
    ) -> None:
        time_out()
        answer = send(mine, question, text="x" * 20_001)
        assert (answer.status_code, "x" * 20_001 in answer.content.decode()) == (409, True)
        assert "This interview has timed out" in text_of(answer)

    def test_questions_lead_to_the_report_afterwards(
        self, mine: Browser, question: InterviewQuestion, time_out: Callable[[], None]
    ) -> None:
        time_out()
        for path in (f"/interviews/{question.session_id}/question", question_path(question)):
            answer = mine.get(path)
            assert answer.status_code == 200
            assert "This interview has timed out" in text_of(answer)
            assert f'href="/interviews/{question.session_id}"' in answer.content.decode()


class TestOwner:
    def paths(self, question: InterviewQuestion) -> list[tuple[str, str]]:
        base = f"/interviews/{question.session_id}"
        return [
            ("get", f"{base}/question"),
            ("get", question_path(question)),
            ("post", question_path(question)),
            ("post", f"{question_path(question)}/draft"),
            ("get", f"{base}/answers/{question.pk}"),
            ("get", f"{base}/finish"),
            ("post", f"{base}/finish"),
        ]

    def test_alone_takes_a_session(
        self,
        browser_of: Callable[[User], Browser],
        candidate_user: User,
        manager: User,
        make_user: Callable[..., User],
    ) -> None:
        question = shown(answered_session(candidate_user, mode="assessment"))
        before = InterviewSession.objects.values().get(), list(InterviewQuestion.objects.order_by("order").values())
        for user in (manager, make_user("candidate"), make_user("recruiter")):
            for method, path in self.paths(question):
                sent = {"do": "skip", "answer_text": "Mine."} if method == "post" else {}
                assert getattr(browser_of(user), method)(path, sent).status_code == 404, path
        after = InterviewSession.objects.values().get(), list(InterviewQuestion.objects.order_by("order").values())
        assert before == after

    def test_is_logged_in(self, anonymous: Browser, session: InterviewSession) -> None:
        for method, path in self.paths(shown(session)):
            answer = getattr(anonymous, method)(path)
            assert answer["Location"] == f"/login?next={path}"

    def test_managers_see_where_an_assessment_stands_and_no_more(
        self, browser_of: Callable[[User], Browser], candidate_user: User, manager: User
    ) -> None:
        session = answered_session(candidate_user, mode="assessment")
        page = browser_of(manager).get(f"/interviews/{session.pk}").content.decode()
        assert "2 of 12 questions are answered" in page
        assert candidate_user.display_name in page
        assert "/question" not in page
        assert "Go on" in text_of(browser_of(candidate_user).get(f"/interviews/{session.pk}"))

    def test_goes_on_from_past_interviews(self, mine: Browser, session: InterviewSession) -> None:
        page = mine.get("/interviews").content.decode()
        assert f'href="/interviews/{session.pk}/question"' in page
        assert 'href="/interviews/new"' in page


class TestQueries:
    """The login's session is one of them; a question's first showing looks for a follow-up and starts its clock."""

    def test_of_a_question(self, mine: Browser, candidate_user: User, count_queries: Any) -> None:
        session = answered_session(candidate_user, answers=9, skipped=1, question_count=15)
        path, skipped = f"/interviews/{session.pk}/question", question_path(shown(session, 10))
        with count_queries(8):
            assert "Question 11 of 15" in text_of(mine.get(path))
        with count_queries(4):
            mine.get(path)
        with count_queries(3):
            mine.get(skipped)

    def test_of_an_answer_and_its_scores(self, mine: Browser, candidate_user: User, count_queries: Any) -> None:
        session = answered_session(candidate_user, answers=9, skipped=1, question_count=15)
        question = serve_next(session.pk, user=candidate_user)
        assert question is not None
        with count_queries(9):
            path = send(mine, question)["Location"]
        with count_queries(3):
            assert mine.get(path).status_code == 200

    def test_of_drafts_hints_and_skipping(self, mine: Browser, question: InterviewQuestion, count_queries: Any) -> None:
        with count_queries(5):
            mine.post(f"{question_path(question)}/draft", {"answer_text": "So far."})
        with count_queries(9):
            send(mine, question, "hint", "So far.", hints_seen="0")
        with count_queries(9):
            send(mine, question, "skip", "So far.")

    def test_of_the_end(self, mine: Browser, candidate_user: User, count_queries: Any) -> None:
        session = answered_session(candidate_user, answers=10, skipped=5, question_count=15)
        path = f"/interviews/{session.pk}/finish"
        with count_queries(2):
            assert mine.get(path).status_code == 200
        with count_queries(6):  # its event with it
            mine.post(path)


def test_no_inline_script_or_style(mine: Browser, candidate_user: User) -> None:
    session = answered_session(candidate_user)
    paths = ["/interviews/new", "/interviews/modules", "/profile", f"/interviews/{session.pk}/question"]
    paths += [f"/interviews/{session.pk}/finish", f"/interviews/{session.pk}/answers/{shown(session).pk}"]
    for path in paths:
        answer = mine.get(path)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "<style" not in page
        assert " style=" not in page
        assert not re.search(r" on[a-z]+=", page)
        assert not re.search(r"<script(?! src=)", page)
