"""The bearer token names the user; the user's roles name the identity that the database sees."""

from __future__ import annotations

import time
from typing import Any, cast
from uuid import UUID

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt import authentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import Token
from rest_framework_simplejwt.utils import get_md5_hash_password

from config.base.models import User
from config.base.roles import identity_of
from config.base.user_cache import MOST_CACHED_USERS, users
from config.postgres.identity import become

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
