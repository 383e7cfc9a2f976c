"""Services called as their callers call them: behind the wall of the actor's own identity."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from tracking.enums import ChangeSubject
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer, StatusChange
from tracking.services.offers import draft_offer, extend_offer
from tracking.signals import statuses_changed

SUBJECT = {
    Candidate: ChangeSubject.CANDIDATE,
    InterviewProcess: ChangeSubject.PROCESS,
    InterviewStage: ChangeSubject.STAGE,
    Offer: ChangeSubject.OFFER,
}


def by(actor: User, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with acting_as(identity_of(actor)):
        return service(*args, actor=actor, **kwargs)


def steps_of(row: Candidate | InterviewProcess | InterviewStage | Offer) -> list[tuple[str | None, str]]:
    """The status changes of one row, oldest first."""
    return [(change.from_status, change.to_status) for change in changes_of(row)]


def changes_of(row: Candidate | InterviewProcess | InterviewStage | Offer) -> list[StatusChange]:
    subject = SUBJECT[type(row)]
    return list(StatusChange.objects.filter(subject=subject, **{subject.value: row}).order_by("at", "id"))


def extended(process: InterviewProcess, **terms: Any) -> Offer:
    """An extended offer of the process, made by its recruiter."""
    terms = {"base_salary": Decimal(120_000), "currency": "USD"} | terms
    offer = by(process.recruiter, draft_offer, process.pk, **terms)
    return by(process.recruiter, extend_offer, offer.pk)


@contextmanager
def heard(subject: str) -> Iterator[list[dict[str, Any]]]:
    """What was said in the block of the statuses of this kind of thing, and whether inside a transaction."""
    said: list[dict[str, Any]] = []

    def hear(changes: list[StatusChange], actor: User | None, **kwargs: Any) -> None:
        for row in changes:
            if row.subject == subject:
                told = {"process": row.process, "stage": row.stage, "actor": actor, "reason": row.reason}
                told |= {"from_status": row.from_status, "to_status": row.to_status}
                said.append({**told, "in_transaction": connection.in_atomic_block})

    statuses_changed.connect(hear)
    try:
        yield said
    finally:
        statuses_changed.disconnect(hear)
