"""Browsers of the back-office."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.base.models import User
from config.testing.browsers import Browser


@pytest.fixture
def browser(browser_of: Callable[[User], Browser], recruiter: User) -> Browser:
    """The recruiter's."""
    return browser_of(recruiter)


@pytest.fixture
def managers(browser_of: Callable[[User], Browser], manager: User) -> Browser:
    return browser_of(manager)
