"""Reminders: to whom, how often, what they say, and what a mail server that fails leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from config.testing.rivals import at_once, failures
from feedback.models import FeedbackReminder
from feedback.services.intake import handle
from feedback.services.reminders import remind, send_reminders
from feedback.tests.factories import said
from tracking.models import InterviewStage
from tracking.services.closing import complete_process
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

HELD = date(2026, 3, 2)
# The morning of the day after, when the first reminder goes out.
MORNING = datetime(2026, 3, 3, 8, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def that_morning() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def held(panel: list[User], on: date = HELD, **fields: Any) -> InterviewStage:
    return StageFactory.create(panel=panel, scheduled_date=on, **fields)


def after(**time: float) -> datetime:
    return MORNING + timedelta(**time)


class FailingServer(EmailBackend):
    """Takes no mail for refused@example.org; with `is_down` it cannot be reached at all."""

    is_down = False

    def open(self) -> None:
        if self.is_down:
            raise ConnectionRefusedError

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if "refused@example.org" in message.to:
                raise SMTPRecipientsRefused({"refused@example.org": (550, b"No such user")})
        sent: int = super().send_messages(messages)
        return sent


@pytest.fixture
def failing_server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[FailingServer]:
    settings.EMAIL_BACKEND = f"{__name__}.FailingServer"
    monkeypatch.setattr(FailingServer, "is_down", False)
    return FailingServer


@pytest.mark.django_db
class TestSending:
    def test_one_mail_names_all_that_is_due(self, interviewer: User, settings: Any) -> None:
        settings.PUBLIC_URL = "https://hire.example.org"
        interviewer.first_name = "Ivan"
        interviewer.save()
        candidate = CandidateFactory(full_name="Ada <Lovelace>", phone="+44 1", email="ada@example.org")
        first = held([interviewer], process=ProcessFactory(candidate=candidate, company__name="Northwind"))
        second = held([interviewer])

        assert send_reminders() == 1

        (sent,) = mail.outbox
        assert (sent.to, sent.subject) == (["ivan@example.org"], "Feedback on 2 interviews")
        html, kind = sent.alternatives[0]
        assert kind == "text/html"
        for stage in (first, second):
            link = f"https://hire.example.org/admin/feedback/interviewfeedback/give/{stage.pk}/"
            assert link in sent.body
            assert link in html
        assert "Hello Ivan" in sent.body
        assert "Ada <Lovelace>, Phone Screen (2 March 2026)" in sent.body
        assert "Ada &lt;Lovelace&gt;" in html
        for private in ("Northwind", "Backend Engineer", "ada@example.org", "+44 1"):
            assert private not in sent.body + html
        assert FeedbackReminder.objects.filter(user=interviewer).count() == 2

    def test_a_single_one_is_the_subject(self, interviewer: User) -> None:
        held([interviewer], process=ProcessFactory(candidate__full_name="Ada Lovelace"), stage_name="Phone\nScreen")
        send_reminders()
        assert mail.outbox[0].subject == "Feedback on Ada Lovelace, Phone Screen"

    @pytest.mark.parametrize(
        ("now", "sent"),
        [
            (after(days=-1), 0),
            (after(hours=-1), 0),
            (after(), 1),
            (after(days=9), 1),
        ],
    )
    def test_the_first_goes_out_in_the_morning_of_the_day_after(
        self, interviewer: User, that_morning: Any, now: datetime, sent: int
    ) -> None:
        held([interviewer])
        that_morning.move_to(now)
        assert send_reminders() == sent

    def test_two_days_apart_and_three_at_most(self, interviewer: User) -> None:
        held([interviewer])
        sent = [day for day in range(12) if send_reminders(after(days=day, minutes=day))]
        assert sent == [0, 2, 4]

    def test_one_mail_a_day_for_a_person(self, interviewer: User) -> None:
        held([interviewer])
        assert send_reminders() == 1
        held([interviewer])
        assert send_reminders(after(hours=5)) == 0
        assert send_reminders(after(days=1)) == 1
        assert "Feedback on Candidate" in mail.outbox[1].subject

    def test_who_can_not_or_need_not_is_not_written_to(
        self, interviewer: User, manager: User, recruiter: User, make_user: Callable[..., User]
    ) -> None:
        given = held([interviewer])
        handle(said(given, interviewer), actor=interviewer)
        ended = held([interviewer])
        complete_process(ended.process_id, actor=manager, final_status="candidate_withdrew")
        held([make_user("interviewer", email="")])
        held([make_user("interviewer", is_active=False)])
        held([recruiter])  # leads another process, and does not see this one
        held([interviewer], outcome="cancelled")
        assert send_reminders() == 0

    def test_a_recruiter_on_the_panel_of_their_own_process_is(self, recruiter: User) -> None:
        held([recruiter], process=ProcessFactory(candidate=CandidateFactory(owner=recruiter)))
        assert send_reminders() == 1

    def test_a_refused_address_does_not_stop_the_others(
        self, interviewer: User, make_user: Callable[..., User], failing_server: Any
    ) -> None:
        held([make_user("interviewer", email="refused@example.org")], on=HELD)
        held([interviewer])
        held([make_user("interviewer", email="refused@example.org")], on=date(2026, 2, 2))
        assert send_reminders() == 1
        assert [reminder.user for reminder in FeedbackReminder.objects.all()] == [interviewer]

    def test_a_server_that_is_down_loses_nothing_and_doubles_nothing(
        self, interviewer: User, make_user: Callable[..., User], failing_server: Any
    ) -> None:
        held([interviewer])
        held([make_user("interviewer")])
        failing_server.is_down = True
        with pytest.raises(ConnectionRefusedError):
            send_reminders()
        assert not FeedbackReminder.objects.exists()
        failing_server.is_down = False
        assert (send_reminders(after(hours=1)), send_reminders(after(hours=2))) == (2, 0)
        assert len(mail.outbox) == 2


@pytest.mark.django_db
class TestByHand:
    @pytest.fixture
    def stage(self, recruiter: User, interviewer: User) -> InterviewStage:
        return held([interviewer], process=ProcessFactory(candidate=CandidateFactory(owner=recruiter)))

    def remind(self, stage: InterviewStage, user: User, actor: User) -> None:
        with acting_as(identity_of(actor)):
            remind(stage.pk, user.pk, actor)

    def test_goes_out_at_once_and_then_not_for_a_day(
        self, stage: InterviewStage, interviewer: User, recruiter: User, manager: User, that_morning: Any
    ) -> None:
        self.remind(stage, interviewer, recruiter)
        assert [sent.to for sent in mail.outbox] == [["ivan@example.org"]]
        with pytest.raises(Conflict, match="within the last day"):
            self.remind(stage, interviewer, manager)
        that_morning.shift(timedelta(days=1))
        self.remind(stage, interviewer, manager)
        assert len(mail.outbox) == 2

    def test_the_machine_waits_after_it(self, stage: InterviewStage, interviewer: User, recruiter: User) -> None:
        self.remind(stage, interviewer, recruiter)
        assert send_reminders(after(days=1)) == 0
        assert send_reminders(after(days=3)) == 1

    def test_interviewers_remind_nobody(self, stage: InterviewStage, interviewer: User) -> None:
        with pytest.raises(Forbidden):
            self.remind(stage, interviewer, interviewer)

    def test_who_does_not_see_the_process_or_asks_where_nothing_is_due(
        self, stage: InterviewStage, interviewer: User, recruiter: User, other_recruiter: User
    ) -> None:
        with pytest.raises(Missing):
            self.remind(stage, interviewer, other_recruiter)
        handle(said(stage, interviewer), actor=interviewer)
        with pytest.raises(Missing):
            self.remind(stage, interviewer, recruiter)

    def test_who_has_no_address(self, stage: InterviewStage, interviewer: User, recruiter: User) -> None:
        User.objects.filter(pk=interviewer.pk).update(email="")
        with pytest.raises(Conflict, match="no e-mail address"):
            self.remind(stage, interviewer, recruiter)

    @pytest.mark.parametrize("is_down", [True, False])
    def test_a_mail_that_can_not_be_sent_leaves_no_trace(
        self, stage: InterviewStage, interviewer: User, recruiter: User, failing_server: Any, is_down: bool
    ) -> None:
        User.objects.filter(pk=interviewer.pk).update(email="refused@example.org")
        failing_server.is_down = is_down
        with pytest.raises(Conflict, match="could not be sent"):
            self.remind(stage, interviewer, recruiter)
        assert not FeedbackReminder.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_runs_at_once_write_once(interviewer: User) -> None:
    for _ in range(3):
        held([interviewer])
    results = at_once(*[send_reminders] * 4)
    assert failures(results) == []
    assert sum(results) == len(mail.outbox) == 1
    assert FeedbackReminder.objects.count() == 3
