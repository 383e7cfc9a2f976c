"""The second wall, with the first one dropped: `objects.all()` instead of `visible_to`, raw SQL instead of services."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as
from tracking.models import (
    Attachment,
    Candidate,
    Company,
    Feeder,
    InterviewProcess,
    InterviewStage,
    Offer,
    PanelMember,
    Placement,
    StatusChange,
)
from tracking.services.offers import accept_offer
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by, extended

pytestmark = pytest.mark.django_db

EVENTS = [
    apps.get_model("tracking", f"{name}Event") for name in ("Candidate", "InterviewProcess", "InterviewStage", "Offer")
]
WALLED = [
    *(Candidate, InterviewProcess, InterviewStage, PanelMember, Offer, Placement, StatusChange, Attachment),
    *EVENTS,
]
every_walled_model = pytest.mark.parametrize("model", WALLED, ids=lambda model: model.__name__)


def house_of(owner: User, panel: User) -> SimpleNamespace:
    """Everything a recruiter can have: a placed candidate with history, stages, a panel, a file."""
    candidate = CandidateFactory(owner=owner)
    process = ProcessFactory(candidate=candidate)
    stage = StageFactory(process=process, panel=[panel])
    other_stage = StageFactory(process=process)
    InterviewStage.objects.filter(process=process).update(stage_type="other")
    by(owner, accept_offer, extended(process).pk)
    file = Attachment.objects.create(
        candidate=candidate, file="x", original_name="cv.txt", content_type="text/plain", size=1, sha256="x"
    )
    return SimpleNamespace(candidate=candidate, process=process, stage=stage, other_stage=other_stage, file=file)


@pytest.fixture
def mine(recruiter: User, interviewer: User) -> SimpleNamespace:
    return house_of(recruiter, interviewer)


@pytest.fixture
def theirs(other_recruiter: User, make_user: Callable[..., User]) -> SimpleNamespace:
    return house_of(other_recruiter, make_user("interviewer"))


def keys(model: type[models.Model], identity: Identity | None) -> set[Any]:
    with acting_as(identity):
        return set(model._default_manager.values_list("pk", flat=True))


def candidates_of(model: type[models.Model]) -> dict[Any, Any]:
    """Row -> its candidate, as the system sees it."""
    path = {
        Candidate: "pk",
        InterviewProcess: "candidate_id",
        Offer: "process__candidate_id",
        InterviewStage: "process__candidate_id",
        PanelMember: "process__candidate_id",
        Placement: "candidate_id",
        StatusChange: "candidate_id",
        Attachment: "candidate_id",
    }
    events = {
        "CandidateEvent": "pgh_obj_id",
        "InterviewProcessEvent": "candidate_id",
        "InterviewStageEvent": "pgh_obj__process__candidate_id",
        "OfferEvent": "pgh_obj__process__candidate_id",
    }
    return dict(model._default_manager.values_list("pk", path.get(model) or events[model.__name__]))


@every_walled_model
def test_a_recruiter_has_their_own_rows_and_never_anothers(
    model: Any, mine: SimpleNamespace, theirs: SimpleNamespace, recruiter: User
) -> None:
    expected = {pk for pk, candidate in candidates_of(model).items() if candidate == mine.candidate.pk}
    assert expected, f"nothing to see of {model.__name__}: the test shows nothing"
    assert keys(model, identity_of(recruiter)) == expected


@every_walled_model
def test_the_wall_agrees_with_visible_to(
    model: Any, mine: SimpleNamespace, theirs: SimpleNamespace, recruiter: User
) -> None:
    if not hasattr(model.objects.all(), "visible_to"):
        pytest.skip("event tables are shown by no view")
    assert keys(model, identity_of(recruiter)) == set(model.objects.visible_to(recruiter).values_list("pk", flat=True))


@every_walled_model
@pytest.mark.parametrize("identity", [None, NOBODY], ids=["none", "nobody"])
def test_nobody_sees_nothing(model: Any, mine: SimpleNamespace, identity: Identity | None) -> None:
    assert keys(model, identity) == set()


@every_walled_model
def test_a_stranger_sees_nothing(model: Any, mine: SimpleNamespace, make_user: Callable[..., User]) -> None:
    for roles in ((), ("candidate",), ("service",), ("recruiter",)):
        assert keys(model, identity_of(make_user(*roles))) == set()


@every_walled_model
def test_a_manager_and_the_system_see_all(
    model: Any, mine: SimpleNamespace, theirs: SimpleNamespace, manager: User
) -> None:
    everything = set(candidates_of(model))
    assert keys(model, identity_of(manager)) == keys(model, SYSTEM) == everything


def test_names_are_everybodys(mine: SimpleNamespace) -> None:
    FeederFactory()
    with acting_as(NOBODY):
        assert Company.objects.exists()
        assert Feeder.objects.exists()


class TestInterviewer:
    def test_sees_the_stages_of_their_panels_and_what_these_are_about(
        self, mine: SimpleNamespace, theirs: SimpleNamespace, interviewer: User
    ) -> None:
        identity = identity_of(interviewer)
        assert keys(InterviewStage, identity) == {mine.stage.pk}
        assert keys(InterviewProcess, identity) == {mine.process.pk}
        assert keys(Candidate, identity) == {mine.candidate.pk}

    @pytest.mark.parametrize("model", [Offer, Placement, StatusChange, Attachment], ids=lambda model: model.__name__)
    def test_sees_nothing_of_money_history_and_files(
        self, model: Any, mine: SimpleNamespace, interviewer: User
    ) -> None:
        assert keys(model, identity_of(interviewer)) == set()

    @pytest.mark.parametrize(
        ("model", "change"),
        [
            (InterviewStage, {"stage_name": "Mine"}),
            (InterviewProcess, {"role_title": "Mine"}),
            (Candidate, {"full_name": "Mine"}),
            (PanelMember, {"process_id": None}),
        ],
    )
    def test_writes_nothing(self, model: Any, change: dict[str, Any], mine: SimpleNamespace, interviewer: User) -> None:
        with acting_as(identity_of(interviewer)):
            assert model.objects.update(**change) == 0
            assert model._base_manager.all()._raw_delete("default") == 0
        assert model.objects.exists()

    def test_puts_themselves_on_no_panel(self, mine: SimpleNamespace, interviewer: User) -> None:
        with acting_as(identity_of(interviewer)), pytest.raises(DatabaseError), transaction.atomic():
            PanelMember.objects.bulk_create(
                [PanelMember(stage=mine.other_stage, process=mine.process, user=interviewer)]
            )

    def test_who_is_recruiter_too_sees_and_writes_both(
        self, mine: SimpleNamespace, theirs: SimpleNamespace, make_user: Callable[..., User]
    ) -> None:
        both = make_user("recruiter", "interviewer")
        PanelMember.objects.create(stage=mine.stage, process=mine.process, user=both)
        own = StageFactory(process=ProcessFactory(candidate=CandidateFactory(owner=both)))
        assert keys(InterviewStage, identity_of(both)) == {mine.stage.pk, own.pk}
        assert keys(InterviewProcess, identity_of(both)) == {mine.process.pk, own.process_id}
        with acting_as(identity_of(both)):
            assert InterviewStage.objects.update(stage_name="Ours") == 1
            PanelMember.objects.create(stage=own, process=own.process, user=both)
            assert PanelMember.objects.filter(stage=own).delete()[0] == 1

    def test_who_leaves_the_panel_sees_nothing_more(self, mine: SimpleNamespace, interviewer: User) -> None:
        PanelMember.objects.filter(user=interviewer).delete()
        for model in (InterviewStage, InterviewProcess, Candidate):
            assert keys(model, identity_of(interviewer)) == set()


class TestWritesInAnothersName:
    """As the recruiter, upon the other recruiter's rows."""

    @pytest.mark.parametrize("model", [Candidate, InterviewProcess, InterviewStage, Offer, Placement, Attachment])
    def test_updates_and_deletes_find_no_row(self, model: Any, theirs: SimpleNamespace, recruiter: User) -> None:
        before = set(candidates_of(model))
        with acting_as(identity_of(recruiter)):
            assert model.objects.update(created_at="2020-01-01T00:00:00Z") == 0
            assert model._base_manager.all()._raw_delete("default") == 0
        assert set(candidates_of(model)) == before

    @pytest.mark.parametrize(
        "make",
        [
            lambda theirs, other: Candidate(owner=other, full_name="x", name_key="x"),
            lambda theirs, other: Candidate(full_name="x", name_key="x"),
            lambda theirs, other: InterviewProcess(
                candidate=theirs.candidate,
                company=theirs.process.company,
                role_title="x",
                role_key="x",
                recruiter=other,
            ),
            lambda theirs, other: InterviewStage(
                process=theirs.process, stage_name="x", stage_type="other", stage_order=9
            ),
            lambda theirs, other: Offer(process=theirs.process, number=9),
            lambda theirs, other: PanelMember(stage=theirs.stage, process=theirs.process, user=other),
            lambda theirs, other: StatusChange(
                candidate=theirs.candidate, process=theirs.process, subject="process", to_status="on_hold"
            ),
            lambda theirs, other: StatusChange(candidate=theirs.candidate, subject="candidate", to_status="active"),
            lambda theirs, other: Attachment(
                candidate=theirs.candidate, file="x", original_name="x", content_type="x", size=1, sha256="x"
            ),
        ],
    )
    def test_inserts_are_refused(
        self, make: Any, theirs: SimpleNamespace, recruiter: User, other_recruiter: User
    ) -> None:
        row = make(theirs, other_recruiter)
        with acting_as(identity_of(recruiter)), pytest.raises(DatabaseError) as caught, transaction.atomic():
            row.save(force_insert=True)
        assert "row-level security" in str(caught.value)

    def test_nothing_is_given_away_or_taken(
        self, mine: SimpleNamespace, theirs: SimpleNamespace, recruiter: User, other_recruiter: User
    ) -> None:
        with acting_as(identity_of(recruiter)):
            with pytest.raises(DatabaseError), transaction.atomic():
                InterviewProcess.objects.update(recruiter=other_recruiter)
            with pytest.raises(DatabaseError), transaction.atomic():
                InterviewStage.objects.update(process_id=theirs.process.pk)


class TestSharedCandidate:
    """Led by one recruiter, owned by another: each sees the person, neither the other's process."""

    def test_each_sees_the_person_and_their_own_process(self, recruiter: User, other_recruiter: User) -> None:
        candidate = CandidateFactory(owner=recruiter)
        mine = ProcessFactory(candidate=candidate)
        theirs = ProcessFactory(candidate=candidate, recruiter=other_recruiter, company=CompanyFactory())
        by(other_recruiter, accept_offer, extended(theirs).pk)
        for user, own in ((recruiter, mine), (other_recruiter, theirs)):
            assert keys(Candidate, identity_of(user)) == {candidate.pk}
            assert keys(InterviewProcess, identity_of(user)) == {own.pk}
        assert keys(Offer, identity_of(recruiter)) == set()
        assert keys(Placement, identity_of(recruiter)) == set()
        with acting_as(identity_of(recruiter)):
            assert set(StatusChange.objects.values_list("subject", flat=True)) == {"candidate"}


def test_raw_sql_meets_the_wall_too(theirs: SimpleNamespace, recruiter: User) -> None:
    with acting_as(identity_of(recruiter)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tracking_candidate")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE tracking_candidate SET full_name = 'x'")
        assert cursor.rowcount == 0


def test_the_identity_changes_within_a_transaction(mine: SimpleNamespace, recruiter: User) -> None:
    with transaction.atomic():
        assert keys(Candidate, SYSTEM)
        assert keys(Candidate, NOBODY) == set()
        assert keys(Candidate, identity_of(recruiter)) == {mine.candidate.pk}
