"""An interview taken page by page."""

from __future__ import annotations

import re
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
from interviews.services.sessions import finish_session
from interviews.tests.factories import MODEL_ANSWER, make_session
from interviews.tests.pages.asking import box, question_path, send, shown, text_of

pytestmark = pytest.mark.django_db


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

    def test_from_a_page_without_a_box_for_code_leaves_the_code(
        self, mine: Browser, question: InterviewQuestion
    ) -> None:
        path = f"{question_path(question)}/draft"
        mine.post(path, {"answer_text": "So far.", "code_submission": "x = 1"})
        mine.post(path, {"answer_text": "Further."})
        kept = shown(question.session)
        assert (kept.draft_text, kept.draft_code) == ("Further.", "x = 1")

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
