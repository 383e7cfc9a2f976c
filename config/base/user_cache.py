"""Users by id for some seconds in this process: one query less for each request of the API.

Whoever changes an account here says so by `users.forget`; other processes notice after JWT_USER_CACHE_SECONDS.
"""

from __future__ import annotations

import copy
import time
from threading import Lock
from uuid import UUID

from django.conf import settings

from config.base.models import User

MOST_CACHED_USERS = 10_000


class UserCache:
    """With their roles, which are looked up at once."""

    def __init__(self) -> None:
        self._users: dict[UUID, tuple[float, User]] = {}
        self._lock = Lock()

    def get(self, user_id: UUID) -> User | None:
        now = time.monotonic()
        expires, user = self._users.get(user_id, (0.0, None))
        if user is not None and now < expires:
            return copy.copy(user)
        user = User.objects.filter(pk=user_id).first()
        if user is None:
            return None
        user.roles  # noqa: B018  looked up once, and kept with the user
        self._keep(user, now + settings.JWT_USER_CACHE_SECONDS)
        return copy.copy(user)

    def forget(self, user_id: UUID) -> None:
        with self._lock:
            self._users.pop(user_id, None)

    def clear(self) -> None:
        with self._lock:
            self._users.clear()

    def _keep(self, user: User, expires: float) -> None:
        with self._lock:
            if len(self._users) >= MOST_CACHED_USERS:
                self._users.clear()
            self._users[user.pk] = (expires, user)


users = UserCache()
