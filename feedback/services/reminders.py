"""Mails that ask for missing feedback: one a day for a person, whatever they owe.

The reminders are stored and the mail is handed over in one transaction, which commits after it. So a mail that could
not be sent leaves no trace and is tried again by the next run; one that was sent, while the commit failed, is sent once
more. The lock keeps two runs from writing to one person at the same time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from feedback.models import FeedbackReminder
from feedback.selectors.due import SHOWN, Reminded, owing, reminders_of, seen_by

log = logging.getLogger(__name__)

GRACE = timedelta(days=1)  # between the interview and the first reminder
APART = timedelta(days=2)
MOST = 3  # on one stage
BY_HAND_APART = timedelta(days=1)
MORNING = 8  # no mail before this hour of the business's day
SERVER_PATIENCE = 10


def send_reminders(now: datetime | None = None) -> int:
    """Writes to everyone whose reminder is due; how many mails were sent.

    One address that is refused does not stop the others. Raises where the mail server cannot be reached: who was not
    written to is written to by the next run.
    """
    now = now or timezone.now()
    if timezone.localtime(now, settings.BUSINESS_TIME_ZONE).hour < MORNING:
        return 0
    with acting_as(SYSTEM):
        people = dict.fromkeys(member.user_id for member in remindable(now))
        return sum(remind_person(user_id, now) for user_id in people)


def remind_person(user_id: UUID, now: datetime) -> bool:
    with get_connection(timeout=SERVER_PATIENCE) as mail_server:
        try:
            with transaction.atomic():
                members = remindable(now, user_id) if lock_person(user_id) else []
                if members:
                    write_to(members, now, mail_server)
                return bool(members)
        except OSError:  # smtplib's exceptions are of this kind too
            log.exception("reminder.not_sent", extra={"user_id": str(user_id)})
            return False


def remindable(now: datetime, user_id: UUID | None = None) -> list[Any]:
    """What is due for a reminder now, of everyone or of one person."""
    today = timezone.localdate(now, settings.BUSINESS_TIME_ZONE)
    members = reachable(owing(today).filter(due_since__lte=today - GRACE))
    if user_id is not None:
        members = members.filter(user=user_id)
    rows = list(members)
    reminded = reminders_of(rows)
    written_to = written_to_on(today, {row.user_id for row in rows})
    return [
        row
        for row in rows
        if row.user_id not in written_to and may_remind(reminded.get((row.stage_id, row.user_id)), now)
    ]


def reachable(members: QuerySet[Any]) -> QuerySet[Any]:
    """Active people with an address, who are allowed to see the stage: nobody else could do what the mail asks."""
    by_role = User.objects.filter(Q(groups__name__in=(Role.INTERVIEWER, Role.MANAGER)) | Q(is_superuser=True))
    sees = Q(user__in=by_role.values("pk")) | Q(process__recruiter=F("user"))
    return members.filter(sees, user__is_active=True).exclude(user__email="").select_related(*SHOWN)


def written_to_on(day: Any, people: set[UUID]) -> set[UUID]:
    """Who has had a reminder on this day of the business."""
    start = datetime.combine(day, datetime.min.time(), settings.BUSINESS_TIME_ZONE)
    sent = FeedbackReminder.objects.filter(user__in=people, sent_at__gte=start)
    return set(sent.order_by().values_list("user_id", flat=True))


def may_remind(reminded: Reminded | None, now: datetime) -> bool:
    return reminded is None or (reminded.times < MOST and now - reminded.last > APART)


def lock_person(user_id: UUID) -> bool:
    """False where somebody else is writing to this person just now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"feedback.reminder:{user_id}"])
        return bool(cursor.fetchone()[0])


def write_to(members: Sequence[Any], now: datetime, mail_server: Any) -> None:
    """One mail to the person whose seats these are; its reminders are stored first, in the caller's transaction."""
    FeedbackReminder.objects.bulk_create(
        FeedbackReminder(stage_id=member.stage_id, user_id=member.user_id, sent_at=now) for member in members
    )
    mail_for(members[0].user, members, mail_server).send()


def mail_for(user: User, members: Iterable[Any], mail_server: Any) -> EmailMultiAlternatives:
    """Names the candidate and the stage, and nothing else of them."""
    asked = [
        {
            "candidate": member.process.candidate.full_name,
            "stage": member.stage.stage_name,
            "day": member.due_since,
            "url": settings.PUBLIC_URL + reverse("admin:feedback_interviewfeedback_give", args=[member.stage_id]),
        }
        for member in members
    ]
    context = {"name": user.get_short_name() or user.username, "asked": asked}
    context["all_url"] = settings.PUBLIC_URL + reverse("admin:feedback_due")
    subject = f"Feedback on {asked[0]['candidate']}, {asked[0]['stage']}"
    if len(asked) > 1:
        subject = f"Feedback on {len(asked)} interviews"
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("feedback/emails/reminder.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
        connection=mail_server,
    )
    mail.attach_alternative(render_to_string("feedback/emails/reminder.html", context), "text/html")
    return mail


def remind(stage_id: UUID, user_id: UUID, actor: User) -> None:
    """A recruiter's or manager's own reminder to one member of a panel, at most one a day.

    Raises Forbidden, Missing where nothing is due that the actor sees, Conflict where it is too soon or no mail can go.
    """
    if not actor.has_role(Role.RECRUITER, Role.MANAGER):
        raise Forbidden("Reminders are sent by recruiters and managers.")
    if not owing().filter(seen_by(actor), stage=stage_id, user=user_id).exists():
        raise Missing("No feedback is due here.")
    now = timezone.now()
    try:
        with acting_as(SYSTEM), get_connection(timeout=SERVER_PATIENCE) as mail_server, transaction.atomic():
            write_to([to_remind(stage_id, user_id, now)], now, mail_server)
    except OSError as error:
        log.exception("reminder.not_sent", extra={"user_id": str(user_id)})
        raise Conflict("The mail could not be sent. Try again later.", code="mail_not_sent") from error


def to_remind(stage_id: UUID, user_id: UUID, now: datetime) -> Any:
    """The member, whom nobody else is writing to and nobody has written to lately."""
    locked = lock_person(user_id)
    member = reachable(owing().filter(stage=stage_id, user=user_id)).first()
    if member is None:
        raise Conflict("This person has no e-mail address, or can no longer give feedback here.", code="unreachable")
    reminded = reminders_of([member]).get((stage_id, user_id))
    if not locked or (reminded is not None and now - reminded.last < BY_HAND_APART):
        raise Conflict("A reminder went out within the last day.", code="reminded_already")
    return member
