"""Wrong passwords are counted by user and address, and five of them are enough."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone

from config.base.login import LockedOut, check_password
from config.base.models import User
from config.testing.clients import Client

pytestmark = pytest.mark.django_db


def attempt(password: str, username: str = "rita", address: str = "10.0.0.1") -> Any:
    body = {"username": username, "password": password}
    return Client(raise_request_exception=False).post("/api/token", body, REMOTE_ADDR=address)


def test_the_right_password(recruiter: User) -> None:
    assert check_password(RequestFactory().post("/"), "rita", "correct horse") == recruiter
    assert check_password(RequestFactory().post("/"), "rita", "wrong") is None
    assert check_password(RequestFactory().post("/"), "nobody", "wrong") is None


def test_five_wrong_tries_lock_user_and_address(recruiter: User) -> None:
    answers = [attempt("wrong") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    for password in ("wrong", "correct horse"):
        locked = attempt(password)
        assert (locked.status_code, locked.json()["errors"][0]["code"]) == (429, "throttled")
        assert locked["Retry-After"] == "60"
    assert attempt("correct horse", address="10.0.0.2").status_code == 200
    assert attempt("wrong", username="otto").status_code == 401
    with pytest.raises(LockedOut):
        check_password(RequestFactory().post("/", REMOTE_ADDR="10.0.0.1"), "rita", "correct horse")


def test_unknown_names_are_counted_alike(recruiter: User) -> None:
    assert [attempt("x", username="nobody").status_code for _ in range(6)] == [401] * 5 + [429]


def test_the_lock_opens_after_its_time(recruiter: User) -> None:
    for _ in range(5):
        attempt("wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert attempt("correct horse").status_code == 200


def test_a_right_password_clears_the_count(recruiter: User) -> None:
    for _ in range(4):
        attempt("wrong")
    assert attempt("correct horse").status_code == 200
    assert [attempt("wrong").status_code for _ in range(5)] == [401] * 5


def test_a_forged_address_is_no_other_address(recruiter: User) -> None:
    body = {"username": "rita", "password": "wrong"}
    client = Client()
    answers = [client.post("/api/token", body, HTTP_X_FORWARDED_FOR=f"1.2.3.{n}").status_code for n in range(6)]
    assert answers == [401] * 5 + [429]


def test_passwords_are_not_kept(recruiter: User) -> None:
    attempt("a wrong secret")
    kept = AccessAttempt.objects.get()
    assert "a wrong secret" not in f"{kept.get_data}{kept.post_data}"
