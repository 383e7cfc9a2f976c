"""One's own profile and resume over the API."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from interviews.models import Profile
from interviews.tests.factories import BankQuestionFactory, ProfileFactory, RoleFactory

pytestmark = pytest.mark.django_db

EMPTY = {
    "id": None,
    "headline": "",
    "years_experience": None,
    "skills": [],
    "resume": {"name": None, "uploaded": False},
    "updated_at": None,
}
RESUME = b"Ada Lovelace\nPython, SQL\nNorthwind, Jan 2015 - Jun 2018\n"


def send(client: Any, content: bytes = RESUME, name: str = "cv.txt", **headers: Any) -> Any:
    body = {"file": SimpleUploadedFile(name, content, "text/plain")}
    return client.post("/api/profile/resume", body, format="multipart", **headers)


@pytest.fixture
def bank() -> None:
    BankQuestionFactory(skill_tags=["sql"])
    RoleFactory(skills=["python"])


def test_before_the_first_write_it_is_empty(me: Any) -> None:
    for _ in range(2):
        response = me.get("/api/profile")
        assert (response.status_code, response.json()) == (200, EMPTY)
    assert not Profile.objects.exists()


def test_put_makes_it_and_answers_the_whole(me: Any) -> None:
    said = {"headline": "Backend engineer", "years_experience": 4.5, "skills": ["Python", "postgres"]}
    made = me.put("/api/profile", said)
    assert made.status_code == 200, made.content
    found = made.json()
    assert found == me.get("/api/profile").json()
    assert set(found) == set(EMPTY)
    assert (found["headline"], found["years_experience"]) == ("Backend engineer", 4.5)
    assert (found["skills"], found["resume"]) == (["python", "postgresql"], EMPTY["resume"])
    assert found["id"] == str(Profile.objects.get().pk)


def test_what_was_read_can_be_put_back(me: Any, bank: None) -> None:
    send(me)
    found = me.get("/api/profile").json()
    again = me.put("/api/profile", found)
    assert (again.status_code, again.json() | {"updated_at": ""}) == (200, found | {"updated_at": ""})
    assert me.put("/api/profile", {}).json()["skills"] == found["skills"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("headline", "x" * 121, "max_length"),
        ("headline", None, "null"),
        ("headline", 5, "invalid"),
        ("years_experience", -1, "min_value"),
        ("years_experience", 71, "max_value"),
        ("years_experience", 4.25, "max_decimal_places"),
        ("years_experience", "4", "invalid"),
        ("years_experience", True, "invalid"),
        ("years_experience", "", "invalid"),
        ("skills", "python", "not_a_list"),
        ("skills", None, "null"),
        ("skills", [None], "null"),
        ("skills", [["python"]], "invalid"),
        ("skills", ["x" * 61], "max_length"),
        ("skills", [" "], "blank"),
        ("skills", [f"skill {n}" for n in range(51)], "max_length"),
        ("resume_text", "Python", "unknown_field"),
        ("resume_file", "/etc/passwd", "unknown_field"),
        ("user", "me", "unknown_field"),
    ],
)
def test_what_is_no_profile(me: Any, field: str, value: Any, code: str) -> None:
    response = me.put("/api/profile", {field: value})
    assert (response.status_code, codes_of(response)) == (400, [code])
    assert (attrs_of(response)[0] or "").split(".")[0] == field
    assert not Profile.objects.exists()


def test_read_only_fields_are_ignored(me: Any, candidate_user: User) -> None:
    other = ProfileFactory()
    response = me.put("/api/profile", {"id": str(other.pk), "updated_at": "2000-01-01T00:00:00Z"})
    assert response.status_code == 200
    assert Profile.objects.get(user=candidate_user).pk != other.pk


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_other_methods_are_refused(me: Any, method: str) -> None:
    assert getattr(me, method)("/api/profile", {"headline": "x"}).status_code == 405


def test_resume_is_read(me: Any, bank: None) -> None:
    response = send(me)
    assert response.status_code == 201, response.content
    found = response.json()
    assert (found["skills_found"], found["years_found"]) == (["python", "sql"], 3.5)
    assert found["profile"] == me.get("/api/profile").json()
    assert found["profile"]["resume"] == {"name": "cv.txt", "uploaded": True}
    assert (found["profile"]["skills"], found["profile"]["years_experience"]) == (["python", "sql"], 3.5)


def test_resume_without_skills_says_so(me: Any, bank: None) -> None:
    found = send(me, b"I like gardens.").json()
    assert (found["skills_found"], found["years_found"], found["profile"]["skills"]) == ([], None, [])


def test_where_the_file_lies_is_told_nowhere(me: Any, candidate_user: User) -> None:
    text = send(me).content.decode() + me.get("/api/profile").content.decode()
    profile = Profile.objects.get()
    assert Path(profile.resume_file.name).name not in text
    assert str(candidate_user.pk) not in text
    assert "Northwind" not in text
    for path in (f"/{profile.resume_file.name}", f"/media/{profile.resume_file.name}", "/api/profile/resume"):
        assert me.get(path).status_code in (404, 405)


def test_resume_sent_again_with_its_key_is_the_same(me: Any, bank: None, settings: Any) -> None:
    first = send(me, HTTP_IDEMPOTENCY_KEY="one")
    again = send(me, HTTP_IDEMPOTENCY_KEY="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1
    assert send(me, b"Another", HTTP_IDEMPOTENCY_KEY="one").status_code == 422


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.svg", b"<svg onload='alert(1)'/>", "unsupported_type"),
        ("cv.html", b"<html></html>", "unsupported_type"),
        ("cv", RESUME, "unsupported_type"),
        ("cv.pdf", RESUME, "unreadable"),
        ("cv.docx", b"PK\x03\x04not a zip", "unreadable"),
        ("cv.txt", b"", "empty"),
        ("cv.txt", b"a\x00b", "unreadable"),
        ("cv.txt", b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE", "infected"),
    ],
)
def test_what_is_no_resume(me: Any, name: str, content: bytes, code: str) -> None:
    response = send(me, content, name)
    assert (response.status_code, attrs_of(response), codes_of(response)) == (400, ["file"], [code])
    assert not Profile.objects.exists()


def test_resume_one_byte_over_the_limit(me: Any, settings: Any) -> None:
    settings.MAX_RESUME_BYTES = 100
    assert send(me, b"x" * 100).status_code == 201
    assert codes_of(send(me, b"x" * 101)) == ["too_large"]


def test_what_is_no_form(me: Any) -> None:
    assert me.post("/api/profile/resume", {"file": "x"}).status_code == 415
    assert attrs_of(me.post("/api/profile/resume", {"file": "no file"}, format="multipart")) == ["file"]
    assert attrs_of(me.post("/api/profile/resume", {"other": "x"}, format="multipart")) == ["other"]
    assert me.generic("POST", "/api/profile/resume", b"", content_type="multipart/form-data").status_code == 400


def test_a_path_in_the_name_is_no_path(me: Any) -> None:
    assert send(me, name="../../etc/passwd.txt").json()["profile"]["resume"]["name"] == "passwd.txt"


def test_resume_is_removed(me: Any, bank: None) -> None:
    send(me)
    for _ in range(2):
        response = me.delete("/api/profile/resume")
        assert (response.status_code, response.content) == (204, b"")
    found = me.get("/api/profile").json()
    assert (found["resume"], found["skills"]) == (EMPTY["resume"], ["python", "sql"])
    assert Profile.objects.get().resume_text == ""


@pytest.mark.parametrize("who", ["manager", "recruiter", "interviewer", "candidate_user"])
def test_everybody_has_their_own(request: Any, client_for: Any, who: str) -> None:
    ProfileFactory(headline="Theirs", years_experience=Decimal(3))
    client = client_for(request.getfixturevalue(who))
    assert client.get("/api/profile").json() == EMPTY
    assert client.put("/api/profile", {"headline": "Mine"}).json()["headline"] == "Mine"
    assert send(client).status_code == 201
    assert client.delete("/api/profile/resume").status_code == 204
    assert set(Profile.objects.values_list("headline", flat=True)) == {"Theirs", "Mine"}


def test_queries(me: Any, bank: None, count_queries: Any) -> None:
    with count_queries(1):
        me.get("/api/profile")
    with count_queries(5):
        me.put("/api/profile", {"headline": "Engineer"})
    with count_queries(3):
        me.put("/api/profile", {"headline": "Engineer"})
    with count_queries(2):
        me.get("/api/profile")
    with count_queries(4):
        send(me)
    with count_queries(2):
        me.delete("/api/profile/resume")


def test_options_are_refused_in_words(me: Any) -> None:
    assert me.options("/api/profile").status_code == 405
