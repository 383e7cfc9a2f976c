"""Sessions: begun, finished, timed out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.base.constraints import refusals
from config.base.errors import Invalid, TooMany
from config.base.models import User
from interviews.enums import CompletionMethod, Mode, RoleSource, SessionStatus
from interviews.models import InterviewSession, Module, Profile, Role
from interviews.selectors.roles import suggested_roles
from interviews.services.generation import generate_interview_questions
from interviews.services.locks import find, lock_own_session, require_open
from interviews.services.status import end_session, start_session
from interviews.validators import DEFAULT_QUESTIONS, MAX_NEW_SESSIONS_A_MINUTE, MAX_QUESTIONS, MIN_QUESTIONS


def create_session(
    *,
    user: User,
    level: str,
    type: str | None = None,
    mode: str = Mode.PRACTICE,
    role_id: UUID | None = None,
    module_id: UUID | None = None,
    profile_id: UUID | None = None,
    question_count: int = DEFAULT_QUESTIONS,
    topics: Sequence[str] = (),
    seed: int | None = None,
) -> InterviewSession:
    """Begins a session for a role or from a module, with its questions drawn.

    Raises Invalid, Missing for another user's profile or role, Conflict where the bank is too small.
    """
    if not MIN_QUESTIONS <= question_count <= MAX_QUESTIONS:
        raise Invalid(f"{MIN_QUESTIONS} to {MAX_QUESTIONS} questions.", code="out_of_range", attr="question_count")
    with refusals(), transaction.atomic():
        take_turn(user)
        role, module = find_subject(user, role_id, module_id)
        session = InterviewSession.objects.create(
            user=user,
            profile=find_profile(user, profile_id, mode),
            role_selected=role,
            role_source=source_of(role, user),
            module=module,
            level=level,
            type=kind_of(module, type),
            mode=mode,
            topics=sorted({topic.strip().lower() for topic in topics}),
            seed=secrets.randbits(62) if seed is None else seed,
        )
        generate_interview_questions(session, question_count)
        start_session(session)
    return session


def take_turn(user: User) -> None:
    """One new session of a user at a time, so that rivals see what the other draws; and not too many in a minute.

    Raises TooMany.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    latest = InterviewSession.objects.filter(user=user, created_at__gt=timezone.now() - timedelta(minutes=1))
    if latest.count() >= MAX_NEW_SESSIONS_A_MINUTE:
        raise TooMany("That is many interviews for one minute. Take one, or try again in a minute.")


def find_subject(user: User, role_id: UUID | None, module_id: UUID | None) -> tuple[Role | None, Module | None]:
    """The role, or the module with the role it belongs to."""
    if (role_id is None) == (module_id is None):
        raise Invalid("Give either role_id or module_id.", code="one_of_two", attr="role_id")
    if module_id is not None:
        module: Module = find(Module.objects.select_related("role").filter(active=True), module_id)
        return module.role, module
    role: Role = find(Role.objects.visible_to(user), role_id)  # type: ignore[arg-type]
    if not role.active:
        raise Invalid("This role is no longer offered.", code="inactive_role", attr="role_id")
    return role, None


def find_profile(user: User, profile_id: UUID | None, mode: str) -> Profile | None:
    """The user's own. A resume interview goes by the one there is, and needs something to ask about."""
    if profile_id is None and mode != Mode.RESUME:
        return None
    own = Profile.objects.visible_to(user)
    profile: Profile | None = own.first() if profile_id is None else find(own, profile_id)
    if mode == Mode.RESUME and not (profile and profile.skills):
        raise Invalid(
            "A resume interview asks about your skills: upload a resume or add them to your profile.",
            code="profile_needed",
            attr="profile_id",
        )
    return profile


def source_of(role: Role | None, user: User) -> RoleSource:
    if role is not None and role.owner_id:
        return RoleSource.CUSTOM
    suggested = role is not None and suggested_roles(user).filter(pk=role.pk).exists()
    return RoleSource.SUGGESTION if suggested else RoleSource.CATALOG


def kind_of(module: Module | None, type: str | None) -> str:
    if module is not None:
        if type not in (None, module.category):
            raise Invalid(f"This module is a {module.category} interview.", code="module_type", attr="type")
        return module.category
    if type is None:
        raise Invalid("This field is required.", code="required", attr="type")
    return type


def finish_session(pk: UUID, *, user: User) -> InterviewSession:
    """Ends the session; again it changes nothing. Raises Missing, Conflict once it has timed out."""
    with transaction.atomic():
        session = lock_own_session(pk, user)
        if session.status == SessionStatus.COMPLETED:
            return session
        require_open(session)
        unasked = session.questions.filter(answer=None, skipped_at=None).exists()
        method = CompletionMethod.MANUALLY_ENDED if unasked else CompletionMethod.AUTOMATIC
        end_session(session, method, timezone.now())
    return session


def expire_sessions() -> int:
    """Abandons sessions in which nobody did anything for INTERVIEW_IDLE_MINUTES; says how many.

    They end at the last thing that was done, so that the waiting does not count as time spent.
    """
    cutoff = timezone.now() - timedelta(minutes=settings.INTERVIEW_IDLE_MINUTES)
    idle = InterviewSession.objects.filter(status=SessionStatus.IN_PROGRESS, last_activity_at__lt=cutoff)
    expired = 0
    for pk in idle.values_list("pk", flat=True):
        with transaction.atomic():
            # A rival holds it: then somebody is there, or another sweep has it.
            session = idle.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if session is not None:
                end_session(session, CompletionMethod.TIMEOUT_CLEANUP, session.last_activity_at)
                expired += 1
    return expired
