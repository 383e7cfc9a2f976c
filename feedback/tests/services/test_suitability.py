from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from feedback.models import SuitabilityModel, SuitabilityOverride, SuitabilityScore
from feedback.services.suitability import (
    override_suitability,
    re_score_candidate,
    re_score_candidates,
    re_score_now,
    rescore_pending,
    withdraw_override,
)
from feedback.tests.evidence import decided, rated_candidate
from tracking.models import Candidate
from tracking.tests.factories import CandidateFactory, ProcessFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db


def stored(candidate: Candidate) -> Candidate:
    return Candidate.objects.get(pk=candidate.pk)


def test_a_score_is_stored_with_what_made_it() -> None:
    candidate = rated_candidate(5, 4)
    before, after = re_score_candidate(candidate.pk)
    row = SuitabilityScore.objects.get(candidate=candidate)
    assert before is None
    assert after == row.value == stored(candidate).overall_score
    assert row.low < row.value < row.high
    assert row.model == SuitabilityModel.objects.get(version=1, active=True)
    assert row.breakdown["sources"]["stages"]["n"] == 2
    points = sum(part["points"] for part in row.breakdown["sources"].values())
    assert row.breakdown["base"] + points == pytest.approx(float(row.value), abs=0.01)


def test_no_evidence_is_no_score() -> None:
    candidate = CandidateFactory.create(overall_score="50.00")
    assert re_score_candidate(candidate.pk) == (Decimal("50.00"), None)
    assert stored(candidate).overall_score is None
    row = SuitabilityScore.objects.get()
    assert (row.value, row.low, row.high, row.breakdown) == (None, None, None, {})


def test_each_score_is_kept() -> None:
    candidate = rated_candidate(3)
    _, first = re_score_candidate(candidate.pk)
    decided(candidate.processes.get(), 5)
    before, second = re_score_candidate(candidate.pk)
    assert before == first
    assert second > first
    assert [row.value for row in SuitabilityScore.objects.all()] == [second, first]


@pytest.mark.parametrize("number", [1, 20])
def test_any_number_of_candidates_takes_five_statements(number: int, count_queries: Any) -> None:
    rows = [rated_candidate(4) for _ in range(number)]
    re_score_candidates(rows)
    override_of(rows[0])
    with count_queries(5):
        found = re_score_candidates(rows)
    assert set(found) == {row.pk for row in rows}
    assert all(after is not None for _, after in found.values())


def override_of(candidate: Candidate) -> SuitabilityOverride:
    from config.testing.factories import UserFactory

    manager = UserFactory.create(roles=("manager",))
    return by(manager, override_suitability, candidate.pk, value=Decimal("91.5"), reason=" Met twice. ")


def test_the_rows_in_hand_know_their_new_score() -> None:
    candidate = rated_candidate(4)
    candidate.needs_rescoring = True
    ((_, after),) = re_score_candidates([candidate]).values()
    assert (candidate.overall_score, candidate.needs_rescoring) == (after, False)


def test_nobody_to_score() -> None:
    assert re_score_candidates([]) == {}


def test_an_unknown_candidate_is_missing() -> None:
    with pytest.raises(Missing):
        re_score_candidate(uuid4())


def test_an_anonymised_candidate_is_left_alone(manager: Any) -> None:
    candidate = rated_candidate(4)
    Candidate.objects.filter(pk=candidate.pk).update(anonymised_at=timezone.now(), needs_rescoring=True)
    assert re_score_candidate(candidate.pk) == (None, None)
    assert rescore_pending() == 0
    for service, said in ((re_score_now, {}), (override_suitability, {"value": Decimal(5), "reason": "x"})):
        with pytest.raises(Conflict):
            by(manager, service, candidate.pk, **said)
    assert not SuitabilityScore.objects.exists()


def test_the_name_of_the_one_whose_act_it_is_does_not_matter(interviewer: Any) -> None:
    candidate = rated_candidate(4)
    with acting_as(identity_of(interviewer)):
        re_score_candidates([candidate])
    assert stored(candidate).overall_score is not None


def test_switched_off_it_only_flags(settings: Any) -> None:
    settings.FEEDBACK_RESCORE = False
    candidate = rated_candidate(4)
    assert re_score_candidate(candidate.pk) == (None, None)
    assert stored(candidate).needs_rescoring
    assert rescore_pending() == 0
    assert not SuitabilityScore.objects.exists()


def test_switched_off_a_person_may_still_ask(settings: Any, manager: Any) -> None:
    settings.FEEDBACK_RESCORE = False
    candidate = rated_candidate(4)
    _, after = by(manager, re_score_now, candidate.pk)
    assert after is not None


def test_asking_for_another_recruiters_candidate_is_missing(other_recruiter: Any) -> None:
    with pytest.raises(Missing):
        by(other_recruiter, re_score_now, rated_candidate(4).pk)


def test_pending_candidates_are_scored_up_to_a_limit() -> None:
    rows = [rated_candidate(4) for _ in range(3)]
    rated_candidate(4)
    Candidate.objects.filter(pk__in=[row.pk for row in rows]).update(needs_rescoring=True)
    assert [rescore_pending(limit=2) for _ in range(3)] == [2, 1, 0]
    assert Candidate.objects.exclude(overall_score=None).count() == 3


def test_an_override_counts_and_the_machine_goes_on_beside_it(manager: Any) -> None:
    candidate = rated_candidate(2)
    by(manager, override_suitability, candidate.pk, value=Decimal("91.5"), reason=" Met twice. ")
    override = SuitabilityOverride.objects.get()
    assert (override.value, override.reason, override.by) == (Decimal("91.50"), "Met twice.", manager)
    assert re_score_candidate(candidate.pk) == (Decimal("91.50"), Decimal("91.50"))
    assert stored(candidate).overall_score == Decimal("91.50")
    assert SuitabilityScore.objects.get().value < 50


def test_another_override_takes_the_place_of_the_first(manager: Any, make_user: Any) -> None:
    candidate = rated_candidate(2)
    first = override_of(candidate)
    by(manager, override_suitability, candidate.pk, value=Decimal(10), reason="Met a third time.")
    override = SuitabilityOverride.objects.get()
    assert (override.value, override.by) == (Decimal(10), manager)
    assert override.created_at > first.created_at


def test_withdrawn_the_machines_score_counts_again(manager: Any) -> None:
    candidate = rated_candidate(2)
    override_of(candidate)
    before, after = by(manager, withdraw_override, candidate.pk)
    assert before == Decimal("91.50")
    assert after == stored(candidate).overall_score == SuitabilityScore.objects.get().value
    with pytest.raises(Missing):
        by(manager, withdraw_override, candidate.pk)


@pytest.mark.parametrize("value", ["-0.01", "100.01", "NaN", "Infinity"])
def test_an_override_is_on_the_scale(value: str, manager: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        by(manager, override_suitability, rated_candidate(2).pk, value=Decimal(value), reason="x")
    assert refusal.value.attr == "value"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 5001])
def test_an_override_has_a_reason(reason: str, manager: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        by(manager, override_suitability, rated_candidate(2).pk, value=Decimal(5), reason=reason)
    assert refusal.value.attr == "reason"


def test_overriding_is_for_managers() -> None:
    candidate = rated_candidate(2)
    for service, said in ((override_suitability, {"value": Decimal(5), "reason": "x"}), (withdraw_override, {})):
        with pytest.raises(Forbidden):
            by(candidate.owner, service, candidate.pk, **said)


def test_an_override_of_nobody_is_missing(manager: Any) -> None:
    with pytest.raises(Missing):
        by(manager, override_suitability, uuid4(), value=Decimal(5), reason="x")


def test_scores_follow_the_owner(recruiter: Any) -> None:
    candidate = CandidateFactory.create(owner=recruiter)
    decided(ProcessFactory.create(candidate=candidate), 4)
    re_score_candidate(candidate.pk)
    rival = CandidateFactory.create()
    re_score_candidate(rival.pk)
    with acting_as(identity_of(recruiter)):
        assert [row.candidate_id for row in SuitabilityScore.objects.all()] == [candidate.pk]
