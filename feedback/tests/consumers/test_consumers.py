"""Each consumer deals with an event once, and does what it is for."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.models import User
from feedback.brokers import Message
from feedback.consumers import registry
from feedback.consumers.base import Consumer, consume
from feedback.consumers.offers import OFFER_GENERATOR
from feedback.consumers.registry import take
from feedback.consumers.suitability import SUITABILITY
from feedback.enums import EventType
from feedback.event_types import DecisionApplied, StageOutcomeRecorded
from feedback.models import ConsumerFailure, DecisionChange, Event, NextStageDecision, ProcessedEvent, SuitabilityScore
from feedback.services.decisions import confirm_decision, undo_decision
from feedback.services.events import record
from feedback.services.publishing import message_of
from feedback.tests.factories import RuleFactory
from feedback.tests.services.deciding import decided, fresh
from feedback.tests.working import happen
from interviews.services.sessions import finish_session
from interviews.tests.factories import make_session
from tracking.models import Candidate, Offer
from tracking.services.offers import draft_offer
from tracking.services.outcomes import record_stage_outcome
from tracking.tests.factories import CandidateFactory, StageFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def counting(seen: list[dict[str, Any]], name: str = "counter") -> Consumer:
    return Consumer(name, frozenset({EventType.CANDIDATE_CREATED}), seen.append)


def told(type: str, subject: Any) -> Message:
    """What the latest event of this type and subject is sent as."""
    return message_of(Event.objects.filter(type=type, subject=subject).latest("publication__id"))


def test_an_event_delivered_twice_is_dealt_with_once() -> None:
    seen: list[dict[str, Any]] = []
    message = message_of(happen())
    assert [consume(counting(seen), message) for _ in range(3)] == [True, False, False]
    assert seen == [{"candidate_id": message.key}]


def test_each_consumer_deals_with_it_for_itself() -> None:
    first: list[dict[str, Any]] = []
    second: list[dict[str, Any]] = []
    message = message_of(happen())
    assert consume(counting(first), message)
    assert consume(counting(second, "other"), message)
    assert len(first) == len(second) == 1


def test_what_is_not_of_its_types_leaves_no_trace() -> None:
    assert not consume(OFFER_GENERATOR, message_of(happen()))
    assert not ProcessedEvent.objects.exists()


def test_what_fails_is_rolled_back_and_may_come_again() -> None:
    message = message_of(happen())

    def fail(data: dict[str, Any]) -> None:
        CandidateFactory.create(full_name="Half done")
        raise LookupError

    with pytest.raises(LookupError):
        consume(Consumer("counter", frozenset({message.type}), fail), message)
    assert not Candidate.objects.exists()
    seen: list[dict[str, Any]] = []
    assert consume(counting(seen), message)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"\xff", b'{"specversion": "1.0"}', b'{"specversion": "9"}', b"null"]
)
def test_what_is_no_envelope_is_left_aside(body: bytes) -> None:
    seen: list[dict[str, Any]] = []
    assert not consume(counting(seen), Message(str(uuid4()), EventType.CANDIDATE_CREATED, "x", body))
    assert seen == []


def test_one_that_fails_keeps_none_of_the_others() -> None:
    seen: list[dict[str, Any]] = []

    def fail(data: dict[str, Any]) -> None:
        raise LookupError

    message = message_of(happen())
    failing = Consumer("failing", frozenset({message.type}), fail)
    with pytest.raises(LookupError):
        take(message, (failing, counting(seen)))
    with pytest.raises(LookupError):
        take(message, (failing, counting(seen)))
    assert len(seen) == 1


def test_what_always_fails_is_given_up_after_eight_tries() -> None:
    def fail(data: dict[str, Any]) -> None:
        raise LookupError("No such thing.")

    message = message_of(happen())
    failing = Consumer("failing", frozenset({message.type}), fail)
    for _ in range(7):
        with pytest.raises(LookupError):
            take(message, (failing,))
    take(message, (failing,))
    failure = ConsumerFailure.objects.get(consumer="failing", event_id=message.id)
    assert (failure.tries, failure.last_error) == (8, "LookupError: No such thing.")
    assert not ProcessedEvent.objects.filter(consumer="failing").exists()


def test_what_was_given_up_is_dealt_with_when_it_is_sent_again_and_can_be() -> None:
    seen: list[dict[str, Any]] = []
    message = message_of(happen())
    ConsumerFailure.objects.create(consumer="counter", event_id=message.id, tries=8, last_error="Once.")
    take(message, (counting(seen),))
    assert len(seen) == 1


def test_names_are_their_own() -> None:
    assert len(set(registry.NAMES)) == len(registry.CONSUMERS)


@pytest.fixture
def confirmed(manager: User) -> NextStageDecision:
    """A decision to draft an offer, applied by the manager."""
    RuleFactory.create(advance_action="offer_draft")
    decision = decided(4.5)
    by(manager, confirm_decision, decision.pk)
    return fresh(decision)


def offers_of(decision: NextStageDecision) -> list[Offer]:
    return list(Offer.objects.filter(process=decision.process))


def test_an_applied_decision_drafts_one_offer(confirmed: NextStageDecision) -> None:
    message = told("decision.applied", confirmed.process_id)
    assert offers_of(confirmed) == []
    for _ in range(2):
        take(message)
    [offer] = offers_of(confirmed)
    assert (offer.status, offer.number) == ("draft", 1)
    assert fresh(confirmed).offer == offer


def test_an_event_told_under_another_id_drafts_no_second_one(confirmed: NextStageDecision) -> None:
    first = told("decision.applied", confirmed.process_id)
    take(first)
    take(Message(str(uuid4()), first.type, first.key, first.body))
    assert len(offers_of(confirmed)) == 1


def test_a_decision_undone_meanwhile_drafts_nothing(confirmed: NextStageDecision, manager: User) -> None:
    message = told("decision.applied", confirmed.process_id)
    by(manager, undo_decision, confirmed.pk, reason="A mistake")
    take(message)
    assert offers_of(confirmed) == []


def test_where_an_offer_is_open_it_is_left_and_the_history_says_so(confirmed: NextStageDecision, manager: User) -> None:
    by(manager, draft_offer, confirmed.process_id)
    take(told("decision.applied", confirmed.process_id))
    assert len(offers_of(confirmed)) == 1
    assert fresh(confirmed).offer is None
    last = DecisionChange.objects.filter(decision=confirmed).latest("id")
    assert (last.from_status, last.to_status) == ("applied", "applied")
    assert last.reason.startswith("No offer was drafted: ")


def test_an_anonymised_candidate_gets_no_offer_and_no_score(confirmed: NextStageDecision) -> None:
    Candidate.objects.filter(pk=confirmed.candidate_id).update(anonymised_at=timezone.now())
    before = SuitabilityScore.objects.count()
    take(told("decision.applied", confirmed.process_id))
    consume(SUITABILITY, outcome_of(confirmed))
    assert offers_of(confirmed) == []
    assert SuitabilityScore.objects.count() == before


def outcome_of(decision: NextStageDecision) -> Message:
    ids = {"process_id": decision.process_id, "candidate_id": decision.candidate_id, "stage_id": decision.stage_id}
    [pk] = record([StageOutcomeRecorded(**ids, from_outcome="pending", to_outcome="passed")])
    return message_of(Event.objects.get(pk=pk))


def test_what_is_gone_or_was_never_there_is_nothing_to_do() -> None:
    ids = {"process_id": uuid4(), "candidate_id": uuid4(), "stage_id": uuid4()}
    applied = DecisionApplied(**ids, decision_id=uuid4(), action="offer_draft", rule_version=0, confirmed_by=None)
    other = DecisionApplied(**ids, decision_id=uuid4(), action="second_round", rule_version=0, confirmed_by=None)
    outcome = StageOutcomeRecorded(**ids, from_outcome="pending", to_outcome="passed")
    for pk in record([applied, other, outcome]):
        take(message_of(Event.objects.get(pk=pk)))
    assert ProcessedEvent.objects.count() == 3
    assert not Offer.objects.exists()


def test_a_stage_outcome_scores_the_candidate() -> None:
    stage = StageFactory.create()
    recruiter = stage.process.recruiter
    by(recruiter, record_stage_outcome, stage.pk, outcome="passed", ratings={"overall": 5})
    candidate = stage.process.candidate
    before = SuitabilityScore.objects.filter(candidate=candidate).count()
    for _ in range(2):
        take(told("stage.outcome_recorded", stage.process_id))
    assert SuitabilityScore.objects.filter(candidate=candidate).count() == before + 1
    candidate.refresh_from_db()
    assert candidate.overall_score is not None


def test_a_completed_assessment_scores_its_candidate(candidate_user: User) -> None:
    candidate = CandidateFactory.create(user=candidate_user)
    session = make_session(candidate_user, mode="assessment")
    finish_session(session.pk, user=candidate_user)
    take(told("session.finished", session.pk))
    assert SuitabilityScore.objects.filter(candidate=candidate).count() == 1


def test_practice_says_nothing_of_a_candidate(candidate_user: User) -> None:
    CandidateFactory.create(user=candidate_user)
    session = make_session(candidate_user, mode="practice")
    finish_session(session.pk, user=candidate_user)
    take(told("session.finished", session.pk))
    assert not SuitabilityScore.objects.exists()


def test_an_assessment_of_nobody_s_candidate_is_nothing_to_do(candidate_user: User) -> None:
    session = make_session(candidate_user, mode="assessment")
    finish_session(session.pk, user=candidate_user)
    take(told("session.finished", session.pk))
    assert not SuitabilityScore.objects.exists()
