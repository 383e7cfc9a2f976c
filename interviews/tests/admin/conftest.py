"""Browsers of the back-office: a session, and no identity but what the middleware gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from config.base.models import User
from config.postgres.identity import acting_as


class Browser(Client):
    def request(self, **request: Any) -> Any:
        with acting_as(None):
            return super().request(**request)


@pytest.fixture
def browser_of(db: None) -> Callable[[User], Browser]:
    def open_browser(user: User) -> Browser:
        browser = Browser()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return open_browser


@pytest.fixture
def browser(browser_of: Callable[[User], Browser], recruiter: User) -> Browser:
    """The recruiter's."""
    return browser_of(recruiter)


@pytest.fixture
def managers(browser_of: Callable[[User], Browser], manager: User) -> Browser:
    return browser_of(manager)
