"""The vocabularies of tracking, each with the sets that guards, funnels and rates share."""

from enum import nonmember

from django.db.models import TextChoices


class ProcessStatus(TextChoices):
    IN_PROGRESS = "in_progress", "In progress"
    ON_HOLD = "on_hold", "On hold"
    OFFER_EXTENDED = "offer_extended", "Offer extended"
    OFFER_ACCEPTED = "offer_accepted", "Offer accepted"
    OFFER_DECLINED = "offer_declined", "Offer declined"
    REJECTED_BY_COMPANY = "rejected_by_company", "Rejected by company"
    CANDIDATE_WITHDREW = "candidate_withdrew", "Candidate withdrew"

    OPEN = nonmember(("in_progress", "on_hold", "offer_extended"))
    ENDED = nonmember(("offer_accepted", "offer_declined", "rejected_by_company", "candidate_withdrew"))
    # Ended by a decision about the process itself, not by the answer to an offer.
    CLOSINGS = nonmember(("rejected_by_company", "candidate_withdrew"))
    WITH_WITHDRAWAL_REASON = nonmember(("candidate_withdrew", "offer_declined"))


class StageOutcome(TextChoices):
    PENDING = "pending", "Pending"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    NO_SHOW = "no_show", "No show"
    CANCELLED = "cancelled", "Cancelled"

    DECIDED = nonmember(("passed", "failed"))


class StageType(TextChoices):
    PHONE_SCREEN = "phone_screen", "Phone screen"
    TECHNICAL = "technical", "Technical"
    ONSITE = "onsite", "On-site"
    HIRING_MANAGER = "hiring_manager", "Hiring manager"
    SECOND_ROUND = "second_round", "Second round"
    OFFER_REVIEW = "offer_review", "Offer review"
    OTHER = "other", "Other"


class OfferStatus(TextChoices):
    DRAFT = "draft", "Draft"
    PENDING_APPROVAL = "pending_approval", "Pending approval"
    APPROVED = "approved", "Approved"
    EXTENDED = "extended", "Extended"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    RESCINDED = "rescinded", "Rescinded"
    EXPIRED = "expired", "Expired"
    SUPERSEDED = "superseded", "Superseded"

    # At most one of these at a time for a process.
    OPEN = nonmember(("draft", "pending_approval", "approved", "extended"))
    PREPARED = nonmember(("draft", "pending_approval", "approved"))
    # What the process's status is derived from; the others leave no trace on it.
    DECISIVE = nonmember(("extended", "accepted", "declined"))


class CandidateStatus(TextChoices):
    NEW = "new", "New"
    ACTIVE = "active", "Active"
    FEEDBACK_RECEIVED = "feedback_received", "Feedback received"
    IN_REVIEW = "in_review", "In review"
    OFFER = "offer", "Offer"
    PLACED = "placed", "Placed"
    REJECTED = "rejected", "Rejected"
    ARCHIVED = "archived", "Archived"


class RejectionReason(TextChoices):
    SKILLS = "skills", "Skills"
    EXPERIENCE = "experience", "Experience"
    COMMUNICATION = "communication", "Communication"
    CULTURE_FIT = "culture_fit", "Culture fit"
    COMPENSATION = "compensation", "Compensation"
    NO_SHOW = "no_show", "No show"
    POSITION_CLOSED = "position_closed", "Position closed"
    OTHER = "other", "Other"


class WithdrawalReason(TextChoices):
    ACCEPTED_ELSEWHERE = "accepted_elsewhere", "Accepted elsewhere"
    COMPENSATION = "compensation", "Compensation"
    PROCESS_TOO_SLOW = "process_too_slow", "Process too slow"
    PERSONAL = "personal", "Personal"
    COUNTER_OFFER = "counter_offer", "Counter-offer"
    OTHER = "other", "Other"


class AttachmentKind(TextChoices):
    RESUME = "resume", "Resume"
    FEEDBACK_DOCUMENT = "feedback_document", "Feedback document"
    OTHER = "other", "Other"


class ChangeSubject(TextChoices):
    """Whose status a StatusChange tells of."""

    CANDIDATE = "candidate", "Candidate"
    PROCESS = "process", "Process"
    STAGE = "stage", "Stage"
    OFFER = "offer", "Offer"
