from __future__ import annotations

from collections.abc import Callable

import pytest

from config.base.models import User
from config.testing.browsers import Browser

# A helper's assertion says what it found, as a test's own does.
pytest.register_assert_rewrite("interviews.tests.pages.looking")


@pytest.fixture
def anonymous(db: None) -> Browser:
    return Browser()


@pytest.fixture
def mine(browser_of: Callable[[User], Browser], candidate_user: User) -> Browser:
    """The candidate's."""
    return browser_of(candidate_user)
