"""The bearer token names the user; the user's roles name the identity that the database sees."""

from __future__ import annotations

import copy
import time
from threading import Lock
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt import authentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import Token
from rest_framework_simplejwt.utils import get_md5_hash_password

from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import become

MOST_CACHED_USERS = 10_000


class UserCache:
    """Users by id, with their roles, for JWT_USER_CACHE_SECONDS: one query less for each request."""

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
# Access tokens by their text.
verified: dict[bytes, Token] = {}


class JWTAuthentication(authentication.JWTAuthentication):
    def authenticate(self, request: Request) -> Any:
        found = super().authenticate(request)
        if found is not None:
            become(identity_of(cast(User, found[0])))
        return found

    def get_validated_token(self, raw_token: bytes) -> Token:
        """A signature that held once holds until the token expires; whose it is, is asked each time."""
        known = verified.get(raw_token)
        if known is not None and time.time() < known["exp"]:
            return known
        try:
            token = super().get_validated_token(raw_token)
        except InvalidToken:
            raise AuthenticationFailed("The token is invalid or has expired.", "token_not_valid") from None
        if len(verified) >= MOST_CACHED_USERS:
            verified.clear()
        verified[raw_token] = token
        return token

    def get_user(self, validated_token: Token) -> Any:
        try:
            user = users.get(UUID(validated_token[api_settings.USER_ID_CLAIM]))
        except (KeyError, ValueError, AttributeError, TypeError):
            user = None
        if user is None or not user.is_active:
            raise AuthenticationFailed("The account does not exist or is not active.", "user_inactive")
        if validated_token.get(api_settings.REVOKE_TOKEN_CLAIM) != get_md5_hash_password(user.password):
            raise AuthenticationFailed("The password has been changed: log in again.", "password_changed")
        return user
