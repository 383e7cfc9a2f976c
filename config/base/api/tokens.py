"""Login, rotation and revocation of tokens: a refresh token works once, and a stolen one ends its whole family."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken, Token
from rest_framework_simplejwt.utils import get_md5_hash_password

from config.base.api.permissions import Public
from config.base.api.serializers import StrictSerializer
from config.base.api.throttles import LoginThrottle
from config.base.api.views import ApiView
from config.base.login import LockedOut, check_password
from config.base.models import User


class LoginInput(StrictSerializer):
    username = serializers.CharField(max_length=150, trim_whitespace=False)
    # Longer passwords are refused before they are hashed: hashing a megabyte would be work for nothing.
    password = serializers.CharField(max_length=128, trim_whitespace=False)

    def to_internal_value(self, data: object) -> object:
        # CharField would take a number for text; names and passwords are text.
        if isinstance(data, dict):
            wrong = [name for name in ("username", "password") if name in data and not isinstance(data[name], str)]
            if wrong:
                raise serializers.ValidationError({name: ["Not a valid string."] for name in wrong}, "invalid")
        return super().to_internal_value(data)


class RefreshInput(StrictSerializer):
    refresh = serializers.CharField(max_length=4096)


class TokenPair(serializers.Serializer[object]):
    access = serializers.CharField(help_text="Valid for 10 minutes; send it as `Authorization: Bearer ...`.")
    refresh = serializers.CharField(help_text="Exchange it, once, at /api/token/refresh.")


PAIR_EXAMPLE = OpenApiExample("A pair", {"access": "eyJhbGciOi...", "refresh": "eyJhbGciOi..."}, response_only=True)
LOGIN_EXAMPLE = OpenApiExample("Login", {"username": "recruiter", "password": "..."}, request_only=True)


class FamilyRefreshToken(RefreshToken):
    """Every refresh token of one login has that login's family as the beginning of its id.

    simplejwt looks into its blacklist without a lock, so that one token used many times at once would give many
    pairs; here that look is `rotate`'s, under the lock of the token's row.
    """

    def verify(self) -> None:
        Token.verify(self)
        if not isinstance(self.payload["jti"], str):
            raise TokenError("Token id is not text.")

    @classmethod
    def of_family(cls, user: User, family: str) -> FamilyRefreshToken:
        token = cls()
        token["jti"] = f"{family}.{uuid.uuid4().hex}"
        token[api_settings.USER_ID_CLAIM] = str(user.pk)
        token[api_settings.REVOKE_TOKEN_CLAIM] = get_md5_hash_password(user.password)
        times = {"created_at": token.current_time, "expires_at": token.current_time + cls.lifetime}
        # The token itself is not kept: who reads the table must not be able to log in with it.
        OutstandingToken.objects.create(user=user, jti=token["jti"], token="", **times)
        return token


def pair_for(user: User, family: str | None = None) -> dict[str, str]:
    refresh = FamilyRefreshToken.of_family(user, family or uuid.uuid4().hex)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def refused(detail: str = "The token is invalid, has expired or was used before.") -> AuthenticationFailed:
    return AuthenticationFailed(detail, "token_not_valid")


class TokenView(ApiView):
    """Public by nature: whoever calls has no valid access token."""

    authentication_classes = []
    permission_classes = [Public]
    throttle_classes = [LoginThrottle]
    serializer_class = TokenPair

    def get_authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'  # without it DRF would turn each 401 here into a 403


class Login(TokenView):
    @extend_schema(
        request=LoginInput, responses={200: TokenPair}, examples=[LOGIN_EXAMPLE, PAIR_EXAMPLE], tags=["auth"]
    )
    def post(self, request: Request) -> Response:
        """Log in. Five wrong passwords within a minute lock the user for this address until the minute is over."""
        data = self.validated(LoginInput)
        try:
            user = check_password(request._request, data["username"], data["password"])
        except LockedOut:
            raise Throttled(wait=settings.AXES_COOLOFF_TIME.total_seconds()) from None
        if user is None:
            raise AuthenticationFailed("Wrong username or password.", "authentication_failed")
        return Response(pair_for(user))


class Refresh(TokenView):
    @extend_schema(request=RefreshInput, responses={200: TokenPair}, examples=[PAIR_EXAMPLE], tags=["auth"])
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair. Of several at once, one wins."""
        token = read_refresh(self.validated(RefreshInput)["refresh"])
        with transaction.atomic():
            pair = rotate(token)
        if pair is None:
            raise refused()
        return Response(pair)


class Revoke(TokenView):
    @extend_schema(request=RefreshInput, responses={204: OpenApiResponse(description="Logged out.")}, tags=["auth"])
    def post(self, request: Request) -> HttpResponse:
        """Log out: this login's refresh tokens end, all of them. Saying it again is no error."""
        token = read_refresh(self.validated(RefreshInput)["refresh"])
        revoke_family(token["jti"])
        return HttpResponse(status=204)


def read_refresh(raw: str) -> FamilyRefreshToken:
    try:
        return FamilyRefreshToken(cast(Any, raw))  # typed for a token, made from text
    except TokenError:
        raise refused() from None


def rotate(token: FamilyRefreshToken) -> dict[str, str] | None:
    """A new pair, or None for a token that is unknown, was used, or whose user may no longer log in."""
    known = OutstandingToken.objects.select_for_update(of=("self",)).filter(jti=token["jti"]).first()
    user = User.objects.filter(pk=known.user_id, is_active=True).first() if known and known.user_id else None
    if (
        known is None
        or user is None
        or token.get(api_settings.REVOKE_TOKEN_CLAIM) != get_md5_hash_password(user.password)
    ):
        return None
    used = BlacklistedToken.objects.filter(token=known).first()
    if used is None:
        BlacklistedToken.objects.create(token=known)
        return pair_for(user, family=known.jti.partition(".")[0])
    if timezone.now() - used.blacklisted_at > timedelta(seconds=settings.REFRESH_REUSE_GRACE_SECONDS):
        revoke_family(known.jti)  # somebody else has it: neither of the two may go on
    return None


def revoke_family(jti: str) -> None:
    family = OutstandingToken.objects.filter(jti__startswith=jti.partition(".")[0] + ".")
    alive = family.filter(blacklistedtoken__isnull=True)
    BlacklistedToken.objects.bulk_create([BlacklistedToken(token=token) for token in alive], ignore_conflicts=True)
