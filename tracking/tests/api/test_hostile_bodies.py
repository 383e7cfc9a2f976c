"""Whatever is sent as a body, each write answers with the API's own refusal, never with a crash or a page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from config.testing.refusals import codes_of
from tracking.tests.api.endpoints import ACCOUNTS, CREATING, WRITES, World

pytestmark = pytest.mark.django_db

# May go without a body, since nothing in it is required.
ACTIONS = [w for w in WRITES if w.method == "post" and w not in CREATING and not w.path.endswith("/offers")]
EVERY = [*WRITES, *ACCOUNTS]
each_write = pytest.mark.parametrize("write", EVERY, ids=str)
JSON = "application/json"


@pytest.fixture(autouse=True)
def open_registration(settings: Any) -> None:
    settings.REGISTRATION_OPEN = True


@pytest.fixture(autouse=True)
def without_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.base.api.throttles.AddressThrottle.allow_request", lambda *args: True)


def send(api: Any, write: Any, world: World, raw: bytes, content_type: str = JSON) -> Any:
    return api.generic(write.method.upper(), write.url(world), raw, content_type=content_type)


NOT_OBJECTS = [b"", b"[]", b"null", b'"x"', b"1", b"true", b'{"a":', b"{} {}", b"{'a': 1}", b"\x00", b"{}garbage"]


@each_write
def test_what_is_no_json_object_is_refused(api: Any, world: World, write: Any) -> None:
    for raw in NOT_OBJECTS:
        response = send(api, write, world, raw)
        if raw == b"" and write in ACTIONS:
            assert response.status_code in (200, 400, 403, 409), response.content
            continue
        assert response.status_code == 400, (raw, response.content)
        codes_of(response)


@each_write
def test_nesting_is_refused(api: Any, world: World, write: Any) -> None:
    for raw in (b"[" * 100_000, b'{"a":' * 100_000, b'{"a":' + b"[" * 30 + b"]" * 30 + b"}"):
        response = send(api, write, world, raw)
        assert (response.status_code, codes_of(response)) == (400, ["too_deep"]), response.content


@each_write
def test_other_encodings_are_refused_or_read_as_utf8(api: Any, world: World, write: Any) -> None:
    text = json.dumps(write.body(world))
    for raw in (b'{"full_name": "\xff\xfe"}', text.encode("utf-16"), text.encode("utf-32"), b'{"\xed\xa0\x80": 1}'):
        assert send(api, write, world, raw).status_code == 400, raw
    for charset in ("base64", "idna", "bogus", "utf-16", "rot13", "unicode_escape"):
        response = send(api, write, world, b'{"nope": 1}', f"{JSON}; charset={charset}")
        assert (response.status_code, codes_of(response)) == (400, ["unknown_field"]), (charset, response.content)
    marked = send(api, write, world, b"\xef\xbb\xbf" + b'{"nope": 1}')
    assert codes_of(marked) == ["unknown_field"]


@each_write
def test_other_content_types_are_refused(api: Any, world: World, write: Any) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    for raw, content_type in [
        (bomb, "application/xml"),
        (b"name=x", "text/plain"),
        (b"name=x", "application/x-www-form-urlencoded"),
        (b"--x\r\n\r\n--x--", "multipart/form-data"),
        (b"{}", "application/json-patch+json"),
        (b"{}", "text/html"),
        (b"{}", "not a media type"),
        (b"{}", f"{JSON}; charset={'x' * 3000}"),
    ]:
        response = send(api, write, world, raw, content_type)
        assert response.status_code in (400, 415), (content_type, response.content)
        codes_of(response)


@each_write
def test_what_is_too_large_is_refused(api: Any, world: World, write: Any) -> None:
    large = send(api, write, world, b'{"nope": "' + b"x" * 6_000_000 + b'"}')
    assert large.status_code in (400, 413)
    codes_of(large)
    digits = send(api, write, world, b'{"nope": ' + b"9" * 5_000 + b"}")
    assert digits.status_code == 400
    codes_of(digits)
    keys = "&".join(f"k{number}=1" for number in range(1_000))
    response = api.generic(write.method.upper(), f"{write.url(world)}?{keys}", b"{}", content_type=JSON)
    assert response.status_code in (400, 413)
    codes_of(response)


UNSTORABLE = [
    '{"K": "\\u0000"}',
    '{"K": "\\ud800"}',
    '{"K": ["a", "\\u0000"]}',
    '{"K": {"\\u0000": 1}}',
    '{"\\ud800": 1}',
    '{"K": NaN}',
    '{"K": Infinity}',
    '{"K": 1e999}',
    '{"K": -1e400}',
    '{"K": 1e999999999999}',
]


@each_write
def test_what_cannot_be_stored_is_refused(api: Any, world: World, write: Any) -> None:
    for template in UNSTORABLE:
        for key in [*write.body(world), "metadata"]:
            response = send(api, write, world, template.replace("K", key).encode())
            assert response.status_code == 400, (template, key, response.content)
            codes_of(response)


@each_write
def test_unknown_and_repeated_fields_are_refused(api: Any, world: World, write: Any) -> None:
    for name in ("nope", "__proto__", "constructor", "$where", "", "pk", "password__startswith", "x" * 5_000):
        response = send(api, write, world, json.dumps(write.body(world) | {name: 1}).encode())
        assert (response.status_code, codes_of(response)) == (400, ["unknown_field"]), name
    twice = send(api, write, world, b'{"a": 1, "a": 2}')
    assert (twice.status_code, codes_of(twice)) == (400, ["duplicate_key"])


SET_BY_THE_SERVER = {
    "id": "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70",
    "created_at": "2001-01-01T00:00:00Z",
    "version": 99,
}


@pytest.mark.parametrize("write", [write for write in CREATING if "revise" not in write.path], ids=str)
def test_read_only_fields_are_ignored_and_foreign_ones_refused(api: Any, world: World, write: Any) -> None:
    body = write.body(world)
    made = api.post(write.url(world), body).json()
    assert "id" in made, made
    path = "/api/stages/" if "stages" in write.path else f"{write.path}/"
    before = api.get(path + made["id"]).json()
    known = {name: value for name, value in SET_BY_THE_SERVER.items() if name in before}
    update = {name: value for name, value in body.items() if name in before}
    response = api.patch(path + made["id"], update | known)
    assert response.status_code == 200, response.content
    assert {name: response.json()[name] for name in known} == {name: before[name] for name in known}
    for name in ("is_staff", "user_id", "owner_id", "password"):
        assert codes_of(api.patch(path + made["id"], {name: 1})) == ["unknown_field"]


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/api/candidates/{candidate}", "status", "placed"),
        ("/api/candidates/{candidate}", "overall_score", 100),
        ("/api/candidates/{candidate}", "anonymised_at", "2001-01-01T00:00:00Z"),
        ("/api/candidates/{candidate}", "user", "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70"),
        ("/api/processes/{process}", "status", "offer_accepted"),
        ("/api/processes/{process}", "final_outcome", "hired"),
        ("/api/processes/{process}", "candidate_id", "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70"),
        ("/api/processes/{process}", "ended_at", "2001-01-01T00:00:00Z"),
        ("/api/processes/{process}", "stages", []),
        ("/api/stages/{stage}", "outcome", "passed"),
        ("/api/stages/{stage}", "overall_rating", 5),
        ("/api/stages/{stage}", "stage_order", 9),
        ("/api/stages/{stage}", "process_id", "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70"),
        ("/api/feeders/{feeder}", "score_boost", 99),
    ],
)
def test_what_services_own_is_not_taken_from_a_body(api: Any, world: World, path: str, field: str, value: Any) -> None:
    url = path.format(**{n: getattr(world, n).pk for n in ("candidate", "process", "stage", "feeder")})
    before = api.get(url).json()
    response = api.patch(url, {field: value})
    assert response.status_code in (200, 400), response.content
    assert api.get(url).json() == before


@pytest.mark.parametrize("write", WRITES, ids=str)
def test_valid_bodies_are_valid(api: Any, world: World, write: Any) -> None:
    """So that a refusal above is the hostile part's, not the body's."""
    response = api.generic(write.method.upper(), write.url(world), json.dumps(write.body(world)), content_type=JSON)
    assert response.status_code in (200, 201, 403, 409), response.content
