"""Candidates: entered, changed, archived."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid
from config.base.models import User
from config.base.roles import Role
from config.base.text import fold
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import CandidateStatus, ProcessStatus
from tracking.models import Candidate
from tracking.services.history import history_of
from tracking.services.locks import lock_candidate
from tracking.services.names import check_name
from tracking.services.status import change_candidate_status, refresh_candidate
from tracking.signals import candidate_created

PERSONAL = ("full_name", "email", "phone", "linkedin_url")


@transaction.atomic
def create_candidate(*, actor: User | None, owner: User | None = None, **personal: str) -> Candidate:
    """A new candidate of `owner`, by default the actor. Only managers may name another owner."""
    check_owner(owner or actor, actor)
    check_name(personal["full_name"], "full_name")
    full_name = personal.pop("full_name").strip()
    candidate = Candidate.objects.create(
        owner=owner or actor, full_name=full_name, name_key=fold(full_name), **personal
    )
    candidate_created.send(Candidate, candidate=candidate, actor=actor)
    return candidate


@transaction.atomic
def update_candidate(pk: UUID, *, actor: User | None, **changes: Any) -> Candidate:
    """Changes the named fields of PERSONAL, or the owner. Saying what is so already changes nothing."""
    candidate = lock_candidate(pk, actor)
    if candidate.anonymised_at:
        raise Conflict("This candidate has been anonymised.", code="anonymised")
    if "owner" in changes and changes["owner"] != candidate.owner:
        check_owner(changes["owner"], actor, candidate.owner)
    if "full_name" in changes:
        check_name(changes["full_name"], "full_name")
        changes["full_name"] = changes["full_name"].strip()
        changes["name_key"] = fold(changes["full_name"])
    changed = [name for name, value in changes.items() if getattr(candidate, name) != value]
    if not changed:
        return candidate
    for name in changed:
        setattr(candidate, name, changes[name])
    candidate.updated_at = timezone.now()
    candidate.save(update_fields=[*changed, "updated_at"])
    return candidate


@transaction.atomic
def archive_candidate(pk: UUID, *, actor: User | None, reason: str) -> Candidate:
    """Takes a candidate without open processes out of the working lists; a new process brings them back."""
    candidate = lock_candidate(pk, actor)
    if not reason.strip():
        raise Invalid("Say why.", code="required", attr="reason")
    with acting_as(SYSTEM):  # other recruiters' processes count too
        is_busy = candidate.processes.filter(status__in=ProcessStatus.OPEN).exists()
    if is_busy:
        raise Conflict("This candidate has an open process: end it first.", code="open_process")
    with history_of(actor, reason) as history:
        change_candidate_status(candidate, CandidateStatus.ARCHIVED, history)
    return candidate


@transaction.atomic
def unarchive_candidate(pk: UUID, *, actor: User | None) -> Candidate:
    candidate = lock_candidate(pk, actor)
    if candidate.status == CandidateStatus.ARCHIVED:
        with history_of(actor, "Brought back.") as history:
            change_candidate_status(candidate, CandidateStatus.ACTIVE, history)
            refresh_candidate(candidate, history)
    return candidate


def check_owner(owner: User | None, actor: User | None, before: User | None = None) -> None:
    """Everyone may keep their own candidates and take in those of nobody; the rest is a manager's."""
    if actor is None or (owner == actor and before is None):
        return
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may give a candidate from one to another.", attr="owner")
    if owner is not None and not (owner.is_active and owner.has_role(Role.RECRUITER, Role.MANAGER)):
        raise Invalid("The owner must be active, and a recruiter or a manager.", attr="owner")
