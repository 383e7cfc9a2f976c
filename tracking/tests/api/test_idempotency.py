"""Idempotency-Key: a creating POST sent again has its effect once and gets its first answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from config.base.models import IdempotencyRecord, User
from config.testing.refusals import attrs_of, codes_of
from tracking.models import Attachment, Candidate, InterviewProcess, InterviewStage, Offer
from tracking.tests.api.endpoints import CANDIDATE, CREATING, OFFER, World, Write, fixed
from tracking.tests.factories import ProcessFactory

pytestmark = pytest.mark.django_db

KEY = "HTTP_IDEMPOTENCY_KEY"


def counts() -> list[int]:
    return [model.objects.count() for model in (Candidate, InterviewProcess, InterviewStage, Offer, Attachment)]


@pytest.mark.parametrize("write", CREATING, ids=str)
def test_the_same_again_is_the_same_answer(api: Any, world: World, write: Write) -> None:
    url, body = write.url(world), write.body(world)
    first = api.post(url, body, **{KEY: "k1"})
    assert first.status_code == 201, first.content
    made = counts()
    again = api.post(url, body, **{KEY: "k1"})
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert again.get("ETag") == first.get("ETag")
    assert counts() == made
    other = api.post(url, body | {next(iter(body)): "Something else"}, **{KEY: "k1"})
    assert (
        (other.status_code, codes_of(other)) == (422, ["idempotency_key_reused"]) if other.status_code != 400 else True
    )


def test_drafting_an_offer(api: Any, world: World) -> None:
    url = f"/api/processes/{ProcessFactory(candidate=world.candidate).pk}/offers"
    first = api.post(url, OFFER, **{KEY: "k1"})
    again = api.post(url, OFFER, **{KEY: "k1"})
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert api.post(url, OFFER, **{KEY: "k2"}).status_code == 409, "the natural key stands beneath"


def upload(text: bytes = b"Ada Lovelace, mathematician", name: str = "cv.txt") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, text, "text/plain"), "kind": "resume"}


def test_uploading_a_file(api: Any, world: World) -> None:
    url = f"/api/candidates/{world.candidate.pk}/attachments"
    first = api.post(url, upload(), format="multipart", **{KEY: "k1"})
    assert first.status_code == 201, first.content
    again = api.post(url, upload(), format="multipart", **{KEY: "k1"})
    assert (again.status_code, again.content) == (201, first.content)
    assert Attachment.objects.count() == 1
    for other in (upload(b"Another text"), upload(name="other.txt"), upload() | {"kind": "other"}):
        response = api.post(url, other, format="multipart", **{KEY: "k1"})
        assert (response.status_code, codes_of(response)) == (422, ["idempotency_key_reused"])


def test_another_body_or_route_is_refused(api: Any, world: World) -> None:
    api.post("/api/candidates", CANDIDATE, **{KEY: "k1"})
    for path, body in (("/api/candidates", CANDIDATE | {"phone": "1"}), ("/api/companies", {"name": "X"})):
        response = api.post(path, body, **{KEY: "k1"})
        assert (response.status_code, codes_of(response)) == (422, ["idempotency_key_reused"])


def test_the_order_of_fields_is_no_difference(api: Any, world: World) -> None:
    first = api.post("/api/candidates", CANDIDATE, **{KEY: "k1"})
    again = api.post("/api/candidates", dict(reversed(CANDIDATE.items())), **{KEY: "k1"})
    assert again.content == first.content


def test_a_refusal_is_not_remembered(api: Any, world: World) -> None:
    assert api.post("/api/candidates", {"full_name": ""}, **{KEY: "k1"}).status_code == 400
    draft = {"base_salary": "1.00", "currency": "USD"}
    assert api.post(f"/api/processes/{world.process.pk}/offers", draft, **{KEY: "k1"}).status_code == 409
    assert not IdempotencyRecord.objects.exists()
    assert api.post("/api/candidates", CANDIDATE, **{KEY: "k1"}).status_code == 201


def test_without_a_key_every_time_is_a_new_one(api: Any) -> None:
    assert len({api.post("/api/candidates", CANDIDATE).json()["id"] for _ in range(3)}) == 3
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize(
    "key", ["", " ", "a b", "x" * 256, "x" * 5_000, "schlüssel", "a\tb", "\x7f", "k\u20ac".encode().decode("latin-1")]
)
@pytest.mark.parametrize("write", CREATING, ids=str)
def test_what_is_no_key(api: Any, world: World, write: Write, key: str) -> None:
    response = api.post(write.url(world), write.body(world), **{KEY: key})
    assert (response.status_code, codes_of(response)) == (400, ["invalid_idempotency_key"])
    assert attrs_of(response) == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["x" * 255, "!", "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70", "a/b?c=d;e"])
def test_what_is_a_key(api: Any, key: str) -> None:
    assert api.post("/api/candidates", CANDIDATE, **{KEY: key}).status_code == 201


def test_keys_are_each_users_own(api: Any, client_for: Any, other_recruiter: User, manager: User) -> None:
    first = api.post("/api/candidates", CANDIDATE, **{KEY: "k1"})
    for other in (client_for(other_recruiter), client_for(manager)):
        theirs = other.post("/api/candidates", CANDIDATE, **{KEY: "k1"})
        assert theirs.status_code == 201
        assert theirs.json()["id"] != first.json()["id"]
        assert "Idempotent-Replay" not in theirs


def test_a_key_is_forgotten_after_its_time(api: Any, settings: Any) -> None:
    first = api.post("/api/candidates", CANDIDATE, **{KEY: "k1"}).json()
    IdempotencyRecord.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    second = api.post("/api/candidates", CANDIDATE, **{KEY: "k1"})
    assert (second.status_code, second.json()["id"] != first["id"]) == (201, True)
    third = api.post("/api/candidates", CANDIDATE, **{KEY: "k1"})
    assert third.json()["id"] == second.json()["id"]
    left = IdempotencyRecord.objects.get().expires_at - timezone.now()
    assert timedelta(hours=23) < left <= timedelta(hours=settings.IDEMPOTENCY_HOURS)


def test_a_key_is_no_way_round_the_scope(client_for: Any, other_recruiter: User, world: World) -> None:
    write = Write("post", "/api/processes/{process}/stages", fixed({"stage_name": "X"}))
    response = client_for(other_recruiter).post(write.url(world), write.body(world), **{KEY: "k1"})
    assert response.status_code == 404
    assert not IdempotencyRecord.objects.exists()
