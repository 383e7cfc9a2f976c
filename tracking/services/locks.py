"""Finding and locking what a write is about, always in the order candidate, process, stage or offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from config.base.errors import Missing
from config.base.models import User
from config.base.versions import Versions
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer

# What only searching reads.
SEARCHED = ("search", "candidate__search")
SEARCHED_OF_PROCESS = ("process__search", "process__candidate__search")


def visible(queryset: QuerySet[Any], actor: User | None) -> QuerySet[Any]:
    """What the actor sees; no actor is the system itself (a job, an import)."""
    found: QuerySet[Any] = queryset if actor is None else queryset.visible_to(actor)  # type: ignore[attr-defined]
    return found


def one(queryset: QuerySet[Any], pk: UUID, of: tuple[str, ...]) -> Any:
    try:
        return queryset.select_for_update(of=of).get(pk=pk)
    except ObjectDoesNotExist:
        raise Missing("Not found.") from None


def lock_candidate(pk: UUID, actor: User | None) -> Candidate:
    candidate: Candidate = one(visible(Candidate.objects.all(), actor), pk, ("self",))
    return candidate


def lock_process(pk: UUID, actor: User | None, versions: Versions = None) -> InterviewProcess:
    processes = visible(InterviewProcess.objects.select_related("candidate").defer(*SEARCHED), actor)
    process: InterviewProcess = one(processes, pk, ("candidate", "self"))
    process.check_version(versions)
    return process


def lock_stage(pk: UUID, actor: User | None, versions: Versions = None) -> InterviewStage:
    """The stage with its process and candidate, all three locked."""
    stages = visible(InterviewStage.objects.select_related("process__candidate").defer(*SEARCHED_OF_PROCESS), actor)
    stage: InterviewStage = one(stages, pk, ("process__candidate", "process", "self"))
    stage.check_version(versions)
    return stage


def lock_offer(pk: UUID, actor: User | None, versions: Versions = None) -> Offer:
    """The offer with its process and candidate, all three locked."""
    offers = visible(Offer.objects.select_related("process__candidate").defer(*SEARCHED_OF_PROCESS), actor)
    offer: Offer = one(offers, pk, ("process__candidate", "process", "self"))
    offer.check_version(versions)
    return offer
