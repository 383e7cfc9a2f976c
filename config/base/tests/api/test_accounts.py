"""Who am I, who are the others, registration, and how long a change of account takes to be seen."""

from __future__ import annotations

from typing import Any

import pytest

from config.base.models import User
from config.base.user_cache import users
from config.testing.clients import Client

pytestmark = pytest.mark.django_db

NEWCOMER = {"username": "ada", "email": "ada@example.org", "password": "a long enough phrase"}


def test_me_needs_a_token() -> None:
    assert Client().get("/api/me").status_code == 401


@pytest.mark.parametrize("roles", [(), ("candidate",), ("interviewer", "recruiter"), ("service",)])
def test_me_tells_the_roles(client_for: Any, make_user: Any, roles: tuple[str, ...]) -> None:
    assert client_for(make_user(*roles)).get("/api/me").json()["roles"] == sorted(roles)


def test_a_superuser_is_a_manager(client_for: Any, make_user: Any) -> None:
    assert client_for(make_user(is_superuser=True)).get("/api/me").json()["roles"] == ["manager"]


class TestPeople:
    @pytest.mark.parametrize("role", ["candidate", "interviewer", "service"])
    def test_are_for_recruiters(self, client_for: Any, make_user: Any, role: str) -> None:
        assert client_for(make_user(role)).get("/api/users").status_code == 403

    def test_are_found_by_role_and_name(self, api: Any, interviewer: User, make_user: Any) -> None:
        make_user("interviewer", username="gone", is_active=False)
        ina = make_user("interviewer", username="ina", first_name="Ina", last_name="Maier")
        both = api.get("/api/users", {"role": "interviewer"}).json()["results"]
        assert both == [{"id": str(interviewer.pk), "name": "ivan"}, {"id": str(ina.pk), "name": "Ina Maier"}]
        for search in ("mai", "INA", "ina"):
            found = api.get("/api/users", {"role": "interviewer", "search": search}).json()
            assert [row["name"] for row in found["results"]] == ["Ina Maier"], search
        assert (found["next"], found["previous"]) == (None, None)

    def test_parameters(self, api: Any) -> None:
        assert api.get("/api/users", {"role": "king"}).status_code == 400
        assert api.get("/api/users", {"password__startswith": "a"}).status_code == 400


class TestRegistration:
    def test_is_closed(self) -> None:
        response = Client().post("/api/register", NEWCOMER)
        assert response.status_code == 403
        assert [error["code"] for error in response.json()["errors"]] == ["registration_closed"]
        assert not User.objects.filter(username="ada").exists()

    @pytest.fixture
    def open(self, settings: Any) -> None:
        settings.REGISTRATION_OPEN = True

    def test_makes_a_candidate_who_can_log_in(self, open: None) -> None:
        response = Client().post("/api/register", NEWCOMER)
        assert (response.status_code, response.json()["roles"]) == (201, ["candidate"]), response.content
        assert "password" not in response.json()
        user = User.objects.get(username="ada")
        assert (user.is_staff, user.is_superuser) == (False, False)
        login = {name: NEWCOMER[name] for name in ("username", "password")}
        assert Client().post("/api/token", login).status_code == 200

    def test_a_taken_name(self, open: None, make_user: Any) -> None:
        make_user(username="ada")
        response = Client().post("/api/register", NEWCOMER)
        assert response.status_code == 409
        error = response.json()["errors"][0]
        assert (error["code"], error["attr"]) == ("username_taken", "username")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("password", "short"),
            ("password", "12345678901"),
            ("password", "password"),
            ("password", "x" * 129),
            ("username", "a b"),
            ("username", "<script>"),
            ("username", ""),
            ("username", "\u200b"),
            ("username", "x" * 151),
            ("email", "nope"),
            ("email", ""),
            ("is_superuser", True),
            ("is_staff", True),
            ("roles", ["manager"]),
            ("groups", [1]),
        ],
    )
    def test_what_is_refused(self, open: None, field: str, value: object) -> None:
        response = Client().post("/api/register", NEWCOMER | {field: value})
        assert response.status_code == 400, response.content
        assert response.json()["errors"][0]["attr"] == field
        assert not User.objects.exists()

    def test_ten_a_minute_for_each_address(self, open: None) -> None:
        answers = [Client().post("/api/register", {}).status_code for _ in range(11)]
        assert answers == [400] * 10 + [429]


class TestUserCache:
    def test_a_closed_account_counts_for_so_long_at_most(
        self, client_for: Any, recruiter: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.JWT_USER_CACHE_SECONDS = 5
        clock = [1000.0]
        monkeypatch.setattr("config.base.api.authentication.time.monotonic", lambda: clock[0])
        client = client_for(recruiter)
        assert client.get("/api/me").status_code == 200
        User.objects.filter(pk=recruiter.pk).update(is_active=False)
        clock[0] += 4.9
        assert client.get("/api/me").status_code == 200
        clock[0] += 0.2
        assert client.get("/api/me").status_code == 401

    def test_within_that_time_no_query_asks_who_it_is(
        self, client_for: Any, recruiter: User, settings: Any, django_assert_num_queries: Any
    ) -> None:
        settings.JWT_USER_CACHE_SECONDS = 5
        client = client_for(recruiter)
        client.get("/api/me")
        with django_assert_num_queries(0):
            assert client.get("/api/me").json()["roles"] == ["recruiter"]

    def test_forgotten_it_is_asked_anew(self, client_for: Any, recruiter: User, settings: Any) -> None:
        settings.JWT_USER_CACHE_SECONDS = 60
        client = client_for(recruiter)
        assert client.get("/api/me").status_code == 200
        User.objects.filter(pk=recruiter.pk).update(is_active=False)
        users.forget(recruiter.pk)
        assert client.get("/api/me").status_code == 401

    def test_without_it_a_change_is_seen_at_once(self, client_for: Any, recruiter: User) -> None:
        client = client_for(recruiter)
        assert client.get("/api/me").status_code == 200
        User.objects.filter(pk=recruiter.pk).update(is_active=False)
        assert client.get("/api/me").status_code == 401

    def test_it_does_not_grow_for_ever(self, make_user: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.JWT_USER_CACHE_SECONDS = 60
        monkeypatch.setattr("config.base.user_cache.MOST_CACHED_USERS", 2)
        people = [make_user() for _ in range(3)]
        assert [users.get(person.pk) for person in people] == people
        assert len(users._users) <= 2
