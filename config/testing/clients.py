"""API clients that log in as real ones do."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from config.base.api.tokens import FamilyRefreshToken
from config.base.models import User
from config.postgres.identity import acting_as


class Client(APIClient):
    """Sends each request from a context without an identity, as a server thread would."""

    def request(self, **request: Any) -> Any:
        with acting_as(None):
            return super().request(**request)


def token_client(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {FamilyRefreshToken.of_family(user, 'test').access_token}")
    return client
