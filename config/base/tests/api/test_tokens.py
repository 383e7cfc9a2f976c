"""Login, rotation, reuse, revocation, and every token that must not open a door."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from config.base.models import User
from config.testing.clients import Client

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"


def login(username: object = "rita", password: object = PASSWORD, **extra: Any) -> Any:
    client = Client(raise_request_exception=False)
    return client.post("/api/token", {"username": username, "password": password}, **extra)


def pair(**extra: Any) -> dict[str, str]:
    response = login(**extra)
    assert response.status_code == 200, response.content
    found: dict[str, str] = response.json()
    return found


def refresh(token: object) -> Any:
    return Client(raise_request_exception=False).post("/api/token/refresh", {"refresh": token})


def me(access: str) -> Any:
    return Client(raise_request_exception=False, HTTP_AUTHORIZATION=f"Bearer {access}").get("/api/me")


def codes(response: Any) -> list[str]:
    return [error["code"] for error in response.json()["errors"]]


def test_login_opens_the_door(recruiter: User) -> None:
    found = pair()
    assert set(found) == {"access", "refresh"}
    assert me(found["access"]).json() == {
        "id": str(recruiter.pk),
        "username": "rita",
        "name": "rita",
        "email": "rita@example.org",
        "roles": ["recruiter"],
    }
    assert jwt.decode(found["access"], options={"verify_signature": False}).keys() >= {"exp", "jti", "iat"}


def test_refresh_tokens_are_not_kept(recruiter: User) -> None:
    found = pair()
    assert [token.token for token in OutstandingToken.objects.all()] == [""]
    assert found["refresh"]


def test_every_failed_login_looks_the_same(recruiter: User, make_user: Any) -> None:
    make_user("recruiter", username="gone", is_active=False)
    answers = [login("nobody"), login("gone"), login("rita", "wrong"), login("gone", "wrong")]
    assert {response.status_code for response in answers} == {401}
    assert len({response.content for response in answers}) == 1
    assert codes(answers[0]) == ["authentication_failed"]


@pytest.mark.parametrize(
    "username", ["RITA", "Rita", "rita ", " rita", "rіta", "rita\u200b", "ｒｉｔａ", "rita@example.org", "x" * 150]
)
def test_only_the_name_itself_is_the_name(recruiter: User, username: str) -> None:
    assert login(username).status_code in (400, 401)


@pytest.mark.parametrize("value", [[], {}, None, 5, True, "", ["rita"], {"$ne": ""}, "x" * 151, "a\x00"])
@pytest.mark.parametrize("field", ["username", "password"])
def test_what_is_no_name_or_password(recruiter: User, field: str, value: object) -> None:
    response = Client().post("/api/token", {"username": "rita", "password": PASSWORD} | {field: value})
    assert response.status_code == 400, response.content


def test_an_endless_password_is_refused_before_it_is_hashed(recruiter: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.base.api.tokens.check_password", None)
    started = time.monotonic()
    assert login(password="x" * 1_000_000).status_code == 400
    assert login(password="x" * 129).status_code == 400
    assert time.monotonic() - started < 1


def test_a_password_keeps_its_blanks(make_user: Any) -> None:
    make_user(username="blank", password=" with blanks ")
    assert login("blank", " with blanks ").status_code == 200
    assert login("blank", "with blanks").status_code == 401


def test_sixty_tries_a_minute_for_each_address(recruiter: User) -> None:
    answers = [login(f"nobody{number}", "x").status_code for number in range(61)]
    assert answers == [401] * 60 + [429]
    limited = login()
    assert (limited.status_code, codes(limited)) == (429, ["throttled"])
    assert int(limited["Retry-After"]) <= 60
    assert login(REMOTE_ADDR="10.9.9.9").status_code == 200


class TestRotation:
    def test_a_refresh_token_works_once(self, recruiter: User) -> None:
        first = pair()
        second = refresh(first["refresh"])
        assert (second.status_code, set(second.json())) == (200, {"access", "refresh"})
        assert me(second.json()["access"]).status_code == 200
        again = refresh(first["refresh"])
        assert (again.status_code, codes(again)) == (401, ["token_not_valid"])

    def test_used_again_at_once_it_harms_nobody(self, recruiter: User) -> None:
        first = pair()
        second = refresh(first["refresh"]).json()
        assert refresh(first["refresh"]).status_code == 401
        assert refresh(second["refresh"]).status_code == 200

    def test_used_again_later_it_ends_the_family(self, recruiter: User) -> None:
        first, other = pair(), pair()
        second = refresh(first["refresh"]).json()
        used_long_ago()
        assert refresh(first["refresh"]).status_code == 401
        assert refresh(second["refresh"]).status_code == 401
        assert refresh(other["refresh"]).status_code == 200, "another login is another family"

    def test_logging_out_ends_the_login(self, recruiter: User) -> None:
        first, other = pair(), pair()
        second = refresh(first["refresh"]).json()
        for token in (first, second, second):
            assert Client().post("/api/token/revoke", {"refresh": token["refresh"]}).status_code == 204
        assert refresh(second["refresh"]).status_code == 401
        assert refresh(other["refresh"]).status_code == 200

    def test_after_a_change_of_password(self, recruiter: User) -> None:
        found = pair()
        recruiter.set_password("another long phrase")
        recruiter.save()
        assert refresh(found["refresh"]).status_code == 401
        refused = me(found["access"])
        assert (refused.status_code, codes(refused)) == (401, ["password_changed"])

    def test_after_the_account_was_closed(self, recruiter: User) -> None:
        found = pair()
        User.objects.filter(pk=recruiter.pk).update(is_active=False)
        assert refresh(found["refresh"]).status_code == 401
        refused = me(found["access"])
        assert (refused.status_code, codes(refused)) == (401, ["user_inactive"])

    def test_after_the_account_was_deleted(self, recruiter: User) -> None:
        found = pair()
        recruiter.delete()
        assert refresh(found["refresh"]).status_code == 401
        assert me(found["access"]).status_code == 401

    def test_after_a_loss_of_role(self, recruiter: User) -> None:
        found = pair()
        recruiter.groups.clear()
        client = Client(HTTP_AUTHORIZATION=f"Bearer {found['access']}")
        assert me(found["access"]).json()["roles"] == []
        assert client.get("/api/users").status_code == 403

    def test_an_access_token_is_no_refresh_token(self, recruiter: User) -> None:
        found = pair()
        assert refresh(found["access"]).status_code == 401
        assert me(found["refresh"]).status_code == 401

    @pytest.mark.parametrize("token", ["", "x", "a.b.c", "." * 10, "é" * 50, "x" * 5_000, None, 5, [], {}])
    @pytest.mark.parametrize("path", ["/api/token/refresh", "/api/token/revoke"])
    def test_what_is_no_refresh_token(self, path: str, token: object) -> None:
        response = Client(raise_request_exception=False).post(path, {"refresh": token})
        assert response.status_code in (400, 401), response.content


def used_long_ago() -> None:
    past = datetime.now(UTC) - timedelta(seconds=settings.REFRESH_REUSE_GRACE_SECONDS + 1)
    BlacklistedToken.objects.update(blacklisted_at=past)


def claims(user: User, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    found = {
        "token_type": "access",
        "exp": now + 300,
        "iat": now,
        "jti": uuid.uuid4().hex,
        "user_id": str(user.pk),
        "hash_password": get_md5_hash_password(user.password),
    } | changes
    return {name: value for name, value in found.items() if value is not ...}


def signed(payload: dict[str, Any], key: str = "", header: dict[str, Any] | None = None) -> str:
    """By hand, since libraries refuse to make what attackers send."""
    parts = [{"alg": "HS256", "typ": "JWT"} | (header or {}), payload]
    text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    mac = hmac.new((key or settings.JWT_SIGNING_KEY).encode(), text.encode(), hashlib.sha256).digest()
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


class TestForgedTokens:
    def test_the_forger_knows_the_form(self, recruiter: User) -> None:
        assert me(signed(claims(recruiter))).status_code == 200

    @pytest.mark.parametrize("alg", ["none", "None", "NONE", "RS256", "HS384", "ES256", "", None, 5, ["HS256"]])
    def test_another_algorithm(self, recruiter: User, alg: Any) -> None:
        for signature in ("", None):
            token = signed(claims(recruiter), header={"alg": alg})
            assert me(token.rpartition(".")[0] + "." if signature == "" else token).status_code == 401

    @pytest.mark.parametrize(
        "header",
        [
            {"kid": "../../../../dev/null"},
            {"jku": "https://evil.example/keys.json"},
            {"x5u": "https://evil.example/cert.pem"},
            {"jwk": {"kty": "oct", "k": "AAAA"}},
        ],
    )
    @pytest.mark.parametrize("key", ["x", "\x00", "public key", "A" * 64])
    def test_another_key(self, recruiter: User, header: dict[str, Any], key: str) -> None:
        assert me(signed(claims(recruiter), key, header)).status_code == 401

    @pytest.mark.parametrize(
        "changes",
        [
            {"exp": ...},
            {"exp": "tomorrow"},
            {"exp": None},
            {"exp": 1},
            {"exp": -1},
            {"exp": [9999999999]},
            {"nbf": 9_999_999_999},
            {"iat": 9_999_999_999},
            {"token_type": "refresh"},
            {"token_type": ...},
            {"token_type": None},
            {"jti": ...},
            {"user_id": ...},
            {"user_id": None},
            {"user_id": 5},
            {"user_id": "x"},
            {"user_id": {"$ne": ""}},
            {"user_id": "8a4c1f2e-6b1d-4c8e-9f0a-2b3c4d5e6f70"},
            {"hash_password": ...},
            {"hash_password": "x"},
            {"hash_password": None},
        ],
        ids=repr,
    )
    def test_another_claim(self, recruiter: User, changes: dict[str, Any]) -> None:
        response = me(signed(claims(recruiter, **changes)))
        assert response.status_code == 401, response.content
        assert response["WWW-Authenticate"].startswith("Bearer")

    def test_a_changed_payload(self, recruiter: User, manager: User) -> None:
        head, _, mac = pair()["access"].split(".")
        body = base64.urlsafe_b64encode(json.dumps(claims(manager)).encode()).decode().rstrip("=")
        assert me(f"{head}.{body}.{mac}").status_code == 401

    @pytest.mark.parametrize(
        "header",
        ["", "Bearer", "Bearer ", "Bearer a b c", "Basic cml0YTp4", "Bearer \xff\xfe", "bearer null", "x" * 9_000],
    )
    def test_what_is_no_token(self, recruiter: User, header: str) -> None:
        assert Client(raise_request_exception=False, HTTP_AUTHORIZATION=header).get("/api/me").status_code == 401

    def test_a_token_elsewhere(self, recruiter: User) -> None:
        access = pair()["access"]
        client = Client()
        for name in ("token", "access", "access_token", "jwt", "authorization"):
            assert client.get("/api/me", {name: access}).status_code == 401
            client.cookies[name] = access
        assert client.get("/api/me").status_code == 401

    def test_a_session_is_no_token(self, recruiter: User) -> None:
        client = Client()
        client.force_login(recruiter, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/api/me").status_code == 401

    @pytest.mark.parametrize("changes", [{"jti": 5}, {"jti": ...}, {"jti": None}, {"jti": "x"}, {"exp": ...}])
    def test_a_forged_refresh_token(self, recruiter: User, changes: dict[str, Any]) -> None:
        assert refresh(signed(claims(recruiter, token_type="refresh", **changes))).status_code == 401
