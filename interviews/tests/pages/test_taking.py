"""An interview taken page by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.errors import Conflict
from config.base.models import User
from config.testing.browsers import Browser
from interviews.enums import Focus
from interviews.models import InterviewAnswer, InterviewQuestion, InterviewSession
from interviews.services.queue import serve_next
from interviews.services.sessions import expire_sessions, finish_session
from interviews.tests.answering import answered_session
from interviews.tests.factories import MODEL_ANSWER, make_session
from interviews.tests.pages.asking import question_path, shown, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user)


@pytest.fixture
def assessment(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user, mode="assessment")


@pytest.fixture
def question(session: InterviewSession, mine: Browser) -> InterviewQuestion:
    mine.get(f"/interviews/{session.pk}/question")
    return shown(session)


def send(
    browser: Browser, question: InterviewQuestion, do: str = "answer", text: str = MODEL_ANSWER, **more: str
) -> Any:
    return browser.post(question_path(question), {"do": do, "answer_text": text, **more})


def box(answer: Any, name: str = "answer_text") -> str:
    """What stands in the text box."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def time_out(settings: Any) -> Callable[[], None]:
    """Whatever session runs."""

    def sweep() -> None:
        settings.INTERVIEW_IDLE_MINUTES = 0
        assert expire_sessions() == 1

    return sweep


class TestQuestion:
    def test_page_says_all_that_helps_to_answer(self, mine: Browser, session: InterviewSession) -> None:
        answer = mine.get(f"/interviews/{session.pk}/question")
        question, said = shown(session), text_of(answer)
        assert "Question 1 of 12" in said
        assert "0 answered, 12 to come" in said
        assert question.question_text in said
        assert f"{question.get_focus_display()}, easy · sql" in said
        assert "Usually takes about 1 min 30 s." in said
        assert "The server's clock is what counts." in said
        assert "Hint (2 left)" in said
        assert 'value="0" aria-label="Questions done"' in answer.content.decode()
        for secret in (question.model_answer, *question.key_points, *question.accepted_answers, *question.hints):
            assert secret not in said

    def test_its_clock_is_the_servers_and_starts_once(self, mine: Browser, question: InterviewQuestion) -> None:
        InterviewQuestion.objects.filter(pk=question.pk).update(shown_at=timezone.now() - timedelta(seconds=125))
        path = f"/interviews/{question.session_id}/question"
        for asked in (path, question_path(question)):
            elapsed = re.search(r'data-elapsed="(\d+)"', mine.get(asked).content.decode())
            assert elapsed is not None
            assert 125 <= int(elapsed[1]) <= 130
        assert "Time so far: 2 min 5 s" in text_of(mine.get(path))

    def test_only_practical_ones_have_a_box_for_code(self, mine: Browser, question: InterviewQuestion) -> None:
        path = question_path(question)
        assert 'name="code_submission"' not in mine.get(path).content.decode()
        InterviewQuestion.objects.filter(pk=question.pk).update(focus=Focus.PRACTICAL)
        assert 'name="code_submission"' in mine.get(path).content.decode()
        send(mine, question, code_submission="x = 1\r\ny = 2")
        assert InterviewAnswer.objects.get().code_submission == "x = 1\ny = 2"

    def test_one_that_was_not_asked_yet_is_not_shown(self, mine: Browser, question: InterviewQuestion) -> None:
        second = shown(question.session, 2)
        assert mine.get(question_path(second)).status_code == 404
        other = make_session(question.session.user)
        assert mine.get(f"/interviews/{other.pk}/questions/{question.pk}").status_code == 404
        assert mine.get(f"/interviews/{other.pk}/questions/{uuid4()}").status_code == 404

    def test_an_answered_one_leads_to_its_scores(self, mine: Browser, question: InterviewQuestion) -> None:
        send(mine, question)
        answer = mine.get(question_path(question))
        assert answer["Location"] == f"/interviews/{question.session_id}/answers/{question.pk}"


class TestAnswer:
    def test_leads_to_its_scores_and_then_to_the_next(self, mine: Browser, question: InterviewQuestion) -> None:
        path = send(mine, question)["Location"]
        assert path == f"/interviews/{question.session_id}/answers/{question.pk}"
        page = mine.get(path)
        said = text_of(page)
        for part in ("The five dimensions", "Points of a full answer", "A model answer", "1 answered, 11 to come"):
            assert part in said
        assert f'href="/interviews/{question.session_id}/question"' in page.content.decode()
        assert "Question 2 of 12" in text_of(mine.get(f"/interviews/{question.session_id}/question"))

    @pytest.mark.parametrize("text", ["", "  \r\n ", "\u200b"])
    def test_of_nothing_is_refused(self, text: str, mine: Browser, question: InterviewQuestion) -> None:
        answer = send(mine, question, text=text)
        assert answer.status_code == 200
        assert "There is nothing to score yet" in text_of(answer)
        assert re.search(r"<textarea[^>]* autofocus", answer.content.decode())
        assert not InterviewAnswer.objects.exists()

    def test_too_long_is_refused_and_kept(self, mine: Browser, question: InterviewQuestion) -> None:
        answer = send(mine, question, text="word " * 4001)
        assert "These are 20005 characters, and there is room for 20000" in text_of(answer)
        assert box(answer) == "word " * 4001
        assert not InterviewAnswer.objects.exists()

    def test_of_the_full_length_is_taken_with_its_lines(self, mine: Browser, question: InterviewQuestion) -> None:
        text = "one\r\n" * 5000
        send(mine, question, text=text)
        assert InterviewAnswer.objects.get().answer_text == "one\n" * 5000

    def test_sent_twice_is_one(self, mine: Browser, question: InterviewQuestion) -> None:
        first, second = send(mine, question), send(mine, question)
        assert first["Location"] == second["Location"]
        assert InterviewAnswer.objects.get().revision_count == 0
        assert "You had answered" not in text_of(mine.get(second["Location"]))

    def test_from_another_page_later_is_kept_beside_the_first(self, mine: Browser, question: InterviewQuestion) -> None:
        send(mine, question)
        answer = mine.get(send(mine, question, text="From my phone, <b>later</b>.")["Location"])
        said = text_of(answer)
        assert "You had answered this question before, and that answer counts." in said
        assert "What you sent later" in said
        assert "From my phone, &lt;b&gt;later&lt;/b&gt;." in said
        assert InterviewAnswer.objects.get().answer_text == MODEL_ANSWER

    def test_of_nothing_to_an_answered_question(self, mine: Browser, question: InterviewQuestion) -> None:
        send(mine, question)
        answer = send(mine, question, text="")
        assert answer.status_code == 409
        assert "This question is answered already." in text_of(answer)

    def test_while_another_request_holds_the_session(
        self, mine: Browser, question: InterviewQuestion, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*args: Any, **kwargs: Any) -> None:
            raise Conflict("Someone else is changing the same thing.", code="busy")

        monkeypatch.setattr("interviews.pages.answering.submit_answer", busy)
        answer = send(mine, question, text="Not to be lost.")
        assert answer.status_code == 409
        assert "Someone else is changing the same thing." in text_of(answer)
        assert box(answer) == "Not to be lost."

    def test_wants_the_forms_token(self, candidate_user: User, question: InterviewQuestion) -> None:
        strict = Browser(enforce_csrf_checks=True)
        strict.force_login(candidate_user, backend="django.contrib.auth.backends.ModelBackend")
        for path in (question_path(question), f"{question_path(question)}/draft"):
            assert strict.post(path, {"do": "answer", "answer_text": "x"}).status_code == 403
        assert strict.post(f"/interviews/{question.session_id}/finish").status_code == 403


class TestHint:
    def test_is_shown_again_after_a_reload_with_what_was_written(
        self, mine: Browser, question: InterviewQuestion
    ) -> None:
        answer = send(mine, question, "hint", "So far.", hints_seen="0")
        assert answer["Location"] == f"{question_path(question)}#hints"
        for path in (question_path(question), f"/interviews/{question.session_id}/question"):
            page = mine.get(path)
            assert question.hints[0] in text_of(page)
            assert question.hints[1] not in text_of(page)
            assert "Another hint (1 left)" in text_of(page)
            assert box(page) == "So far."

    def test_pressed_twice_is_one(self, mine: Browser, question: InterviewQuestion) -> None:
        for _ in range(2):
            send(mine, question, "hint", "", hints_seen="0")
        assert shown(question.session).hints_used == 1

    @pytest.mark.parametrize("seen", ["", "god", "-1", "9999999"])
    def test_whatever_the_page_says_it_has_seen(self, seen: str, mine: Browser, question: InterviewQuestion) -> None:
        assert send(mine, question, "hint", "", hints_seen=seen).status_code == 302
        assert shown(question.session).hints_used == 1

    def test_where_there_is_none_left(self, mine: Browser, question: InterviewQuestion) -> None:
        for seen in "01":
            send(mine, question, "hint", "", hints_seen=seen)
        assert 'value="hint"' not in mine.get(question_path(question)).content.decode()
        answer = send(mine, question, "hint", "Mine.", hints_seen="2")
        assert answer.status_code == 409
        assert "There are no more hints for this question." in text_of(answer)
        assert box(answer) == "Mine."

    def test_after_the_answer_loses_nothing(self, mine: Browser, question: InterviewQuestion) -> None:
        send(mine, question)
        answer = send(mine, question, "hint", "Written elsewhere.")
        assert answer.status_code == 409
        assert "This question is answered already." in text_of(answer)
        assert "Written elsewhere." in answer.content.decode()
        assert shown(question.session).hints_used == 0


class TestSkip:
    def test_leads_on_and_keeps_what_was_written(self, mine: Browser, question: InterviewQuestion) -> None:
        path = send(mine, question, "skip", "Half a thought.")["Location"]
        assert path == f"/interviews/{question.session_id}/question"
        said = text_of(mine.get(path))
        assert "Question skipped." in said
        assert "Question 2 of 12" in said
        back = mine.get(question_path(question))
        assert box(back) == "Half a thought."
        assert 'value="skip"' not in back.content.decode()

    def test_twice_skips_one(self, mine: Browser, question: InterviewQuestion) -> None:
        for _ in range(2):
            send(mine, question, "skip", "")
        assert question.session.questions.exclude(skipped_at=None).count() == 1

    def test_does_not_keep_from_answering(self, mine: Browser, question: InterviewQuestion) -> None:
        send(mine, question, "skip", "")
        assert send(mine, question).status_code == 302
        assert InterviewAnswer.objects.get().question == question


class TestDraft:
    def test_is_kept_by_the_pages_script(self, mine: Browser, question: InterviewQuestion) -> None:
        answer = mine.post(f"{question_path(question)}/draft", {"answer_text": "So far\r\nso good"})
        kept = shown(question.session)
        assert (answer.status_code, kept.draft_text) == (200, "So far\nso good")
        assert answer.json().keys() == {"saved_at"}
        page = mine.get(question_path(question))
        assert box(page) == "So far\nso good"
        assert "Draft saved at" in text_of(page)

    def test_is_kept_by_a_button_too(self, mine: Browser, question: InterviewQuestion) -> None:
        assert send(mine, question, "save", "So far.")["Location"] == question_path(question)
        assert shown(question.session).draft_text == "So far."

    def test_too_long_is_refused(self, mine: Browser, question: InterviewQuestion) -> None:
        answer = mine.post(f"{question_path(question)}/draft", {"answer_text": "x" * 20_001})
        assert answer.status_code == 400
        assert "room for 20000" in answer.json()["detail"]

    def test_of_an_answered_question_is_refused(self, mine: Browser, question: InterviewQuestion) -> None:
        send(mine, question)
        answer = mine.post(f"{question_path(question)}/draft", {"answer_text": "More."})
        assert answer.status_code == 409
        assert "answered" in answer.json()["detail"]

    def test_after_the_end_is_refused(self, mine: Browser, question: InterviewQuestion) -> None:
        finish_session(question.session_id, user=question.session.user)
        answer = mine.post(f"{question_path(question)}/draft", {"answer_text": "More."})
        assert (answer.status_code, "is finished" in answer.json()["detail"]) == (409, True)


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
        path = f"/interviews/{session.pk}/question"
        with count_queries(10):
            assert "Question 11 of 15" in text_of(mine.get(path))
        with count_queries(4):
            mine.get(path)
        with count_queries(3):
            mine.get(question_path(shown(session, 10)))

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
        with count_queries(5):
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
