"""The second wall, with the first one dropped: for each table and role, what the database lets through is what
`visible_to` says.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import NOBODY, SYSTEM, Identity, acting_as
from feedback.models import (
    DecisionChange,
    Event,
    FeedbackReminder,
    FeedbackRevision,
    InterviewerSeverity,
    InterviewFeedback,
    NextStageDecision,
    NextStageRule,
    ProcessedEvent,
    Publication,
    SuitabilityOverride,
    SuitabilityScore,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from feedback.services.edits import edit_feedback
from feedback.services.intake import handle
from feedback.services.suitability import override_suitability
from feedback.tests.factories import RuleFactory, said
from tracking.models import PanelMember
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db

OF_PEOPLE = (
    InterviewFeedback,
    FeedbackRevision,
    NextStageDecision,
    SuitabilityScore,
    SuitabilityOverride,
)
OF_THE_HOUSE = (
    NextStageRule,
    InterviewerSeverity,
    Event,
    Publication,
    ProcessedEvent,
    WebhookEndpoint,
    WebhookDelivery,
    WebhookAttempt,
)
SHOWN_WITH_ANOTHER = (DecisionChange, FeedbackReminder)
WALLED = (*OF_PEOPLE, *OF_THE_HOUSE, *SHOWN_WITH_ANOTHER)
# Who they are, seen from the house of "rita".
READERS = (
    "lead",
    "lead_on_panel",
    "other_lead",
    "heard",
    "silent",
    "outsider",
    "recruiter_on_panel",
    "silent_recruiter_on_panel",
    "candidate",
    "service",
    "nothing",
    "manager",
)
by_model = pytest.mark.parametrize("model", WALLED, ids=lambda model: model.__name__)


def keys(rows: models.QuerySet[Any], identity: Identity | None) -> set[Any]:
    with acting_as(identity):
        return set(rows.values_list("pk", flat=True))


def through_the_wall(model: Any, identity: Identity | None) -> set[Any]:
    return keys(model._default_manager.all(), identity)


@pytest.fixture
def people(make_user: Callable[..., User]) -> SimpleNamespace:
    roles = {
        "lead": ["recruiter"],
        "lead_on_panel": ["recruiter", "interviewer"],
        "other_lead": ["recruiter"],
        "heard": ["interviewer"],
        "silent": ["interviewer"],
        "outsider": ["interviewer"],
        "recruiter_on_panel": ["recruiter", "interviewer"],
        "silent_recruiter_on_panel": ["recruiter", "interviewer"],
        "candidate": ["candidate"],
        "service": ["service"],
        "nothing": [],
        "manager": ["manager"],
    }
    return SimpleNamespace(**{name: make_user(*held, username=name) for name, held in roles.items()})


@pytest.fixture
def house(people: SimpleNamespace) -> SimpleNamespace:
    """Three recruiters' candidates, each with an edited feedback, a decision, a score and a manager's word.

    The panel of the first has two who spoke and two who did not; the second leader has not spoken on their own stage.
    """
    RuleFactory(wait_for_panel=False)
    first = stage_of(people.lead, [people.heard, people.silent, people.recruiter_on_panel])
    PanelMember.objects.create(stage=first, process=first.process, user=people.silent_recruiter_on_panel)
    own = stage_of(people.lead_on_panel, [people.lead_on_panel, people.heard])
    theirs = stage_of(people.other_lead, [people.heard])
    stages = {"first": first, "own": own, "theirs": theirs}
    for stage in stages.values():
        given = handle(said(stage, people.heard, 4), actor=people.heard).feedback
        edit_feedback(given.pk, actor=people.heard, overall_rating=Decimal(3))
        person = stage.process.candidate_id
        by(people.manager, override_suitability, person, value=Decimal(80), reason="Met.")
    handle(said(first, people.recruiter_on_panel, 5), actor=people.recruiter_on_panel)
    for user in (people.silent, people.lead_on_panel):
        FeedbackReminder.objects.create(stage=first, user=user)
    things_of_the_house(people.manager)
    return SimpleNamespace(**stages)


def stage_of(lead: User, panel: list[User]) -> Any:
    return StageFactory(process=ProcessFactory(candidate=CandidateFactory(owner=lead)), panel=panel)


def things_of_the_house(user: User) -> None:
    endpoint = WebhookEndpoint.objects.create(url="https://example.org/", secrets=["whsec_x"])
    delivery = WebhookDelivery.objects.create(endpoint=endpoint)
    WebhookAttempt.objects.create(delivery=delivery, at="2026-01-01T00:00Z", milliseconds=1)
    ProcessedEvent.objects.create(consumer="x", event_id="1")
    InterviewerSeverity.objects.create(user=user, severity=0, low=0, high=0, raw_mean=3, n_feedback=1, n_candidates=1)


@by_model
def test_there_is_something_to_see(model: Any, house: SimpleNamespace) -> None:
    assert through_the_wall(model, SYSTEM)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("model", OF_PEOPLE, ids=lambda model: model.__name__)
def test_the_wall_agrees_with_visible_to(
    model: Any, reader: str, house: SimpleNamespace, people: SimpleNamespace
) -> None:
    user = getattr(people, reader)
    wall, scope = through_the_wall(model, identity_of(user)), keys(model.objects.visible_to(user), SYSTEM)
    blind_lead = (model, reader) == (NextStageDecision, "lead_on_panel")
    assert (wall > scope) if blind_lead else (wall == scope)
    assert keys(model.objects.visible_to(user), identity_of(user)) == scope


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("lead", {"first"}),
        ("lead_on_panel", set()),
        ("other_lead", {"theirs"}),
        ("heard", {"first", "own", "theirs"}),
        ("silent", set()),
        ("outsider", set()),
        ("recruiter_on_panel", {"first"}),
        ("silent_recruiter_on_panel", set()),
        ("candidate", set()),
        ("service", set()),
        ("nothing", set()),
        ("manager", {"first", "own", "theirs"}),
    ],
)
def test_what_the_panel_said_is_read_by(
    reader: str, seen: set[str], house: SimpleNamespace, people: SimpleNamespace
) -> None:
    with acting_as(identity_of(getattr(people, reader))):
        found = set(InterviewFeedback.objects.filter(author=people.heard).values_list("stage_id", flat=True))
        before = set(FeedbackRevision.objects.values_list("feedback__stage_id", flat=True))
    assert found == before == {getattr(house, name).pk for name in seen}


@pytest.mark.parametrize(
    ("reader", "seen"),
    [("lead", {"first"}), ("lead_on_panel", set()), ("other_lead", {"theirs"}), ("heard", set()),
     ("recruiter_on_panel", set()), ("service", set()), ("manager", {"first", "own", "theirs"})],
)  # fmt: skip
def test_decisions_are_read_by_who_leads_and_is_not_blind(
    reader: str, seen: set[str], house: SimpleNamespace, people: SimpleNamespace
) -> None:
    user = getattr(people, reader)
    with acting_as(identity_of(user)):
        found = set(NextStageDecision.objects.visible_to(user).values_list("stage_id", flat=True))
    assert found == {getattr(house, name).pk for name in seen}


def test_after_their_own_feedback_the_leader_sees_all(house: SimpleNamespace, people: SimpleNamespace) -> None:
    lead = people.lead_on_panel
    by_lead = handle(said(house.own, lead, 2), actor=lead).feedback
    with acting_as(identity_of(lead)):
        assert InterviewFeedback.objects.exclude(pk=by_lead.pk).filter(stage=house.own).count() == 1
        assert NextStageDecision.objects.visible_to(lead).filter(stage=house.own).exists()


@pytest.mark.parametrize("model", OF_THE_HOUSE, ids=lambda model: model.__name__)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_the_houses_is_read_by_managers_and_the_system(
    model: Any, reader: str, house: SimpleNamespace, people: SimpleNamespace
) -> None:
    everything = through_the_wall(model, SYSTEM) if reader == "manager" else set()
    assert through_the_wall(model, identity_of(getattr(people, reader))) == everything


@pytest.mark.parametrize("reader", READERS)
def test_steps_are_read_with_their_decision(reader: str, house: SimpleNamespace, people: SimpleNamespace) -> None:
    identity = identity_of(getattr(people, reader))
    decisions = through_the_wall(NextStageDecision, identity)
    of_decisions = set(DecisionChange.objects.filter(decision__in=decisions).values_list("pk", flat=True))
    assert through_the_wall(DecisionChange, identity) == of_decisions


@pytest.mark.parametrize("reader", READERS)
def test_reminders_are_read_by_who_got_them(reader: str, house: SimpleNamespace, people: SimpleNamespace) -> None:
    user = getattr(people, reader)
    own = set(FeedbackReminder.objects.filter(user=user).values_list("pk", flat=True))
    expected = through_the_wall(FeedbackReminder, SYSTEM) if reader == "manager" else own
    assert through_the_wall(FeedbackReminder, identity_of(user)) == expected


@by_model
@pytest.mark.parametrize("identity", [None, NOBODY], ids=["none", "nobody"])
def test_nobody_sees_anything(model: Any, identity: Identity | None, house: SimpleNamespace) -> None:
    assert through_the_wall(model, identity) == set()


class TestWrites:
    """Raw, in the name of people who may read: what services do, they do as the system or as a manager."""

    @pytest.mark.parametrize("reader", ["silent", "outsider", "other_lead", "candidate", "service"])
    def test_strangers_change_and_remove_nothing_of_the_first(
        self, reader: str, house: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        with acting_as(identity_of(getattr(people, reader))):
            assert InterviewFeedback.objects.filter(stage=house.first).update(version=9) == 0
            assert NextStageDecision.objects.filter(stage=house.first).update(reason="x") == 0
            assert SuitabilityOverride.objects.filter(candidate=house.first.process.candidate).delete()[0] == 0

    @pytest.mark.parametrize("reader", ["silent", "lead", "service"])
    def test_nobody_gives_feedback_in_anothers_name(
        self, reader: str, house: SimpleNamespace, people: SimpleNamespace
    ) -> None:
        stage, process = house.theirs, house.theirs.process
        row = InterviewFeedback(
            stage=stage, process=process, candidate=process.candidate, author=people.outsider, overall_rating=1
        )
        identity = identity_of(getattr(people, reader))
        with acting_as(identity), pytest.raises(DatabaseError) as caught, transaction.atomic():
            row.save(force_insert=True)
        assert "row-level security" in str(caught.value)

    def test_raw_sql_meets_the_wall_too(self, house: SimpleNamespace, people: SimpleNamespace) -> None:
        with acting_as(identity_of(people.silent)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM interview_feedback")
            assert cursor.fetchone() == (0,)
