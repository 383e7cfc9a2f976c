"""Many at once, in real threads: one refresh token, one lock-out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from config.base.models import User
from config.testing.clients import Client

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

RIVALS = 8


@pytest.fixture
def account(transactional_db: None) -> User:
    return User.objects.create_user("rita", "rita@example.org", "correct horse")


def at_once(act: Callable[[int], Any]) -> list[Any]:
    start = Barrier(RIVALS)

    def rival(number: int) -> Any:
        try:
            start.wait(timeout=20)
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(RIVALS) as pool:
        return list(pool.map(rival, range(RIVALS)))


def post(path: str, body: dict[str, Any]) -> Any:
    return Client(raise_request_exception=False).post(path, body)


def test_one_of_many_refreshes_wins(account: User) -> None:
    first = post("/api/token", {"username": "rita", "password": "correct horse"}).json()
    answers = at_once(lambda number: post("/api/token/refresh", {"refresh": first["refresh"]}))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 401: RIVALS - 1}
    winner = next(answer.json() for answer in answers if answer.status_code == 200)
    assert post("/api/token/refresh", {"refresh": winner["refresh"]}).status_code == 200


def test_wrong_logins_at_once_are_counted_one_by_one(account: User) -> None:
    answers = at_once(lambda number: post("/api/token", {"username": "rita", "password": f"wrong{number}"}))
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: RIVALS - 5}
    assert post("/api/token", {"username": "rita", "password": "correct horse"}).status_code == 429


def test_right_logins_at_once_all_pass(account: User) -> None:
    answers = at_once(lambda number: post("/api/token", {"username": "rita", "password": "correct horse"}))
    assert {answer.status_code for answer in answers} == {200}
