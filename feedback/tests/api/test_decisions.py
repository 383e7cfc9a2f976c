"""Decisions over the API: who reads which, what an action answers, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from feedback.tests.services.deciding import decided, fresh
from tracking.tests.factories import ProcessFactory
from tracking.tests.services.acting import extended

pytestmark = pytest.mark.django_db
FIELDS = [
    "id", "candidate_id", "candidate_name", "process_id", "stage_id", "feedback_id", "action", "status", "reason",
    "rule_version", "inputs", "apply_at", "confirmed_by", "decided_at", "added_stage_id", "offer_id", "created_at",
    "updated_at",
]  # fmt: skip


@pytest.fixture
def lead(client_for: Callable[[User], Any], manager: User) -> Any:
    """The manager's client."""
    return client_for(manager)


def test_a_decision_and_its_steps(lead: Any) -> None:
    decision = decided(4)
    answer = lead.get(f"/api/decisions/{decision.pk}")
    assert answer.status_code == 200
    found = answer.json()
    assert list(found) == [*FIELDS, "changes"]
    assert (found["action"], found["status"], found["rule_version"]) == ("second_round", "proposed", 0)
    assert found["candidate_name"] == decision.candidate.full_name
    assert found["inputs"]["mean"] == 4.0
    assert [(c["from_status"], c["to_status"], c["by"]) for c in found["changes"]] == [
        (None, "proposed", decision.feedback.author.username)
    ]


def test_recruiters_see_their_own_interviewers_none(
    client_for: Any, lead: Any, recruiter: User, interviewer: User
) -> None:
    own = decided(4, process=ProcessFactory(candidate__owner=recruiter))
    other = decided(3)
    mine = client_for(recruiter)
    assert [row["id"] for row in mine.get("/api/decisions").json()["results"]] == [str(own.pk)]
    assert len(lead.get("/api/decisions").json()["results"]) == 2
    assert mine.get(f"/api/decisions/{other.pk}").status_code == 404
    theirs = client_for(interviewer)
    assert theirs.get("/api/decisions").status_code == 403
    assert theirs.get(f"/api/decisions/{own.pk}").status_code == 404


@pytest.mark.parametrize("name", ["status", "action", "process", "candidate", "company_name", "created"])
def test_filters(name: str, lead: Any) -> None:
    wanted, other = decided(2), decided(4)
    lead.post(f"/api/decisions/{other.pk}/dismiss")
    moment = (timezone.now() + timedelta(hours=1)).isoformat()
    query: dict[str, Any] = {
        "status": {"status": "proposed"},
        "action": {"action": "reject_proposal"},
        "process": {"process": wanted.process_id},
        "candidate": {"candidate": wanted.candidate_id},
        "company_name": {"company_name": wanted.process.company.name.upper()},
        "created": {"created_before": moment, "status": "proposed"},
    }[name]
    assert [row["id"] for row in lead.get("/api/decisions", query).json()["results"]] == [str(wanted.pk)]


@pytest.mark.parametrize("query", ["status=maybe", "action=hire", "process=1", "colour=red", "company_name=%00"])
def test_filters_that_make_no_sense(query: str, lead: Any) -> None:
    assert lead.get(f"/api/decisions?{query}").status_code == 400


def test_confirming_twice_answers_alike(lead: Any, manager: User) -> None:
    decision = decided(4)
    first, second = (lead.post(f"/api/decisions/{decision.pk}/confirm", {"reason": "Yes."}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    found = first.json()
    assert (found["status"], found["confirmed_by"]) == ("applied", str(manager.pk))
    assert found["added_stage_id"] == str(fresh(decision).added_stage_id)


def test_undoing(lead: Any) -> None:
    decision = decided(2)
    lead.post(f"/api/decisions/{decision.pk}/confirm")
    refused = lead.post(f"/api/decisions/{decision.pk}/undo", {})
    assert (refused.status_code, attrs_of(refused)) == (400, ["reason"])
    done = lead.post(f"/api/decisions/{decision.pk}/undo", {"reason": "Wrong person."})
    assert (done.status_code, done.json()["status"]) == (200, "undone")
    assert done.json()["changes"][-1]["reason"] == "Wrong person."
    assert fresh(decision).process.status == "in_progress"


def test_conflicts_say_why(lead: Any) -> None:
    decision = decided(2)
    extended(decision.process)
    answer = lead.post(f"/api/decisions/{decision.pk}/confirm")
    assert (answer.status_code, codes_of(answer)) == (409, ["offer_extended"])
    lead.post(f"/api/decisions/{decision.pk}/dismiss", {"reason": "An offer is out."})
    answer = lead.post(f"/api/decisions/{decision.pk}/confirm")
    assert (answer.status_code, codes_of(answer)) == (409, ["invalid_transition"])
    assert "An offer is out." in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("act", ["confirm", "dismiss", "undo"])
def test_only_managers_act(act: str, client_for: Any, recruiter: User, interviewer: User) -> None:
    decision = decided(4, process=ProcessFactory(candidate__owner=recruiter))
    said = {"reason": "Because."}
    assert client_for(recruiter).post(f"/api/decisions/{decision.pk}/{act}", said).status_code == 403
    assert client_for(interviewer).post(f"/api/decisions/{decision.pk}/{act}", said).status_code == 404
    assert fresh(decision).status == "proposed"


@pytest.mark.parametrize("act", ["confirm", "dismiss", "undo"])
@pytest.mark.parametrize(
    ("body", "status"),
    [({"reason": "x", "status": "applied"}, 400), ({"reason": 5}, 400), ([], 400), ({"reason": "x" * 20_001}, 400)],
)
def test_bodies_that_make_no_sense(act: str, body: Any, status: int, lead: Any) -> None:
    decision = decided(4)
    assert lead.post(f"/api/decisions/{decision.pk}/{act}", body).status_code == status
    assert fresh(decision).status == "proposed"


def test_what_is_not_there(lead: Any) -> None:
    for path in ("", "/confirm", "/dismiss", "/undo"):
        send = lead.post if path else lead.get
        assert send(f"/api/decisions/{uuid4()}{path}", {"reason": "x"} if path else None).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_two_queries(n: int, lead: Any, count_queries: Any) -> None:
    for _ in range(n):
        decided(4)
    with count_queries(2):
        assert len(lead.get("/api/decisions").json()["results"]) == n
