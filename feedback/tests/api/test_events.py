"""The feed over the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from feedback.enums import SendingStatus
from feedback.envelope import envelope_of
from feedback.models import Event, Publication
from feedback.tests.working import happen, happen_often, jobs_of, publication_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(make_user: Callable[..., User], client_for: Callable[[User], Any]) -> Any:
    return client_for(make_user("service"))


def ids_in(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    assert answer.json()["previous"] is None
    return [event["id"] for event in answer.json()["results"]]


def ids_of(events: list[Event]) -> list[str]:
    return [str(event.pk) for event in events]


def test_the_feed_tells_events_as_they_are_sent(service: Any) -> None:
    event = happen()
    answer = service.get("/api/events")
    [told] = answer.json()["results"]
    assert told == json.loads(envelope_of(event))
    assert told["data"] == {"candidate_id": str(event.subject)}
    assert envelope_of(event) in answer.content
    assert answer.json()["next"] is None


def test_it_is_there_at_once_and_oldest_first(service: Any) -> None:
    first = happen()
    assert ids_in(service.get("/api/events")) == ids_of([first])
    second, third = happen_often(2)
    assert ids_in(service.get("/api/events")) == ids_of([first, second, third])


def test_next_leads_through_the_feed(service: Any) -> None:
    events = happen_often(5)
    first = service.get("/api/events?limit=2&type=stage.added")
    assert ids_in(first) == ids_of(events[:2])
    second = service.get(first.json()["next"])
    assert ids_in(second) == ids_of(events[2:4])
    last = service.get(second.json()["next"])
    assert ids_in(last) == ids_of(events[4:])
    assert last.json()["next"] is None


def test_after_the_last_one_there_is_nothing_until_something_happens(service: Any) -> None:
    last = happen()
    assert ids_in(service.get(f"/api/events?after={last.pk}")) == []
    news = happen()
    assert ids_in(service.get(f"/api/events?after={last.pk}")) == ids_of([news])


def test_filters(service: Any) -> None:
    happened, [added] = happen(), happen_often(1)
    assert ids_in(service.get("/api/events?type=stage.added")) == ids_of([added])
    assert ids_in(service.get("/api/events?type=stage.added&type=candidate.created")) == ids_of([happened, added])
    assert ids_in(service.get("/api/events?type=offer.extended")) == []
    assert ids_in(service.get(f"/api/events?subject={happened.subject}")) == ids_of([happened])
    assert ids_in(service.get(f"/api/events?subject={uuid4()}")) == []


@pytest.mark.parametrize(
    ("query", "attr", "code"),
    [
        ("after=6f6f3c1e-3b0a-4f0e-9d52-0c1f5f0b7a11", "after", "does_not_exist"),
        ("after=x", "after", "invalid"),
        ("after=%00", "after", "invalid"),
        ("subject=1", "subject", "invalid"),
        ("type=unknown", "type", "invalid_choice"),
        ("limit=0", "limit", "invalid"),
        ("limit=-1", "limit", "invalid"),
        ("cursor=x", "cursor", "unknown_parameter"),
        ("ordering=time", "ordering", "unknown_parameter"),
        ("count=true", "count", "unknown_parameter"),
        ("colour=red", "colour", "unknown_parameter"),
    ],
)
def test_refusals(service: Any, query: str, attr: str, code: str) -> None:
    happen()
    answer = service.get(f"/api/events?{query}")
    assert answer.status_code == 400
    assert (attrs_of(answer), codes_of(answer)) == ([attr], [code])


@pytest.mark.parametrize("query", ["after=%20{id}%20", "after={{{id}}}", "after=", "limit=100000"])
def test_oddities_that_are_understood(service: Any, query: str) -> None:
    assert service.get("/api/events?" + query.format(id=happen().pk)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_takes_the_same_few_queries_for_any_number(
    service: Any, rows: int, count_queries: Callable[..., Any]
) -> None:
    events = happen_often(rows)
    with count_queries(3):  # whether there is something to place, placing it, reading
        service.get("/api/events")
    with count_queries(2):
        service.get("/api/events")
    with count_queries(3):  # at the end: whether `after` is known
        service.get(f"/api/events?after={events[-1].pk}")


@pytest.mark.parametrize("role", ["candidate", "interviewer", "recruiter"])
def test_it_is_for_services_and_managers(make_user: Callable[..., User], client_for: Any, role: str) -> None:
    event = happen()
    client = client_for(make_user(role))
    assert client.get("/api/events").status_code == 403
    assert client.get(f"/api/events/{event.pk}").status_code == 403
    assert client.post(f"/api/events/{event.pk}/replay").status_code == 403
    assert len(jobs_of(event)) == 1


def test_managers_read_it_too(manager: User, client_for: Any) -> None:
    assert ids_in(client_for(manager).get("/api/events")) == []


def test_one_event(service: Any) -> None:
    event = happen()
    answer = service.get(f"/api/events/{event.pk}")
    assert (answer.status_code, answer.content) == (200, envelope_of(event))
    assert service.get(f"/api/events/{uuid4()}").status_code == 404


def test_a_manager_sends_an_event_again(manager: User, client_for: Any) -> None:
    event = happen()
    Publication.objects.filter(event=event).update(status=SendingStatus.DEAD, tries=8, last_error="Away.")
    client = client_for(manager)
    answer = client.post(f"/api/events/{event.pk}/replay")
    assert (answer.status_code, answer.json()) == (200, {"event_id": str(event.pk), "status": "waiting"})
    assert (publication_of(event).tries, len(jobs_of(event))) == (0, 2)
    assert client.post(f"/api/events/{event.pk}/replay").status_code == 409
    assert client.post(f"/api/events/{uuid4()}/replay").status_code == 404


def test_a_service_may_not_send_again(service: Any) -> None:
    assert service.post(f"/api/events/{happen().pk}/replay").status_code == 403
