"""Files of candidates: kept as they are, handed out as downloads to who sees the candidate."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.base.models import User
from config.testing.refusals import attrs_of, codes_of
from tracking.models import Attachment
from tracking.tests.api.endpoints import World

pytestmark = pytest.mark.django_db

TEXT = b"Ada Lovelace, mathematician"


@pytest.fixture
def send(api: Any, world: World) -> Callable[..., Any]:
    def post(name: str = "cv.txt", content: bytes = TEXT, **fields: Any) -> Any:
        body = {"file": SimpleUploadedFile(name, content, "text/plain")} | fields
        return api.post(f"/api/candidates/{world.candidate.pk}/attachments", body, format="multipart")

    return post


def test_a_resume(api: Any, send: Any, world: World) -> None:
    made = send()
    assert made.status_code == 201, made.content
    found = made.json()
    assert (found["original_name"], found["content_type"], found["size"]) == ("cv.txt", "text/plain", len(TEXT))
    assert api.get(f"/api/candidates/{world.candidate.pk}").json()["resume"] == found["id"]
    listed = api.get(f"/api/candidates/{world.candidate.pk}/attachments").json()["results"]
    assert listed == [found]
    file = api.get(f"/api/candidates/{world.candidate.pk}/attachments/{found['id']}")
    assert (file.status_code, b"".join(file.streaming_content)) == (200, TEXT)
    assert file["Content-Type"] == "text/plain"
    assert file["Content-Disposition"] == 'attachment; filename="cv.txt"'
    assert file["X-Content-Type-Options"] == "nosniff"


def test_only_a_resume_becomes_the_resume(api: Any, send: Any, world: World) -> None:
    assert send(kind="other").status_code == 201
    assert api.get(f"/api/candidates/{world.candidate.pk}").json()["resume"] is None
    assert attrs_of(send(kind="photo")) == ["kind"]


NAMES = ['a"b.txt', "Lebenslauf Jürgen.txt", "履歴書.txt", "a;b.txt", "x" * 240 + ".txt", "=1+1.txt", "<b>.txt"]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_any_name_makes_one_sound_header(api: Any, send: Any, world: World, name: str) -> None:
    made = send(name)
    assert made.status_code == 201, made.content
    file = api.get(f"/api/candidates/{world.candidate.pk}/attachments/{made.json()['id']}")
    header = file["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert header.isascii()
    assert not set("\r\n") & set(header)


def test_a_stored_name_with_a_line_break_splits_no_header(api: Any, send: Any, world: World) -> None:
    made = send().json()
    Attachment.objects.update(original_name='cv\r\nSet-Cookie: a=b".txt')
    file = api.get(f"/api/candidates/{world.candidate.pk}/attachments/{made['id']}")
    assert file.status_code == 200
    assert not set("\r\n") & set(file["Content-Disposition"])
    assert "Set-Cookie" not in file.headers


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>"),
        ("a.html", b"<html></html>"),
        ("a.exe", b"MZ"),
        ("a", TEXT),
        ("a.pdf", TEXT),
        ("a.docx", b"PK\x03\x04not a zip"),
        ("a.txt", b""),
        ("a.txt", b"a\x00b"),
        ("a.txt", b"\xff\xfe"),
        ("a.txt", b"<script>alert(1)</script>"),
        ("a.txt", b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"),
    ],
)
def test_what_is_refused(send: Any, name: str, content: bytes) -> None:
    response = send(name, content)
    assert (response.status_code, attrs_of(response)) == (400, ["file"])
    assert not Attachment.objects.exists()


def test_what_is_too_large(send: Any, settings: Any) -> None:
    settings.MAX_RESUME_BYTES = 100
    response = send(content=b"x" * 101)
    assert (response.status_code, codes_of(response)) in [(400, ["too_large"]), (413, ["too_large"])]
    assert send(content=b"x" * 100).status_code == 201


def test_what_is_no_form(api: Any, world: World) -> None:
    url = f"/api/candidates/{world.candidate.pk}/attachments"
    for raw, content_type, status in [
        (b"{}", "application/json", 415),
        (b"x", "multipart/form-data", 400),
        (b"", "multipart/form-data; boundary=x", 400),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x", 400),
        (b"x", "multipart/form-data; boundary=" + "y" * 500, 415),
    ]:
        response = api.generic("POST", url, raw, content_type=content_type)
        assert response.status_code == status, (content_type, response.content)
        codes_of(response)
    assert attrs_of(api.post(url, {"file": "no file"}, format="multipart")) == ["file"]
    assert attrs_of(api.post(url, {"kind": "resume"}, format="multipart")) == ["file"]


def test_a_path_in_the_name_is_no_path(api: Any, send: Any, world: World) -> None:
    made = send("../../etc/passwd.txt")
    assert (made.status_code, made.json()["original_name"]) == (201, "passwd.txt")
    assert "passwd" not in Attachment.objects.get().file.name


@pytest.mark.parametrize("who", ["other_recruiter", "interviewer", "candidate_user"])
def test_files_are_absent_for_others(request: Any, client_for: Any, send: Any, world: World, who: str) -> None:
    made = send().json()
    client = client_for(request.getfixturevalue(who))
    for pk in (made["id"], str(uuid.uuid4())):
        response = client.get(f"/api/candidates/{world.candidate.pk}/attachments/{pk}")
        assert (response.status_code, codes_of(response)) == (404, ["not_found"])


def test_no_other_address_leads_to_a_file(api: Any, send: Any, world: World, manager: User, client_for: Any) -> None:
    made = send().json()
    stored = Attachment.objects.get().file.name
    other = str(uuid.uuid4())
    for path in (
        f"/{stored}",
        f"/media/{stored}",
        f"/static/{stored}",
        f"/api/candidates/{other}/attachments/{made['id']}",
        f"/api/candidates/{world.candidate.pk}/attachments/{stored.rpartition('/')[2]}",
        f"/api/candidates/{world.candidate.pk}/attachments/",
    ):
        assert client_for(manager).get(path).status_code == 404, path


@pytest.mark.parametrize("value", ["bytes=0-4", "bytes=-1", "bytes=5-1", "bytes=0-0,1-1,2-2", "lines=1"])
def test_ranges_change_nothing(api: Any, send: Any, world: World, value: str) -> None:
    url = f"/api/candidates/{world.candidate.pk}/attachments/{send().json()['id']}"
    response = api.get(url, HTTP_RANGE=value)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, TEXT)
