"""The second wall, with the first one dropped: `objects.all()` instead of `visible_to`, raw SQL instead of services."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as
from interviews.models import (
    AnswerRevision,
    BankQuestion,
    FollowUpTemplate,
    InterviewAnswer,
    InterviewQuestion,
    InterviewSession,
    Module,
    Profile,
    Recording,
    Role,
    ScoreOverride,
)
from interviews.services.answers import override_score
from interviews.services.recordings import add_recording
from interviews.services.sessions import finish_session
from interviews.tests.factories import FollowUpTemplateFactory, ModuleFactory, ProfileFactory, RoleFactory, make_session
from interviews.tests.services.acting import answered, by, served

pytestmark = pytest.mark.django_db

WALLED = [
    *(Role, Profile, InterviewSession, InterviewQuestion, Recording),
    *(InterviewAnswer, AnswerRevision, ScoreOverride),
]
OPEN = [BankQuestion, Module, FollowUpTemplate]
OWNER = {
    Role: "owner",
    Profile: "user",
    InterviewSession: "user",
    InterviewQuestion: "session__user",
    Recording: "session__user",
    InterviewAnswer: "question__session__user",
    AnswerRevision: "answer__question__session__user",
    ScoreOverride: "answer__question__session__user",
}
every_walled_model = pytest.mark.parametrize("model", WALLED, ids=lambda model: model.__name__)
every_append_only_model = pytest.mark.parametrize(
    "model", [AnswerRevision, ScoreOverride], ids=lambda model: model.__name__
)
ROLES_IN_THE_DATABASE = ("app_rw", "app_panel")


def house_of(user: User, manager: User) -> SimpleNamespace:
    """Everything a candidate can have: a profile, a role, practice, and an assessment that was judged."""
    role = RoleFactory(owner=user)
    profile = ProfileFactory(user=user)
    for mode in ("practice", "assessment"):
        session = make_session(user, role_id=role.pk, mode=mode)
        question = served(session)
        answer = answered(question)
        size = {"media_type": "audio/webm", "duration_seconds": Decimal(1), "size_bytes": 1}
        recording = by(user, add_recording, session.pk, kind="audio", question_id=question.pk, **size)
    by(user, finish_session, session.pk)
    override_score(answer.pk, actor=manager, score=Decimal(50), reason="Seen.")
    return SimpleNamespace(
        user=user, role=role, profile=profile, session=session, question=question, answer=answer, recording=recording
    )


@pytest.fixture
def mine(candidate_user: User, manager: User) -> SimpleNamespace:
    return house_of(candidate_user, manager)


@pytest.fixture
def theirs(make_user: Callable[..., User], manager: User) -> SimpleNamespace:
    return house_of(make_user("candidate", username="cyrus"), manager)


def keys(model: type[models.Model], identity: Identity | None) -> set[Any]:
    with acting_as(identity):
        return set(model._default_manager.values_list("pk", flat=True))


def owners(model: type[models.Model]) -> dict[Any, Any]:
    """Row -> whose it is, as the system sees it."""
    return dict(model._default_manager.values_list("pk", OWNER[model]))


def of(model: type[models.Model], user: User) -> set[Any]:
    found = {pk for pk, owner in owners(model).items() if owner == user.pk}
    assert found, f"nothing to see of {model.__name__}: the test shows nothing"
    return found


def test_every_table_of_the_app_is_tested_here() -> None:
    through = {BankQuestion.roles.through, Module.questions.through}
    found = set(apps.get_app_config("interviews").get_models(include_auto_created=True))
    assert found - through == {*WALLED, *OPEN}


@every_walled_model
@pytest.mark.parametrize("role", ROLES_IN_THE_DATABASE)
def test_a_user_has_their_own_rows_and_never_anothers(
    model: Any, mine: SimpleNamespace, theirs: SimpleNamespace, role: Any
) -> None:
    assert keys(model, Identity(mine.user.pk, role)) == of(model, mine.user)
    assert keys(model, Identity(theirs.user.pk, role)) == of(model, theirs.user)


@every_walled_model
@pytest.mark.parametrize("roles", [(), ("candidate",), ("recruiter",), ("interviewer",), ("service",)])
def test_a_stranger_sees_nothing(
    model: Any, mine: SimpleNamespace, make_user: Callable[..., User], roles: tuple[str, ...]
) -> None:
    assert owners(model)
    assert keys(model, identity_of(make_user(*roles, username="sam"))) == set()


@every_walled_model
@pytest.mark.parametrize("identity", [None, NOBODY], ids=["none", "nobody"])
def test_nobody_sees_nothing(model: Any, mine: SimpleNamespace, identity: Identity | None) -> None:
    assert keys(model, identity) == set()


@every_walled_model
def test_a_manager_and_the_system_are_not_walled(
    model: Any, mine: SimpleNamespace, theirs: SimpleNamespace, manager: User
) -> None:
    assert keys(model, identity_of(manager)) == keys(model, SYSTEM) == set(owners(model))


@every_walled_model
def test_the_wall_agrees_with_visible_to(model: Any, mine: SimpleNamespace, theirs: SimpleNamespace) -> None:
    assert set(model.objects.visible_to(mine.user).values_list("pk", flat=True)) == of(model, mine.user)


@pytest.mark.parametrize("model", [each for each in WALLED if each not in (Role, Profile)], ids=lambda m: m.__name__)
def test_a_manager_is_shown_assessments_only(
    model: Any, mine: SimpleNamespace, theirs: SimpleNamespace, manager: User
) -> None:
    mode = OWNER[model].removesuffix("user") + "mode"
    modes = set(model.objects.visible_to(manager).values_list(mode, flat=True))
    assert modes == {"assessment"}
    shown = model.objects.visible_to(manager).count()
    assert shown == model.objects.filter(**{mode: "assessment"}).count()


def test_the_catalogue_is_everybodys(mine: SimpleNamespace) -> None:
    ModuleFactory()
    FollowUpTemplateFactory()
    offered = RoleFactory()
    for model in OPEN:
        assert keys(model, NOBODY)
    assert keys(Role, NOBODY) == {offered.pk}


@every_walled_model
@pytest.mark.parametrize("role", ROLES_IN_THE_DATABASE)
def test_raw_sql_meets_the_wall_too(
    model: Any, mine: SimpleNamespace, make_user: Callable[..., User], role: Any
) -> None:
    table = model._meta.db_table
    with acting_as(Identity(make_user().pk, role)), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (role,)
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("model", [each for each in WALLED if not getattr(each, "append_only", False)])
@pytest.mark.parametrize("role", ROLES_IN_THE_DATABASE)
def test_updates_and_deletes_upon_another_find_no_row(
    model: Any, theirs: SimpleNamespace, make_user: Callable[..., User], role: Any
) -> None:
    before = list(model.objects.order_by("pk").values())
    with acting_as(Identity(make_user().pk, role)):
        assert model.objects.update(created_at="2020-01-01T00:00:00Z") == 0
        assert model._base_manager.all()._raw_delete("default") == 0
    assert list(model.objects.order_by("pk").values()) == before


@every_append_only_model
@pytest.mark.parametrize("role", [*ROLES_IN_THE_DATABASE, "app_all"])
def test_what_is_append_only_takes_no_change_by_anybody(model: Any, mine: SimpleNamespace, role: Any) -> None:
    before = list(model.objects.values())
    with acting_as(Identity(mine.user.pk, role)):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            model.objects.update(score=0)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            model._base_manager.all()._raw_delete("default")
    assert list(model.objects.values()) == before


@pytest.mark.parametrize(
    "make",
    [
        lambda house: Role(owner=house.user, name="x", name_key="x"),
        lambda house: Profile(user=house.user),
        lambda house: InterviewSession(
            user=house.user, role_selected=None, role_source="catalog", level="mid", type="hr", seed=1,
            imported_from="x",
        ),
        lambda house: InterviewQuestion(
            session=house.session, order=99, question_text="?", category="hr", focus="behavioral", difficulty="easy",
            estimated_seconds=1,
        ),
        lambda house: Recording(
            session=house.session, kind="audio", media_type="x", duration_seconds=1, size_bytes=1
        ),
        lambda house: AnswerRevision(answer=house.answer, number=99, answer_text="x", submitted_at="2026-01-01T00:00Z",
                                     counts=True),
        lambda house: ScoreOverride(answer=house.answer, score=100, reason="x", by=house.user),
        lambda house: InterviewAnswer(
            question=house.session.questions.get(order=9), answer_text="x", submitted_at="2026-01-01T00:00Z",
            evaluation_status="not_assessed",
        ),
    ],
)  # fmt: skip
def test_inserts_in_anothers_name_are_refused(
    make: Callable[[SimpleNamespace], models.Model], theirs: SimpleNamespace, make_user: Callable[..., User]
) -> None:
    Profile.objects.all().delete()
    row = make(theirs)
    for role in ROLES_IN_THE_DATABASE:
        with (
            acting_as(Identity(make_user().pk, role)),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


def test_nothing_is_given_away(mine: SimpleNamespace, theirs: SimpleNamespace) -> None:
    identity = identity_of(mine.user)
    for change in (
        lambda: InterviewSession.objects.update(user=theirs.user),
        lambda: InterviewQuestion.objects.filter(order=12).update(session_id=theirs.session.pk, order=99),
        lambda: Role.objects.update(owner=theirs.user),
    ):
        with acting_as(identity), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            change()


def test_the_identity_changes_within_a_transaction(mine: SimpleNamespace) -> None:
    with transaction.atomic():
        assert keys(InterviewAnswer, SYSTEM)
        assert keys(InterviewAnswer, NOBODY) == set()
        assert keys(InterviewAnswer, identity_of(mine.user)) == of(InterviewAnswer, mine.user)
