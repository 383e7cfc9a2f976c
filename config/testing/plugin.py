"""pytest's plugin for the whole house: a database of its own, identities, clients with real tokens.

It loads before Django is set up, so models are imported inside fixtures only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

# Before the settings are read: tests have a cluster of their own, and never touch the data of `make run`.
os.environ.setdefault("EMBEDDED_POSTGRES_TEST", "true")
os.environ.setdefault("DATABASE_POOL", "off")
os.environ.setdefault("JWT_USER_CACHE_SECONDS", "0")
os.environ.setdefault("ENVIRONMENT", "local")
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

import pytest

if TYPE_CHECKING:
    from rest_framework.test import APIClient

    from config.base.models import User
    from config.testing.brokers import RabbitMQ, Redis, Sqs
    from config.testing.browsers import Browser


@pytest.fixture(autouse=True)
def as_system() -> Iterator[None]:
    """Tests arrange and look as the system; what they exercise takes its own identity."""
    from config.postgres.identity import SYSTEM, acting_as

    with acting_as(SYSTEM):
        yield


@pytest.fixture(autouse=True)
def fresh_caches(settings: Any) -> Iterator[None]:
    """Each test has its own memory of users and rates; a weak hash keeps logins quick where they are not the point."""
    from django.core.cache import cache

    from config.base.user_cache import users

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    users.clear()
    yield
    users.clear()


@pytest.fixture(autouse=True)
def files_in(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """make_user("recruiter", "manager", username="rita")"""
    from config.testing.factories import UserFactory

    def make(*roles: str, **fields: Any) -> User:
        user: User = UserFactory.create(roles=roles, **fields)
        return user

    return make


@pytest.fixture
def recruiter(make_user: Callable[..., User]) -> User:
    return make_user("recruiter", username="rita")


@pytest.fixture
def other_recruiter(make_user: Callable[..., User]) -> User:
    return make_user("recruiter", username="otto")


@pytest.fixture
def manager(make_user: Callable[..., User]) -> User:
    return make_user("manager", username="mona")


@pytest.fixture
def interviewer(make_user: Callable[..., User]) -> User:
    return make_user("interviewer", username="ivan")


@pytest.fixture
def candidate_user(make_user: Callable[..., User]) -> User:
    return make_user("candidate", username="carla")


@pytest.fixture
def client_for() -> Callable[[User], APIClient]:
    """An API client with the user's real token, so that authentication and identity are the real ones."""
    from config.testing.clients import token_client

    return token_client


@pytest.fixture
def api(client_for: Callable[[User], APIClient], recruiter: User) -> APIClient:
    """The recruiter's client."""
    return client_for(recruiter)


@pytest.fixture
def browser_of(db: None) -> Callable[[User], Browser]:
    """A browser in which the user is logged in."""
    from config.testing.browsers import Browser

    def open_browser(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return open_browser


@pytest.fixture
def count_queries() -> Callable[..., Any]:
    """with count_queries(2): ... — counted without transaction control and the look-up of the user."""
    from config.testing.queries import query_budget

    return query_budget


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[RabbitMQ]:
    from config.testing.brokers import RabbitMQ, running

    with running(RabbitMQ) as broker:
        yield broker


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    from config.testing.brokers import Redis, running

    with running(Redis) as broker:
        yield broker


@pytest.fixture(scope="session")
def sqs_server() -> Iterator[Sqs]:
    from config.testing.brokers import Sqs, running

    with running(Sqs) as broker:
        yield broker
