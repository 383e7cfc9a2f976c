"""Feedback that another system posts, signed by the Standard Webhooks scheme: each message has its effect once."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from config.base.errors import Conflict, Invalid
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import EventType, FeedbackSource
from feedback.models import Event, InterviewFeedback, NextStageDecision, ProcessedEvent
from feedback.outgoing import verify
from feedback.selectors.hearing import hearing_of
from feedback.selectors.rules import RuleBook
from feedback.services.deciding import why_not
from feedback.services.intake import Receipt, Submission, handle
from tracking.models import InterviewStage

CONSUMER = "feedback.webhook"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
ID_LENGTH = 255
CLAIM = f"INSERT INTO {ProcessedEvent._meta.db_table} (consumer, event_id) VALUES (%s, %s) ON CONFLICT DO NOTHING"  # noqa: S608


def authenticate(headers: Mapping[str, str], body: bytes) -> str:
    """The message's id, if one of FEEDBACK_WEBHOOK_SECRETS signed it within the last five minutes.

    Raises BadSignature, whatever is wrong with it; without a secret, nobody can sign.
    """
    signed = {name: headers[name] for name in (ID, TIMESTAMP, SIGNATURE) if name in headers}
    verify(settings.FEEDBACK_WEBHOOK_SECRETS, signed, body)
    if len(signed[ID]) > ID_LENGTH:
        raise Invalid(f"At most {ID_LENGTH} characters.", code="max_length", attr=ID)
    return signed[ID]


def handle_signed(message_id: str, submission: Submission) -> tuple[Receipt, bool]:
    """What the message caused, and whether just now; one that comes again causes nothing. Raises what `handle` does."""
    with acting_as(SYSTEM), transaction.atomic():
        if claim(message_id):
            return handle(submission, actor=submission.author, source=FeedbackSource.WEBHOOK), True
        return told_again(submission), False


def claim(message_id: str) -> bool:
    """False where it has been dealt with; a rival with the same id is waited for."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [CONSUMER, message_id])
        return cursor.rowcount == 1


def told_again(submission: Submission) -> Receipt:
    """The receipt of a feedback that is there, as things stand now."""
    named = Q(stage=submission.interview_id) | Q(process=submission.interview_id)
    rows = InterviewFeedback.objects.select_related("stage__process__candidate", "author")
    feedback = rows.filter(named, author=submission.author).order_by("received_at").last()
    if feedback is None:
        raise Conflict("This message id came with another body before.", code="webhook_id_reused", attr=ID)
    stage = feedback.stage
    candidate = stage.process.candidate
    decision = NextStageDecision.objects.select_related("candidate").filter(stage=stage).order_by("created_at").last()
    happened = Event.objects.filter(type=EventType.FEEDBACK_RECEIVED, subject=feedback.process_id)
    return Receipt(
        feedback=feedback,
        candidate_status=candidate.status,
        score_before=candidate.overall_score,
        score_after=candidate.overall_score,
        decision=decision,
        decision_reason=decision.reason if decision else why_none(stage),
        event_id=happened.values_list("pk", flat=True).get(data__feedback_id=str(feedback.pk)),
    )


def why_none(stage: InterviewStage) -> str:
    missing = hearing_of([stage.pk]).missing(stage.pk)
    return why_not(stage, None, missing, RuleBook([stage]).rule_for(stage))
