"""Companies and feeders by the names people use; candidates by theirs."""

from __future__ import annotations

from typing import Any

import pytest

from config.testing.refusals import attrs_of, codes_of

pytestmark = pytest.mark.django_db

each = pytest.mark.parametrize("path", ["/api/companies", "/api/feeders"])


@each
def test_a_name_is_taken_once_in_whatever_spelling(api: Any, path: str) -> None:
    made = api.post(path, {"name": " Amazon ", "aliases": ["AWS", "aws", "amazon"]})
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["aliases"]) == ("Amazon", ["AWS"])
    for name in ("amazon", "ＡＭＡＺＯＮ", "AMA\u200bZON", "aws"):
        response = api.post(path, {"name": name})
        assert (response.status_code, codes_of(response)) == (409, ["name_taken"]), name
    response = api.post(path, {"name": "Other", "aliases": ["amazon"]})
    assert (response.status_code, attrs_of(response)) == (409, ["aliases"])


@each
def test_found_by_name_alias_and_words(api: Any, path: str) -> None:
    made = api.post(path, {"name": "Alphabet Inc", "aliases": ["Google"]}).json()
    for parameters in ({"name": "GOOGLE"}, {"name": "alphabet inc"}, {"search": "alpha"}, {"search": "inc alph"}):
        assert [row["id"] for row in api.get(path, parameters).json()["results"]] == [made["id"]], parameters
    assert api.get(path, {"name": "alphabet"}).json()["results"] == []
    assert api.get(path, {"ordering": "name"}).json()["results"][0]["name"] == "Alphabet Inc"


@each
def test_renaming(api: Any, path: str) -> None:
    made = api.post(path, {"name": "Facebook"}).json()
    url = f"{path}/{made['id']}"
    changed = api.patch(url, {"name": "Meta", "aliases": ["Facebook"]})
    assert (changed.status_code, changed.json()["name"], changed.json()["aliases"]) == (200, "Meta", ["Facebook"])
    assert api.patch(url, {"aliases": []}).json() == made | {"name": "Meta", "aliases": []}
    assert api.patch(url, {"name": "\u200b"}).status_code == 400


@each
@pytest.mark.parametrize("aliases", ["AWS", [None], [["AWS"]], ["x" * 201], [""], ["x"] * 51, {"a": 1}, None])
def test_what_are_no_aliases(api: Any, path: str, aliases: Any) -> None:
    response = api.post(path, {"name": "Amazon", "aliases": aliases})
    assert response.status_code == 400
    assert {(attr or "").split(".")[0] for attr in attrs_of(response)} == {"aliases"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", "x" * 201),
        ("full_name", "\u200b"),
        ("full_name", 5),
        ("email", "nope"),
        ("email", "a@b"),
        ("email", "x" * 250 + "@example.org"),
        ("phone", "1" * 41),
        ("linkedin_url", "javascript:alert(1)"),
        ("linkedin_url", "nope"),
        ("linkedin_url", "https://example.org/" + "x" * 200),
    ],
)
def test_what_is_no_candidate(api: Any, field: str, value: Any) -> None:
    response = api.post("/api/candidates", {"full_name": "Ada"} | {field: value})
    assert (response.status_code, attrs_of(response)) == (400, [field])


def test_an_address_may_stand_at_several_candidates(api: Any, client_for: Any, other_recruiter: Any) -> None:
    for client in (api, api, client_for(other_recruiter)):
        assert client.post("/api/candidates", {"full_name": "Ada", "email": "ada@example.org"}).status_code == 201
    assert len(api.get("/api/candidates", {"email": "ada@example.org"}).json()["results"]) == 2
    assert len(api.get("/api/candidates", {"search": "ada@example.org"}).json()["results"]) == 2


def test_candidates_are_found_by_filters(api: Any, recruiter: Any) -> None:
    ada = api.post("/api/candidates", {"full_name": "Ada Lovelace"}).json()
    grace = api.post("/api/candidates", {"full_name": "Grace Hopper"}).json()
    body = {"candidate_id": grace["id"], "company_name": "Northwind", "role_title": "Admiral"}
    assert api.post("/api/processes", body).status_code == 201
    for filters, wanted in [
        ({"status": "new"}, [ada["id"]]),
        ({"status": "active"}, [grace["id"]]),
        ({"owner": str(recruiter.pk), "ordering": "full_name"}, [ada["id"], grace["id"]]),
        ({"ordering": "-full_name"}, [grace["id"], ada["id"]]),
        ({"search": "lov"}, [ada["id"]]),
        ({"created_before": "2001-01-01T00:00:00Z"}, []),
    ]:
        assert [row["id"] for row in api.get("/api/candidates", filters).json()["results"]] == wanted, filters
