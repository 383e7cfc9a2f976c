"""Rules over the API: managers only; what makes no sense is refused with its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from feedback.models import NextStageRule
from feedback.tests.factories import RuleFactory
from feedback.tests.services.deciding import decided
from tracking.tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db
USUAL: dict[str, Any] = {"name": "Usual", "advance_at": 4.0, "review_at": 3}
THRESHOLDS = {"advance_at": 4.5, "review_at": 2.5}


@pytest.fixture
def lead(client_for: Callable[[User], Any], manager: User) -> Any:
    return client_for(manager)


def test_making_a_rule(lead: Any, manager: User) -> None:
    CompanyFactory(name="Contoso")
    answer = lead.post(
        "/api/rules",
        {
            **USUAL,
            "company_name": "contoso",
            "role_title": "Engineer",
            "stage_type": "onsite",
            "advance_action": "offer_draft",
            "reject_action": "archive",
            "wait_for_panel": False,
            "mode": "automatic",
            "delay_minutes": 30,
        },
    )
    assert answer.status_code == 201
    found = answer.json()
    assert found.pop("id")
    assert found.pop("created_at")
    assert found == {
        "version": 1,
        "name": "Usual",
        "company_name": "Contoso",
        "role_title": "Engineer",
        "stage_type": "onsite",
        "advance_at": 4.0,
        "review_at": 3.0,
        "advance_action": "offer_draft",
        "reject_action": "archive",
        "wait_for_panel": False,
        "mode": "automatic",
        "delay_minutes": 30,
        "active": False,
        "created_by": str(manager.pk),
    }


def test_a_repeated_post_makes_one_version(lead: Any) -> None:
    first, second = (lead.post("/api/rules", USUAL, headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert first.json() == second.json()
    assert NextStageRule.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"advance_at": 2.9}, "review_at"),
        ({"advance_at": None}, "advance_at"),
        ({"advance_at": "4.0"}, "advance_at"),
        ({"advance_at": True}, "advance_at"),
        ({"review_at": 0.9}, "review_at"),
        ({"review_at": 3.25}, "review_at"),
        ({"advance_at": 5.1}, "advance_at"),
        ({"advance_action": "archive"}, "advance_action"),
        ({"mode": "automatic"}, "delay_minutes"),
        ({"delay_minutes": 1.5}, "delay_minutes"),
        ({"company_name": "Nobody's"}, "company_name"),
        ({"name": "  "}, "name"),
        ({"threshold": 3}, "threshold"),
    ],
)
def test_what_makes_no_sense_names_its_field(said: dict[str, Any], attr: str, lead: Any) -> None:
    answer = lead.post("/api/rules", {**USUAL, **said})
    assert (answer.status_code, attrs_of(answer)) == (400, [attr])
    assert NextStageRule.objects.count() == 0


@pytest.mark.parametrize("field", ["name", "advance_at", "review_at"])
def test_a_missing_field(field: str, lead: Any) -> None:
    answer = lead.post("/api/rules", {name: value for name, value in USUAL.items() if name != field})
    assert (answer.status_code, attrs_of(answer), codes_of(answer)) == (400, [field], ["required"])


def test_nan_is_refused(lead: Any) -> None:
    body = '{"name": "x", "advance_at": NaN, "review_at": 3}'
    answer = lead.generic("POST", "/api/rules", body, content_type="application/json")
    assert answer.status_code == 400


def test_active_is_set_by_its_action_alone(lead: Any) -> None:
    made = lead.post("/api/rules", {**USUAL, "active": True, "version": 99}).json()
    assert (made["active"], made["version"]) == (False, 1)
    pk = made["id"]
    on = [lead.post(f"/api/rules/{pk}/activate") for _ in range(2)]
    assert [(answer.status_code, answer.json()["active"]) for answer in on] == [(200, True)] * 2
    off = [lead.post(f"/api/rules/{pk}/deactivate") for _ in range(2)]
    assert [(answer.status_code, answer.json()["active"]) for answer in off] == [(200, False)] * 2
    assert lead.get(f"/api/rules/{pk}").json()["active"] is False


@pytest.mark.parametrize("role", ["recruiter", "interviewer", "service", "candidate"])
def test_managers_only(role: str, client_for: Any, make_user: Any) -> None:
    rule, theirs = RuleFactory(), client_for(make_user(role))
    assert theirs.get("/api/rules").status_code == 403
    assert theirs.post("/api/rules", USUAL).status_code == 403
    assert theirs.get(f"/api/rules/{rule.pk}").status_code == 403
    assert theirs.post(f"/api/rules/{rule.pk}/activate").status_code == 403
    assert theirs.post(f"/api/rules/{rule.pk}/deactivate").status_code == 403
    assert theirs.post("/api/rules/simulate", THRESHOLDS).status_code == 403


def test_what_is_not_there(lead: Any) -> None:
    assert lead.get(f"/api/rules/{uuid4()}").status_code == 404
    assert lead.post(f"/api/rules/{uuid4()}/activate").status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_takes_two_queries(n: int, lead: Any, count_queries: Any) -> None:
    for _ in range(n):
        RuleFactory(active=False)
    with count_queries(2):
        assert len(lead.get("/api/rules").json()["results"]) == n


def test_a_simulation(lead: Any) -> None:
    decided(4)
    decided(2)
    answer = lead.post("/api/rules/simulate", {**THRESHOLDS, "wait_for_panel": True, "since": "2020-01-01T00:00:00Z"})
    assert answer.status_code == 200
    found = answer.json()
    assert list(found) == ["since", "until", "rule", "in_force"]
    assert found["rule"]["hold"] == {"n": 1, "of": 2, "share": 0.5}
    assert found["rule"]["reject"] == {"n": 1, "of": 2, "share": 0.5}
    assert found["in_force"]["advance"]["n"] == 1
    assert found["rule"]["placed_rejected"] == {"n": 0, "of": 0, "share": None}
    assert found["rule"]["examples"] == []
    assert NextStageRule.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "attr"),
    [
        ({"review_at": 4.6}, "review_at"),
        ({"company_name": "Nobody's"}, "company_name"),
        ({"since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "until"),
        ({"since": "yesterday"}, "since"),
        ({"mode": "automatic"}, "mode"),
        ({"stage_type": "sauna"}, "stage_type"),
    ],
)
def test_a_simulation_that_makes_no_sense(said: dict[str, Any], attr: str, lead: Any) -> None:
    answer = lead.post("/api/rules/simulate", {**THRESHOLDS, **said})
    assert (answer.status_code, attrs_of(answer)) == (400, [attr])


def test_a_simulation_of_nowhere_is_empty(lead: Any) -> None:
    CompanyFactory(name="Contoso")
    decided(4)
    found = lead.post("/api/rules/simulate", {**THRESHOLDS, "company_name": "Contoso"}).json()
    assert found["rule"]["stages"] == 0
