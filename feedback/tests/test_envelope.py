"""Envelopes are valid CloudEvents, the same bytes each time, and what docs/events.md says of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.formats.json import JSONFormat
from django.conf import settings as project
from jsonschema import Draft202012Validator

from feedback.enums import EventType
from feedback.envelope import envelope_of, ping_envelope
from feedback.event_types import data_of
from feedback.models import Event, WebhookDelivery
from feedback.tests.event_schemas import json_type, kinds, schema_of, types_section

ID, SUBJECT = UUID(int=1), UUID(int=2)


def event(**fields: Any) -> Event:
    data = {"b": 1, "a": "x"}
    return Event(
        **{"id": ID, "subject": SUBJECT, "type": "t", "data": data, "time": datetime(2026, 1, 2, tzinfo=UTC)} | fields
    )


def test_the_envelope(settings: Any) -> None:
    settings.PUBLIC_URL = "https://hireloop.example.org"
    assert json.loads(envelope_of(event())) == {
        "specversion": "1.0",
        "id": str(ID),
        "source": "https://hireloop.example.org",
        "type": "t",
        "subject": str(SUBJECT),
        "time": "2026-01-02T00:00:00Z",
        "datacontenttype": "application/json",
        "data": {"a": "x", "b": 1},
    }


def test_the_bytes_do_not_depend_on_how_it_was_read() -> None:
    elsewhere = datetime(2026, 1, 2, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert envelope_of(event()) == envelope_of(event(data={"a": "x", "b": 1}, time=elsewhere))


def test_the_library_reads_it_back() -> None:
    read = JSONFormat().read(None, envelope_of(event()))
    assert (read.get_id(), read.get_type(), read.get_subject(), read.get_data()) == (
        str(ID),
        "t",
        str(SUBJECT),
        {"a": "x", "b": 1},
    )


def test_a_ping_is_an_envelope_too() -> None:
    delivery = WebhookDelivery(id=ID, endpoint_id=SUBJECT, created_at=datetime(2026, 1, 2, tzinfo=UTC))
    ping = json.loads(ping_envelope(delivery))
    assert (ping["id"], ping["type"], ping["subject"], ping["data"]) == (str(ID), "webhook.ping", str(SUBJECT), {})


def test_the_page_says_what_the_types_are() -> None:
    page = (project.BASE_DIR / "docs" / "events.md").read_text()
    assert types_section() in page, f"docs/events.md is to say:\n\n{types_section()}"


def test_every_type_is_there_once() -> None:
    assert [kind.type for kind in kinds()] == list(EventType)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.type)
def test_data_are_what_their_schema_says(kind: Any) -> None:
    schema = schema_of(kind)
    Draft202012Validator.check_schema(schema)
    samples = {"uuid": UUID(int=3), "string": "x", "integer": 1, "number": 4.5}
    given = {}
    for name, of in schema["properties"].items():
        basic = of["type"] if isinstance(of["type"], str) else of["type"][0]
        given[name] = samples[of.get("format", basic)]
    validator = Draft202012Validator(schema)
    validator.validate(json.loads(json.dumps(data_of(kind(**given)))))
    assert not validator.is_valid({})


def test_what_may_be_missing_may_be_null() -> None:
    assert json_type(UUID | None) == {"type": ["string", "null"], "format": "uuid"}
