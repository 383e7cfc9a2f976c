from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.base.models import User
from interviews.models import InterviewSession
from interviews.tests.factories import make_session


@pytest.fixture
def me(client_for: Callable[[User], Any], candidate_user: User) -> Any:
    """The candidate's client."""
    return client_for(candidate_user)


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    """A running practice session of the candidate's."""
    return make_session(candidate_user)


@pytest.fixture
def assessment(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user, mode="assessment")
