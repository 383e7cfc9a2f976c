"""Processes: opened and edited. How they end is closing.py's, what happens in them stages.py's and offers.py's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from config.base.constraints import refusals
from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from config.base.text import fold
from config.base.versions import Versions
from tracking.enums import ProcessStatus
from tracking.models import Company, Feeder, InterviewProcess
from tracking.services.history import history_of
from tracking.services.locks import lock_candidate, lock_process
from tracking.services.names import check_name, ensure_named
from tracking.services.scores import flag_for_rescoring
from tracking.services.status import refresh_candidate, touch


def create_process(
    *,
    actor: User,
    candidate_id: UUID,
    company_name: str,
    role_title: str,
    feeder_source: str | None = None,
    recruiter: User | None = None,
    recruiter_name: str | None = None,
) -> InterviewProcess:
    """Opens a process; company and feeder are made where their names are new.

    Raises Invalid for a candidate the actor cannot see, Conflict for a second open process of the same candidate,
    company and role, Forbidden where someone who is no manager names another recruiter.
    """
    lead = recruiter or actor
    check_recruiter(lead, actor)
    check_name(role_title, "role_title")
    with refusals(), transaction.atomic():
        try:
            candidate = lock_candidate(candidate_id, actor)
        except Missing:
            raise no_such_candidate() from None
        if candidate.anonymised_at:
            raise no_such_candidate()
        company = ensure_named(Company, company_name, attr="company_name")
        feeder = ensure_named(Feeder, feeder_source, attr="feeder_source") if feeder_source else None
        process = InterviewProcess.objects.create(
            candidate=candidate,
            company=company,
            role_title=role_title.strip(),
            role_key=fold(role_title),
            feeder=feeder,
            recruiter=lead,
            recruiter_name=lead.display_name if recruiter_name is None else recruiter_name,
        )
        with history_of(actor) as history:
            history.add(process, None, process.status)
            refresh_candidate(candidate, history)
    return process


def update_process(pk: UUID, *, actor: User, versions: Versions = None, **changes: Any) -> InterviewProcess:
    """Changes company_name, role_title, feeder_source (None: no feeder), recruiter or recruiter_name.

    Saying what is so already changes nothing. Raises Missing, Stale, Conflict, Forbidden, Invalid.
    """
    with refusals(), transaction.atomic():
        process = lock_process(pk, actor, versions)
        columns = columns_of(changes, process, actor)
        changed = [name for name, value in columns.items() if getattr(process, name) != value]
        if not process.is_open and {"company_id", "role_key"} & set(changed):
            raise Conflict("The process has ended: its company and role stay as they were.", code="process_ended")
        for name in changed:
            setattr(process, name, columns[name])
        if changed:
            touch(process, *(name.removesuffix("_id") for name in changed))
        if "feeder_id" in changed:
            flag_for_rescoring([process.candidate_id])
    return process


def columns_of(changes: dict[str, Any], process: InterviewProcess, actor: User) -> dict[str, Any]:
    """The columns that the named changes stand for."""
    columns: dict[str, Any] = {}
    if "company_name" in changes:
        columns["company_id"] = ensure_named(Company, changes["company_name"], attr="company_name").pk
    if "role_title" in changes:
        check_name(changes["role_title"], "role_title")
        columns |= {"role_title": changes["role_title"].strip(), "role_key": fold(changes["role_title"])}
    if "feeder_source" in changes:
        source = changes["feeder_source"]
        columns["feeder_id"] = ensure_named(Feeder, source, attr="feeder_source").pk if source else None
    if "recruiter" in changes and changes["recruiter"] != process.recruiter:
        check_recruiter(changes["recruiter"], actor)
        columns["recruiter"] = changes["recruiter"]
    if "recruiter_name" in changes:
        columns["recruiter_name"] = changes["recruiter_name"]
    return columns


def check_recruiter(recruiter: User | None, actor: User) -> None:
    if recruiter == actor:
        return
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may give a process to someone else.", attr="recruiter")
    if recruiter is not None and not (recruiter.is_active and recruiter.has_role(Role.RECRUITER, Role.MANAGER)):
        raise Invalid("The recruiter must be active, and have the role of a recruiter or a manager.", attr="recruiter")


def no_such_candidate() -> Invalid:
    return Invalid("There is no such candidate.", code="does_not_exist", attr="candidate_id")


def require_open(process: InterviewProcess) -> None:
    if not process.is_open:
        label = ProcessStatus(process.status).label.lower()
        raise Conflict(f"The process has ended ({label}): reopen it first.", code="process_ended")
