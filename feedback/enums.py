"""The vocabularies of feedback, decisions, events and what is sent of them."""

from enum import nonmember

from django.db.models import TextChoices


class FeedbackSource(TextChoices):
    """How a feedback came in."""

    API = "api", "API"
    BATCH = "batch", "Batch"
    WEBHOOK = "webhook", "Webhook"
    FORM = "form", "Form"


class DecisionAction(TextChoices):
    SECOND_ROUND = "second_round", "Second round"
    OFFER_DRAFT = "offer_draft", "Draft an offer"
    MANAGER_REVIEW = "manager_review", "Hiring manager review"
    REJECT_PROPOSAL = "reject_proposal", "Reject"
    ARCHIVE = "archive", "Reject and archive"

    # What a rule may do at and above its upper threshold, and below its lower one; between them a manager looks.
    ADVANCING = nonmember(("second_round", "offer_draft"))
    REJECTING = nonmember(("reject_proposal", "archive"))


class DecisionStatus(TextChoices):
    PROPOSED = "proposed", "Proposed"
    APPLIED = "applied", "Applied"
    DISMISSED = "dismissed", "Dismissed"
    UNDONE = "undone", "Undone"

    # At most one of these at a time for a stage.
    STANDING = nonmember(("proposed", "applied"))


class RuleMode(TextChoices):
    PROPOSE = "propose", "Propose"
    AUTOMATIC = "automatic", "Automatic"


class SendingStatus(TextChoices):
    """Of an event on its way to the broker, and of a webhook delivery."""

    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    DEAD = "dead", "Dead letter"


class EventType(TextChoices):
    CANDIDATE_CREATED = "candidate.created", "Candidate created"
    PROCESS_CREATED = "process.created", "Process created"
    PROCESS_STATUS_CHANGED = "process.status_changed", "Process status changed"
    STAGE_ADDED = "stage.added", "Stage added"
    STAGE_OUTCOME_RECORDED = "stage.outcome_recorded", "Stage outcome recorded"
    OFFER_EXTENDED = "offer.extended", "Offer extended"
    OFFER_ACCEPTED = "offer.accepted", "Offer accepted"
    OFFER_DECLINED = "offer.declined", "Offer declined"
    FEEDBACK_RECEIVED = "interview.feedback.received", "Feedback received"
    DECISION_PROPOSED = "decision.proposed", "Decision proposed"
    DECISION_APPLIED = "decision.applied", "Decision applied"
    DECISION_UNDONE = "decision.undone", "Decision undone"
    SESSION_FINISHED = "session.finished", "Session finished"
