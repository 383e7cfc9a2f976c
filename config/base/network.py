"""The address a request came from: X-Forwarded-For counts only as far as our own proxies wrote it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

LOOPBACK = ("127.0.0.1", "::1")


def client_address(request: HttpRequest) -> str:
    address: str = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return address


def is_loopback(request: HttpRequest) -> bool:
    """Asked on this very machine and through no proxy."""
    return client_address(request) in LOOPBACK and "HTTP_X_FORWARDED_FOR" not in request.META
