"""Checking a password: tries for one user from one address are counted one after another.

django-axes counts failures after each check, so that many tries at once would all pass before the first is counted.
An advisory lock puts them in line: the sixth finds the count of the fifth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.http import HttpRequest

from config.base.models import User
from config.base.network import client_address


class LockedOut(Exception):
    """Too many wrong passwords for this user from this address."""


@contextmanager
def one_try_at_a_time(request: HttpRequest, username: str) -> Iterator[None]:
    digest = hashlib.sha256(f"{client_address(request)} {username}".encode()).digest()
    key = int.from_bytes(digest[:8], signed=True)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        yield


def check_password(request: HttpRequest, username: str, password: str) -> User | None:
    """The user, or None for an unknown or inactive one and a wrong password alike. Raises LockedOut."""
    with one_try_at_a_time(request, username):
        if not AxesProxyHandler.is_allowed(request, {"username": username}):
            raise LockedOut
        user = authenticate(request, username=username, password=password)
        if user is not None:  # axes itself forgets the failures only where a session begins
            AxesProxyHandler.reset_attempts(username=username, ip_address=client_address(request))
    # The fifth wrong try was still a try: axes' middleware would answer it in its own words, as if it were the sixth.
    request.axes_locked_out = False  # type: ignore[attr-defined]
    return user if isinstance(user, User) else None
