"""Which services the pages offer as buttons, and when: read from the transition tables."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings

from config.base.back_office.actions import ServiceAction
from config.base.back_office.bulk import BulkAction
from config.base.back_office.roles import MANAGING
from config.base.models import User
from config.base.roles import STAFF_ROLES
from tracking.admin import action_forms as forms
from tracking.enums import CandidateStatus, OfferStatus, ProcessStatus, StageOutcome
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer
from tracking.services import attachments, candidates, closing, offers, outcomes, processes, stages
from tracking.transitions import OFFER, PROCESS, STAGE


def reject(pk: Any, **said: Any) -> InterviewProcess:
    return closing.complete_process(pk, final_status=ProcessStatus.REJECTED_BY_COMPANY, **said)


def withdraw(pk: Any, **said: Any) -> InterviewProcess:
    return closing.complete_process(pk, final_status=ProcessStatus.CANDIDATE_WITHDREW, **said)


def process_may(new: ProcessStatus, process: InterviewProcess, user: User) -> bool:
    return new in PROCESS.allowed(process.status)


def may_resume(process: InterviewProcess, user: User) -> bool:
    return process.status == ProcessStatus.ON_HOLD


def may_reopen(process: InterviewProcess, user: User) -> bool:
    return bool(PROCESS.allowed(process.status, correcting=True))


def may_add_stage(process: InterviewProcess, user: User) -> bool:
    return process.is_open


def may_draft(process: InterviewProcess, user: User) -> bool:
    return process.is_open and not any(offer.status in OfferStatus.OPEN for offer in process.offers.all())


def offer_may(new: OfferStatus, offer: Offer, user: User) -> bool:
    return new in OFFER.allowed(offer.status) and offer.process.is_open


def may_submit(offer: Offer, user: User) -> bool:
    return bool(settings.OFFER_APPROVAL_REQUIRED) and offer_may(OfferStatus.PENDING_APPROVAL, offer, user)


def may_extend(offer: Offer, user: User) -> bool:
    if offer.status == OfferStatus.DRAFT and settings.OFFER_APPROVAL_REQUIRED:
        return False
    return offer_may(OfferStatus.EXTENDED, offer, user) and offer.process.status != ProcessStatus.ON_HOLD


def may_record(stage: InterviewStage, user: User) -> bool:
    return stage.process.is_open and bool(STAGE.allowed(stage.outcome))


def may_rate(stage: InterviewStage, user: User) -> bool:
    return stage.process.is_open and stage.outcome in StageOutcome.DECIDED


def may_correct(stage: InterviewStage, user: User) -> bool:
    return stage.outcome != StageOutcome.PENDING


def may_archive(candidate: Candidate, user: User) -> bool:
    return candidate.status != CandidateStatus.ARCHIVED and not any(p.is_open for p in candidate.processes.all())


def is_archived(candidate: Candidate, user: User) -> bool:
    return candidate.status == CandidateStatus.ARCHIVED


def may_upload(candidate: Candidate, user: User) -> bool:
    return candidate.anonymised_at is None


P, F = ProcessStatus, OfferStatus

PROCESS_ACTIONS = (
    ServiceAction(
        "add-stage", "Add a stage", stages.add_stage, may_add_stage, "The stage was added.", forms.AddStageForm,
        tone="primary",
    ),
    ServiceAction(
        "draft-offer", "Draft an offer", offers.draft_offer, may_draft, "The offer was drafted.", forms.TermsForm,
        intro="A draft is not seen by the candidate: extend it when it is ready.",
    ),
    ServiceAction(
        "hold", "Put on hold", closing.hold_process, partial(process_may, P.ON_HOLD), "The process is on hold.",
        forms.ReasonForm,
    ),
    ServiceAction(
        "resume", "Resume", closing.resume_process, may_resume, "The process is in progress again.", forms.ReasonForm,
        tone="primary",
    ),
    ServiceAction(
        "reject", "Reject", reject, partial(process_may, P.REJECTED_BY_COMPANY), "The process ended as rejected.",
        forms.RejectForm, intro="Ends the process. An extended offer is rescinded with it.", tone="danger",
    ),
    ServiceAction(
        "withdraw", "Candidate withdrew", withdraw, partial(process_may, P.CANDIDATE_WITHDREW),
        "The process ended as withdrawn.", forms.WithdrawForm,
        intro="Ends the process. An extended offer counts as declined.", tone="danger",
    ),
    ServiceAction(
        "reopen", "Reopen", closing.reopen_process, may_reopen, "The process is in progress again.",
        forms.NeededReasonForm, intro="An offer that stood is superseded, and a placement reversed.", tone="primary",
    ),
)  # fmt: skip

STAGE_ACTIONS = (
    ServiceAction(
        "outcome", "Record outcome", outcomes.record_stage_outcome, may_record, "The outcome was recorded.",
        forms.OutcomeForm, tone="primary", roles=STAFF_ROLES,
    ),
    ServiceAction(
        "ratings", "Change ratings and notes", outcomes.record_stage_outcome, may_rate, "Ratings and notes were kept.",
        forms.RatingsForm, roles=STAFF_ROLES,
    ),
    ServiceAction(
        "correct", "Correct", outcomes.correct_stage_outcome, may_correct, "The outcome was corrected.",
        forms.CorrectForm, intro="For an outcome that was recorded wrongly: what was derived from it follows.",
    ),
)  # fmt: skip

OFFER_ACTIONS = (
    ServiceAction(
        "submit", "Submit for approval", offers.submit_offer, may_submit, "The offer awaits approval.", tone="primary",
    ),
    ServiceAction(
        "approve", "Approve", offers.approve_offer, partial(offer_may, F.APPROVED), "The offer is approved.",
        tone="primary", roles=MANAGING,
    ),
    ServiceAction(
        "extend", "Extend", offers.extend_offer, may_extend, "The offer is extended to the candidate.", tone="primary",
    ),
    ServiceAction(
        "accept", "Accepted", offers.accept_offer, partial(offer_may, F.ACCEPTED),
        "The offer was accepted: the candidate is placed.", tone="primary",
        intro="The candidate said yes: the process ends, and the placement stands.",
    ),
    ServiceAction(
        "decline", "Declined", offers.decline_offer, partial(offer_may, F.DECLINED), "The offer was declined.",
        forms.WithdrawForm, intro="The candidate said no: the process ends.",
    ),
    ServiceAction(
        "rescind", "Rescind", offers.rescind_offer, partial(offer_may, F.RESCINDED), "The offer was taken back.",
        forms.ReasonForm, intro="The company takes the offer back: the process ends as rejected.", tone="danger",
    ),
    ServiceAction(
        "revise", "Revise", offers.revise_offer, partial(offer_may, F.SUPERSEDED), "The revised offer is a draft.",
        forms.ReviseForm, intro="Makes a new draft with these terms; this offer no longer stands.",
    ),
)  # fmt: skip

CANDIDATE_ACTIONS = (
    ServiceAction(
        "upload", "Upload a file", attachments.add_attachment, may_upload, "The file was kept.", forms.UploadForm,
    ),
    ServiceAction(
        "archive", "Archive", candidates.archive_candidate, may_archive, "The candidate was archived.",
        forms.NeededReasonForm, intro="Takes the candidate out of the working lists; a new process brings them back.",
    ),
    ServiceAction(
        "unarchive", "Bring back", candidates.unarchive_candidate, is_archived, "The candidate is back.",
        tone="primary",
    ),
)  # fmt: skip

PROCESS_BULK_ACTIONS = (
    BulkAction("hold", "Put on hold", closing.hold_process, "on hold", forms.ReasonForm),
    BulkAction("resume", "Resume", closing.resume_process, "in progress", forms.ReasonForm),
    BulkAction("reject", "Reject", reject, "rejected", forms.RejectForm, tone="danger"),
    BulkAction("withdraw", "Candidate withdrew", withdraw, "withdrawn", forms.WithdrawForm, tone="danger"),
    BulkAction("assign", "Assign a recruiter", processes.update_process, "assigned", forms.AssignForm, roles=MANAGING),
)
