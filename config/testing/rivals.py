"""Rivals: several writes let go at the same moment, each in a thread with its own connection and identity.

For tests marked `race` with `django_db(transaction=True)`: what one has committed, the others can see.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

from django.db import connections

from config.postgres.identity import SYSTEM, Identity, acting_as

if TYPE_CHECKING:
    from config.base.models import User

PATIENCE = 60

Rival = Callable[[], Any]


def at_once(*rivals: Rival, identity: Identity | None = SYSTEM) -> list[Any]:
    """What each rival returned, or the exception it raised, in their order."""
    barrier = Barrier(len(rivals))
    results: list[Any] = [None] * len(rivals)

    def run(place: int, rival: Rival) -> None:
        try:
            with acting_as(identity):
                barrier.wait(PATIENCE)
                results[place] = rival()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(rivals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a rival is still waiting"
    return results


def as_user(user: User, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Rival:
    """The service called by this user, behind the wall of their own identity."""
    from config.base.roles import identity_of

    identity = identity_of(user)  # asked for here: the threads ask nothing before they start

    def call() -> Any:
        with acting_as(identity):
            return service(*args, actor=user, **kwargs)

    return call


def failures(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]
