"""Middleware that only pages need, passed by for the API: sessions, forms, messages, and the headers of HTML.

The API is asked far more often, logs in by its token and answers JSON: without these it answers about a quarter more
requests that ask the database nothing. Pages get them unchanged.
"""

from __future__ import annotations

from typing import Any

from csp.middleware import CSPMiddleware as Csp
from django.contrib.auth.middleware import AuthenticationMiddleware as Authentication
from django.contrib.messages.middleware import MessageMiddleware as Messages
from django.contrib.sessions.middleware import SessionMiddleware as Sessions
from django.http import HttpRequest
from django.middleware.clickjacking import XFrameOptionsMiddleware as XFrameOptions
from django.middleware.csrf import CsrfViewMiddleware as Csrf

from config.base.middleware import is_api


def for_pages(middleware: type[Any]) -> type[Any]:
    class ForPages(middleware):  # type: ignore[misc]  # any of Django's
        def __call__(self, request: HttpRequest) -> Any:
            return self.get_response(request) if is_api(request) else super().__call__(request)

    return ForPages


SessionMiddleware = for_pages(Sessions)
CsrfViewMiddleware = for_pages(Csrf)
AuthenticationMiddleware = for_pages(Authentication)
MessageMiddleware = for_pages(Messages)
XFrameOptionsMiddleware = for_pages(XFrameOptions)
CSPMiddleware = for_pages(Csp)
