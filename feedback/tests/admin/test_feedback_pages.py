"""Feedback in the back-office: the form, its page, the list, and what is due."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from config.base.clock import business_today
from config.base.errors import Conflict
from config.base.models import User
from config.testing.rivals import at_once
from feedback.models import FeedbackReminder, FeedbackRevision, InterviewFeedback, NextStageDecision
from feedback.services.decisions import confirm_decision
from feedback.services.intake import handle
from feedback.tests.factories import said
from tracking.models import InterviewStage, PanelMember
from tracking.services.closing import complete_process
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

DUE = "/admin/feedback/due/"
LIST = "/admin/feedback/interviewfeedback/"
SAID = {"overall_rating": "4.5", "strengths": "Clear\n\n Tests first ", "areas_for_improvement": "SQL"}


@pytest.fixture
def stage(interviewer: User, recruiter: User) -> InterviewStage:
    candidate = CandidateFactory(owner=recruiter, full_name="Ada Lovelace")
    process = ProcessFactory(candidate=candidate, company__name="Northwind")
    day = business_today() - timedelta(days=2)
    return StageFactory.create(process=process, panel=[interviewer], scheduled_date=day)


@pytest.fixture
def browser(browser_of: Callable[[User], Any], interviewer: User) -> Any:
    """The interviewer's."""
    return browser_of(interviewer)


def give_url(stage: InterviewStage) -> str:
    return f"{LIST}give/{stage.pk}/"


def page_url(feedback: InterviewFeedback) -> str:
    return f"{LIST}{feedback.pk}/change/"


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    page: str = response.content.decode()
    return page


@pytest.mark.django_db
class TestGiving:
    def test_form_tells_whom_it_is_about(self, browser: Any, stage: InterviewStage) -> None:
        page = text(browser.get(give_url(stage)))
        for shown in ("Ada Lovelace", "Phone Screen", "Backend Engineer", "Northwind"):
            assert shown in page
        values = re.findall(r'type="radio" name="overall_rating" value="([^"]+)"', page)
        assert values == ["1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", "none"]

    def test_interviewer_gives_it_and_sees_it(self, browser: Any, stage: InterviewStage, interviewer: User) -> None:
        answer = browser.post(give_url(stage), SAID)
        feedback = InterviewFeedback.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, page_url(feedback))
        assert (feedback.author, feedback.source, feedback.stage) == (interviewer, "form", stage)
        assert feedback.overall_rating == Decimal("4.5")
        assert (feedback.strengths, feedback.areas_for_improvement) == (["Clear", "Tests first"], ["SQL"])
        page = text(browser.get(page_url(feedback)))
        assert "Thank you: your feedback is in." in page
        assert "Second round" not in page
        assert LogEntry.objects.get().user == interviewer

    def test_recruiter_reads_what_it_caused(
        self, browser_of: Any, recruiter: User, interviewer: User, stage: InterviewStage
    ) -> None:
        browser = browser_of(recruiter)
        page = text(browser.post(give_url(stage), SAID, follow=True))
        assert "1 member of the panel has not given feedback yet" in page
        PanelMember.objects.filter(stage=stage).delete()
        other = StageFactory(process=stage.process)
        page = text(browser.post(give_url(other), SAID, follow=True))
        assert "The candidate is now: feedback received. Second round is proposed. The rating of 4.5 reaches" in page

    def test_could_not_judge(self, browser: Any, stage: InterviewStage) -> None:
        browser.post(give_url(stage), {"overall_rating": "none"})
        assert InterviewFeedback.objects.get().overall_rating is None
        assert "Could not judge" in text(browser.get(page_url(InterviewFeedback.objects.get())))

    def test_a_second_time_leads_to_the_first(self, browser: Any, stage: InterviewStage) -> None:
        browser.post(give_url(stage), SAID)
        for answer in (browser.post(give_url(stage), SAID, follow=True), browser.get(give_url(stage), follow=True)):
            assert "Your feedback on this stage is in already" in text(answer)
        assert InterviewFeedback.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "field", "sentence"),
        [
            ({"overall_rating": ""}, "overall_rating", "This field is required."),
            ({"overall_rating": "6"}, "overall_rating", "Select a valid choice"),
            ({"overall_rating": "4.25"}, "overall_rating", "Select a valid choice"),
            ({"strengths": "x\n" * 51}, "strengths", "At most 50 lines."),
            ({"areas_for_improvement": "x" * 2001}, "areas_for_improvement", "At most 2,000 characters on a line."),
            ({"strengths": "a\x00b"}, "strengths", "Null characters are not allowed."),
        ],
    )
    def test_a_refusal_stands_at_its_field(
        self, browser: Any, stage: InterviewStage, changed: dict[str, str], field: str, sentence: str
    ) -> None:
        answer = browser.post(give_url(stage), {**SAID, **changed})
        assert sentence in str(answer.context["form"].errors[field])
        assert not InterviewFeedback.objects.exists()

    def test_after_the_process_has_ended(self, browser: Any, stage: InterviewStage, manager: User) -> None:
        complete_process(stage.process_id, actor=manager, final_status="candidate_withdrew")
        assert "nothing more is decided by it" in text(browser.get(give_url(stage)))
        assert browser.post(give_url(stage), SAID).status_code == 302

    def test_what_the_service_refuses_is_said_and_the_form_stays_filled(
        self, browser: Any, stage: InterviewStage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise Conflict("Someone else is changing the same thing.", code="busy")

        monkeypatch.setattr("feedback.admin.feedback.handle", refuse)
        page = text(browser.post(give_url(stage), SAID))
        assert "Someone else is changing the same thing." in page
        assert "Tests first </textarea>" in page

    def test_who_has_no_part_in_the_stage(
        self, browser_of: Any, make_user: Callable[..., User], manager: User, stage: InterviewStage
    ) -> None:
        for user, status in ((make_user("interviewer"), 404), (make_user("recruiter"), 404), (manager, 403)):
            assert browser_of(user).get(give_url(stage)).status_code == status
            assert browser_of(user).post(give_url(stage), SAID).status_code == status
        assert browser_of(make_user("candidate", is_staff=True)).get(give_url(stage)).status_code == 302

    def test_markup_is_escaped(self, browser: Any, stage: InterviewStage) -> None:
        evil = "<script>alert(1)</script>"
        browser.post(give_url(stage), {**SAID, "strengths": evil})
        assert evil not in text(browser.get(page_url(InterviewFeedback.objects.get())))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_double_click_gives_one_feedback(browser_of: Any, interviewer: User, make_user: Callable[..., User]) -> None:
    stage = StageFactory(panel=[interviewer])
    browsers = [browser_of(interviewer) for _ in range(2)]
    answers = at_once(*[lambda each=each: each.post(give_url(stage), SAID) for each in browsers])
    feedback = InterviewFeedback.objects.get()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, page_url(feedback))] * 2


@pytest.mark.django_db
class TestEditing:
    @pytest.fixture
    def feedback(self, stage: InterviewStage, interviewer: User) -> InterviewFeedback:
        return handle(said(stage, interviewer, "4.2", strengths=["Clear"]), actor=interviewer).feedback

    def test_form_begins_with_what_was_said(self, browser: Any, feedback: InterviewFeedback) -> None:
        page = text(browser.get(f"{LIST}{feedback.pk}/edit/"))
        assert re.search(r'value="4.2"[^>]* checked', page)
        assert "Clear</textarea>" in page

    def test_what_it_said_before_is_kept(self, browser: Any, feedback: InterviewFeedback) -> None:
        answer = browser.post(f"{LIST}{feedback.pk}/edit/", {**SAID, "overall_rating": "2", "seen_version": "1"})
        assert (answer.status_code, answer["Location"]) == (302, page_url(feedback))
        feedback.refresh_from_db()
        assert (feedback.overall_rating, feedback.version) == (Decimal("2.0"), 2)
        assert FeedbackRevision.objects.get().overall_rating == Decimal("4.2")
        page = text(browser.get(page_url(feedback)))
        assert "Earlier versions (1)" in page
        assert "<strong>4.2</strong>" in page

    def test_one_that_was_read_before_another_edit_is_stale(self, browser: Any, feedback: InterviewFeedback) -> None:
        browser.post(f"{LIST}{feedback.pk}/edit/", {**SAID, "seen_version": "1"})
        answer = browser.post(f"{LIST}{feedback.pk}/edit/", {**SAID, "overall_rating": "1", "seen_version": "1"})
        assert "has changed since you read it" in text(answer)
        feedback.refresh_from_db()
        assert feedback.overall_rating == Decimal("4.5")

    def test_an_applied_decision_ends_it(self, browser: Any, feedback: InterviewFeedback, manager: User) -> None:
        assert "/edit/" in text(browser.get(page_url(feedback)))
        confirm_decision(NextStageDecision.objects.get().pk, actor=manager)
        assert "/edit/" not in text(browser.get(page_url(feedback)))
        for answer in (
            browser.get(f"{LIST}{feedback.pk}/edit/", follow=True),
            browser.post(f"{LIST}{feedback.pk}/edit/", SAID, follow=True),
        ):
            assert "it stands as it was given" in text(answer)
        assert not FeedbackRevision.objects.exists()

    def test_only_its_author_may(
        self, browser_of: Any, feedback: InterviewFeedback, manager: User, make_user: Callable[..., User]
    ) -> None:
        assert browser_of(manager).get(f"{LIST}{feedback.pk}/edit/").status_code == 403
        assert browser_of(make_user("interviewer")).post(f"{LIST}{feedback.pk}/edit/", SAID).status_code == 404
        assert browser_of(manager).get(f"{LIST}{'0' * 8}-0000-4000-8000-{'0' * 12}/edit/").status_code == 404


@pytest.mark.django_db
class TestReading:
    def test_others_are_blind_until_ones_own_is_in(
        self, browser: Any, browser_of: Any, stage: InterviewStage, interviewer: User, make_user: Callable[..., User]
    ) -> None:
        ines = make_user("interviewer", first_name="Ines", last_name="Sorensen")
        PanelMember.objects.create(stage=stage, process=stage.process, user=ines)
        hers = handle(said(stage, ines, 2, strengths=["Her secret"]), actor=ines).feedback
        assert "Ines" not in text(browser.get(LIST))
        assert browser.get(page_url(hers)).status_code == 302
        browser.post(give_url(stage), SAID)
        mine = InterviewFeedback.objects.get(author=interviewer)
        assert "Ines Sorensen" in text(browser.get(LIST))
        assert "Her secret" in text(browser.get(page_url(mine)))
        assert "Feedback of Ines Sorensen" in text(browser.get(page_url(hers)))

    def test_managers_and_recruiters_see_what_came_of_it(
        self, browser_of: Any, stage: InterviewStage, interviewer: User, recruiter: User, manager: User
    ) -> None:
        feedback = handle(said(stage, interviewer, 2), actor=interviewer).feedback
        for user in (recruiter, manager):
            page = text(browser_of(user).get(page_url(feedback)))
            assert "What came of it" in page
            assert "is below the 3.0 that is needed" in page
        assert "What came of it" not in text(browser_of(interviewer).get(page_url(feedback)))

    def test_of_one_stage(self, browser: Any, stage: InterviewStage, interviewer: User) -> None:
        handle(said(stage, interviewer), actor=interviewer)
        assert "Ada Lovelace" in text(browser.get(f"{LIST}?stage__id__exact={stage.pk}"))
        elsewhere = StageFactory(panel=[interviewer])
        assert "Ada Lovelace" not in text(browser.get(f"{LIST}?stage__id__exact={elsewhere.pk}"))
        assert browser.get(f"{LIST}?stage__id__exact=x").status_code in (302, 400)

    def test_nobody_adds_or_deletes_rows_by_hand(self, browser_of: Any, stage: InterviewStage, manager: User) -> None:
        browser = browser_of(manager)
        assert browser.get(f"{LIST}add/").status_code == 403
        feedback = handle(said(stage, stage.interviewers.get()), actor=stage.interviewers.get()).feedback
        assert browser.post(f"{LIST}{feedback.pk}/delete/", {"post": "yes"}).status_code == 403
        assert browser.post(page_url(feedback), {"overall_rating": "1"}).status_code == 403

    def test_stage_and_process_pages_lead_to_the_form(
        self, browser: Any, browser_of: Any, stage: InterviewStage, recruiter: User, manager: User
    ) -> None:
        stage_url = f"/admin/tracking/interviewstage/{stage.pk}/change/"
        process_url = f"/admin/tracking/interviewprocess/{stage.process_id}/change/"
        assert give_url(stage) in text(browser.get(stage_url))
        assert give_url(stage) in text(browser_of(recruiter).get(stage_url))
        assert give_url(stage) not in text(browser_of(manager).get(stage_url))
        assert give_url(stage) not in text(browser_of(recruiter).get(process_url))
        PanelMember.objects.create(stage=stage, process=stage.process, user=recruiter)
        assert give_url(stage) in text(browser_of(recruiter).get(process_url))


@pytest.mark.django_db
class TestDue:
    def test_interviewer_sees_their_own(self, browser: Any, stage: InterviewStage, interviewer: User) -> None:
        coming = StageFactory(panel=[interviewer], scheduled_date=business_today() + timedelta(days=3))
        page = text(browser.get(DUE))
        assert "Ada Lovelace" in page
        assert "2 days ago" in page
        assert page.index(give_url(stage)) < page.index("Your interviews to come") < page.index(give_url(coming))
        assert "Missing from others" not in page

    def test_nothing_is_due(self, browser: Any) -> None:
        page = text(browser.get(DUE))
        assert "every interview of yours that took place has your feedback" in page
        assert "None at the moment." in page

    def test_recruiter_reminds(
        self, browser_of: Any, stage: InterviewStage, recruiter: User, interviewer: User, other_recruiter: User
    ) -> None:
        browser = browser_of(recruiter)
        url = f"{LIST}remind/{stage.pk}/{interviewer.pk}/"
        assert url in text(browser.get(DUE))
        page = text(browser.post(url, follow=True))
        assert "The reminder is on its way." in page
        assert "reminded once" in page
        assert url not in page
        assert [sent.to for sent in mail.outbox] == [["ivan@example.org"]]
        assert "within the last day" in text(browser.post(url, follow=True))
        assert "No feedback is due here" in text(browser_of(other_recruiter).post(url, follow=True))
        assert "sent by recruiters and managers" in text(browser_of(interviewer).post(url, follow=True))
        assert browser.get(url).status_code == 405
        assert FeedbackReminder.objects.count() == 1

    def test_start_page_says_how_much_waits(self, browser: Any, stage: InterviewStage) -> None:
        entry = re.search(rf'<li><a href="{DUE}">.*?</li>', text(browser.get("/admin/")))
        assert entry is not None
        assert "1 waiting" in entry.group()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["interviewer", "recruiter", "manager"])
def test_pages_take_few_queries_and_no_more_for_more_rows(
    role: str, browser_of: Any, make_user: Callable[..., User], count_queries: Any, django_assert_max_num_queries: Any
) -> None:
    user = make_user(role, "interviewer")
    others = [make_user("interviewer") for _ in range(3)]
    lead = user if role == "recruiter" else make_user("recruiter")
    browser = browser_of(user)

    def more(count: int) -> InterviewFeedback:
        for _ in range(count):
            process = ProcessFactory(candidate=CandidateFactory(owner=lead))
            day = business_today() - timedelta(days=2)
            StageFactory(process=process, panel=[user, *others], scheduled_date=day)
            stage = StageFactory(process=process, panel=[user, *others], scheduled_date=day)
            for author in others:
                handle(said(stage, author), actor=author)
            feedback = handle(said(stage, user), actor=user).feedback
        return feedback

    counts = []
    for rows in (1, 4):
        feedback = more(rows)
        waiting = PanelMember.objects.filter(user=user, feedback_at=None).select_related("stage").first()
        assert waiting is not None
        for url in (DUE, LIST, page_url(feedback), give_url(waiting.stage), f"{LIST}{feedback.pk}/edit/"):
            with django_assert_max_num_queries(12) as asked:
                assert browser.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:5] == counts[5:]
