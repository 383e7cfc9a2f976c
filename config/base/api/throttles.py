"""Rates by address. They spare the server; what guards passwords is the lock-out in config/base/login.py."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from config.base.network import client_address


class AddressThrottle(SimpleRateThrottle):
    def get_cache_key(self, request: Request, view: APIView) -> str:
        return f"throttle:{self.scope}:{client_address(request._request)}"


class LoginThrottle(AddressThrottle):
    scope = "login"


class RegisterThrottle(AddressThrottle):
    scope = "register"
