"""Offers: their terms, their steps, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.testing.refusals import attrs_of, codes_of
from tracking.models import Offer, Placement
from tracking.tests.api.endpoints import World
from tracking.tests.factories import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def process_url(world: World) -> str:
    """A process of the recruiter that has no offer yet."""
    return f"/api/processes/{ProcessFactory(candidate=world.candidate).pk}/offers"


def draft(api: Any, url: str, **terms: Any) -> Any:
    return api.post(url, {"base_salary": "100000.00", "currency": "EUR"} | terms)


AMOUNTS = ["base_salary", "total_comp", "signing_bonus", "equity_value"]
NO_AMOUNTS = [-1, "-1", "-0.01", "1e5", "1E5", "NaN", "Infinity", "", "x", True, [], {}, "0.001", 10**15, "1" * 40]
NO_AMOUNTS += ["１", " 1", "1 ", "+1", "0x10", "1_000", "1,000", "101%", "--1", ".", "-"]


@pytest.mark.parametrize("name", AMOUNTS)
@pytest.mark.parametrize("amount", NO_AMOUNTS, ids=repr)
def test_what_is_no_amount(api: Any, process_url: str, name: str, amount: Any) -> None:
    response = draft(api, process_url, **{name: amount})
    assert (response.status_code, attrs_of(response)) == (400, [name]), response.content
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("raw", [b"1e308", b"1e309", b"NaN", b"-1e308", b"0.001", b"1e-5", b"1e400"])
def test_what_is_no_amount_as_a_number(api: Any, process_url: str, raw: bytes) -> None:
    body = b'{"currency": "USD", "base_salary": ' + raw + b"}"
    assert api.generic("POST", process_url, body, content_type="application/json").status_code == 400


@pytest.mark.parametrize(("amount", "said"), [("0", "0.00"), (120000, "120000.00"), ("0.01", "0.01"), (1.5, "1.50")])
def test_amounts_are_decimal_text(api: Any, process_url: str, amount: Any, said: str) -> None:
    response = draft(api, process_url, base_salary=amount)
    assert (response.status_code, response.json()["base_salary"]) == (201, said)
    assert response.json()["total_comp"] is None


@pytest.mark.parametrize("currency", ["XXX", "usd", "US", "USDT", "", None, 5, "€", "U\u200bSD"])
def test_what_is_no_currency(api: Any, process_url: str, currency: Any) -> None:
    response = draft(api, process_url, currency=currency)
    assert (response.status_code, attrs_of(response)) == (400, ["currency"])


def test_decimals_are_those_of_the_currency(api: Any, process_url: str) -> None:
    response = draft(api, process_url, base_salary="100.50", currency="JPY")
    assert (response.status_code, attrs_of(response)) == (400, ["base_salary"])
    assert draft(api, process_url, base_salary="100", currency="JPY").status_code == 201


@pytest.mark.parametrize(
    "terms",
    [
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "tomorrow"},
        {"expires_at": 5},
        {"expires_at": "9999-12-31T23:59:59-23:59"},
        {"start_date": "2001-01-01"},
        {"start_date": "9999-12-31"},
        {"start_date": "2027-02-30"},
        {"start_date": 5},
        {"other_benefits": "x" * 20_001},
        {"other_benefits": ["a dog"]},
    ],
    ids=repr,
)
def test_what_are_no_terms(api: Any, process_url: str, terms: dict[str, Any]) -> None:
    response = draft(api, process_url, **terms)
    assert (response.status_code, attrs_of(response)) == (400, list(terms)), response.content


def test_one_open_offer_for_each_process(api: Any, world: World) -> None:
    response = draft(api, f"/api/processes/{world.process.pk}/offers")
    assert (response.status_code, codes_of(response)) == (409, ["open_offer_exists"])


def step(api: Any, world: World, name: str, **body: Any) -> Any:
    return api.post(f"/api/offers/{world.offer.pk}/{name}", body)


def test_from_draft_to_accepted_in_three_calls(api: Any, world: World) -> None:
    assert step(api, world, "extend").json()["status"] == "extended"
    assert api.get(f"/api/processes/{world.process.pk}").json()["status"] == "offer_extended"
    first = step(api, world, "accept")
    assert (first.status_code, first.json()["status"]) == (200, "accepted")
    again = step(api, world, "accept")
    assert (again.status_code, again.json()) == (200, first.json())
    assert Placement.objects.filter(reversed_at=None).count() == 1


@pytest.mark.parametrize("name", ["accept", "decline", "rescind"])
def test_a_draft_has_no_answer(api: Any, world: World, name: str) -> None:
    response = step(api, world, name)
    assert (response.status_code, codes_of(response)) == (409, ["invalid_transition"])


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [("accept", {}, "offer_accepted"), ("decline", {}, "offer_declined"), ("rescind", {}, "rejected_by_company")],
)
def test_each_answer_stands(api: Any, world: World, name: str, body: dict[str, Any], status: str) -> None:
    step(api, world, "extend")
    assert step(api, world, name, **body).status_code == 200
    assert api.get(f"/api/processes/{world.process.pk}").json()["status"] == status
    again = step(api, world, name, **body)
    assert again.status_code == 200
    for other in {"accept", "decline", "rescind"} - {name}:
        response = step(api, world, other)
        assert response.status_code == 409, other
        codes_of(response)


def test_why_an_offer_was_declined(api: Any, world: World) -> None:
    step(api, world, "extend")
    assert attrs_of(step(api, world, "decline", withdrawal_reason="bored")) == ["withdrawal_reason"]
    step(api, world, "decline", withdrawal_reason="counter_offer", reason="More money.")
    process = api.get(f"/api/processes/{world.process.pk}").json()
    assert (process["withdrawal_reason"], process["final_outcome"]) == ("counter_offer", "More money.")


def test_an_expired_offer_is_not_accepted(api: Any, world: World) -> None:
    step(api, world, "extend")
    Offer.objects.filter(pk=world.offer.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    response = step(api, world, "accept")
    assert (response.status_code, codes_of(response)) == (409, ["offer_expired"])


def test_an_offer_of_a_candidate_who_withdrew_is_not_accepted(api: Any, world: World) -> None:
    step(api, world, "extend")
    api.post(f"/api/processes/{world.process.pk}/complete", {"final_status": "candidate_withdrew"})
    assert step(api, world, "accept").status_code == 409


def test_approval_where_it_is_required(api: Any, client_for: Any, manager: Any, world: World, settings: Any) -> None:
    settings.OFFER_APPROVAL_REQUIRED = True
    assert codes_of(step(api, world, "extend")) == ["invalid_transition"]
    assert step(api, world, "submit").json()["status"] == "pending_approval"
    assert step(client_for(manager), world, "approve").json()["status"] == "approved"
    assert step(api, world, "extend").json()["status"] == "extended"


def test_revising(api: Any, world: World) -> None:
    step(api, world, "extend")
    revised = step(api, world, "revise", base_salary="130000.00")
    assert revised.status_code == 201
    found = revised.json()
    assert (found["number"], found["status"], found["base_salary"]) == (2, "draft", "130000.00")
    assert found["currency"] == "USD", "the old terms but for those given"
    assert api.get(f"/api/offers/{world.offer.pk}").json()["status"] == "superseded"
    assert api.get(f"/api/processes/{world.process.pk}").json()["status"] == "in_progress"
    assert step(api, world, "revise", base_salary="1.00").status_code == 409
    numbers = api.get(f"/api/processes/{world.process.pk}/offers", {"ordering": "number"}).json()["results"]
    assert [row["number"] for row in numbers] == [1, 2]


def test_reopening_an_accepted_process_supersedes_the_offer(api: Any, world: World) -> None:
    step(api, world, "extend")
    step(api, world, "accept")
    reopened = api.post(f"/api/processes/{world.process.pk}/reopen", {"reason": "They changed their mind."})
    assert (reopened.status_code, reopened.json()["current_offer"]) == (200, None)
    history = api.get(f"/api/candidates/{world.candidate.pk}/history").json()
    assert history["placement_history"] == []


@pytest.mark.parametrize("who", ["interviewer", "other_recruiter", "candidate_user"])
@pytest.mark.parametrize("path", ["/api/offers/{0.offer.pk}", "/api/processes/{0.process.pk}/offers"])
def test_offers_are_absent_for_others(request: Any, client_for: Any, world: World, who: str, path: str) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.get(path.format(world)).status_code == 404
