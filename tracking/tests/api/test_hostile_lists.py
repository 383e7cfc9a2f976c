"""Parameters of lists: those known are read strictly, the others are refused by name."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from config.testing.refusals import attrs_of, codes_of
from tracking.tests.api.endpoints import LISTS, World, path_of

pytestmark = pytest.mark.django_db

each_list = pytest.mark.parametrize("path", LISTS)


@each_list
@pytest.mark.parametrize(
    "limit", ["-1", "0", "x", "1.5", "", " 5", "9" * 30, "٣", "1e3", "0x10", "+1", "%00", "%ff", "1&limit=x"]
)
def test_limits_that_are_no_limits(api: Any, world: World, path: str, limit: str) -> None:
    response = api.get(f"{path_of(path, world)}?limit={limit}")
    assert (response.status_code, attrs_of(response)) == (400, ["limit"])


@each_list
def test_a_large_limit_is_the_largest(api: Any, world: World, path: str) -> None:
    for limit in ("1000000", "201", "200", "1"):
        assert api.get(f"{path_of(path, world)}?limit={limit}").status_code == 200


@each_list
@pytest.mark.parametrize(
    "parameter",
    [
        "offset=1",
        "page=2",
        "page_size=5",
        "user__password__startswith=a",
        "owner__password=x",
        "_connector=OR 1=1",
        "candidate__full_name=x",
        "id__in=1",
        "created=2026-01-01",
        "created_at=2026-01-01",
        "q=%00",
        "%00=1",
        "x" * 3000 + "=1",
    ],
)
def test_unknown_parameters(api: Any, world: World, path: str, parameter: str) -> None:
    response = api.get(f"{path_of(path, world)}?{parameter}")
    assert (response.status_code, codes_of(response)) == (400, ["unknown_parameter"])


@each_list
@pytest.mark.parametrize(
    "ordering",
    ["owner__password", "?", "-?", "--created_at", "created_at;DROP", "pk", "id", "password", "%00", "created_at,id"],
)
def test_orderings_that_are_not_offered(api: Any, world: World, path: str, ordering: str) -> None:
    response = api.get(f"{path_of(path, world)}?ordering={ordering.replace('?', '%3F').replace(';', '%3B')}")
    assert (response.status_code, attrs_of(response)) == (400, ["ordering"])


@each_list
@pytest.mark.parametrize("count", ["1", "TRUE", "yes", "%00", "null"])
def test_count_is_true_or_false(api: Any, world: World, path: str, count: str) -> None:
    response = api.get(f"{path_of(path, world)}?count={count}")
    assert (response.status_code, attrs_of(response)) == (400, ["count"])


def encoded(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


ID = "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70"
AT = "2026-01-01T00:00:00+00:00"
TAMPERED = [
    "x",
    "===",
    "%00",
    "%ff",
    "a" * 5_000,
    base64.urlsafe_b64encode(b"[" * 100_000).decode()[:8_000],
    encoded(),
    encoded("-created_at", False, AT),
    encoded("-created_at", False, AT, "nope"),
    encoded("-created_at", False, AT, 5),
    encoded("-created_at", False, AT, None),
    encoded("-created_at", False, "nope", ID),
    encoded("-created_at", False, "", ID),
    encoded("-created_at", False, "9999-99-99T00:00:00Z", ID),
    encoded("-created_at", False, "0001-01-01T00:00:00+23:59", ID),
    encoded("-created_at", False, 5, ID),
    encoded("-created_at", False, "a\x00", ID),
    encoded("-created_at", False, "\ud800", ID),
    encoded("-created_at", 1, AT, ID),
    encoded("created_at", False, AT, ID),
    encoded("-updated_at", False, AT, ID),
    encoded("owner__password", False, "x", ID),
    encoded({"a": 1}, False, AT, ID),
]


@each_list
@pytest.mark.parametrize("cursor", TAMPERED, ids=range(len(TAMPERED)))
def test_cursors_that_were_not_made_here(api: Any, world: World, path: str, cursor: str) -> None:
    response = api.get(f"{path_of(path, world)}?cursor={cursor}")
    assert (response.status_code, codes_of(response)) == (400, ["invalid_cursor"])


def test_cursor_of_a_name_or_number_ordering(api: Any, world: World) -> None:
    for path, ordering, value in [
        ("/api/candidates", "full_name", "\ud800"),
        ("/api/candidates", "full_name", "a\x00"),
        ("/api/companies", "name", "\udfff"),
        (f"/api/processes/{world.process.pk}/stages", "stage_order", "x"),
        (f"/api/processes/{world.process.pk}/offers", "number", "1e9"),
    ]:
        response = api.get(path, {"ordering": ordering, "cursor": encoded(ordering, False, value, ID)})
        assert (response.status_code, codes_of(response)) == (400, ["invalid_cursor"]), (path, value)


FILTERS = {
    "/api/candidates": ["status", "owner", "email", "created_after", "updated_before", "search"],
    "/api/companies": ["name", "search"],
    "/api/feeders": ["name", "search"],
    "/api/processes": [
        "candidate",
        "company_name",
        "feeder_source",
        "status",
        "recruiter",
        "stage_type",
        "created_after",
        "created_before",
        "updated_after",
        "updated_before",
        "search",
    ],
    "/api/stages": ["outcome", "stage_type", "process", "interviewer"],
    "/api/users": ["role", "search"],
}
VALUES = ["%00", "a%00b", "%ff", "%ED%A0%80", "9999-99-99", "x" * 3_000, "'", "%27)--", "null", "[]", "%5B%5D", "1e999"]
VALUES += [
    "5",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "10000-01-01T00:00:00Z",
    "%25",
    "_",
    "%5C",
    ":*%26",
]
TEXTS = ("email", "company_name", "feeder_source", "search", "name")


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, names in FILTERS.items() for name in names])
def test_values_that_filters_cannot_mean(api: Any, world: World, path: str, name: str) -> None:
    for value in VALUES:
        response = api.get(f"{path}?{name}={value}")
        if response.status_code == 400:
            codes_of(response)
        else:
            assert (response.status_code, response.json()["results"]) == (200, []), (value, response.content)
            assert name in TEXTS or "after" in name or "before" in name, value
    nul = api.get(f"{path}?{name}=a%00")
    assert nul.status_code == 400, "NUL is refused, not stripped"


@pytest.mark.parametrize("name", ["created", "updated"])
def test_a_range_that_ends_before_it_starts(api: Any, name: str) -> None:
    response = api.get(
        "/api/processes", {f"{name}_after": "2026-02-01T00:00:00Z", f"{name}_before": "2026-01-01T00:00:00Z"}
    )
    assert (response.status_code, codes_of(response)) == (400, ["invalid_range"])


HOSTILE_NAMES = ["%00", "a%00b", "x" * 5_000, "%ff", "'", "%27%20OR%201%3D1", "%2F", "..%2F..", "%F0%9F%98%80", "%0A"]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_hostile_company_names(api: Any, world: World, name: str) -> None:
    response = api.get(f"/api/processes/company/{name}")
    assert response.status_code in (400, 404)
    codes_of(response)
