from __future__ import annotations

from collections.abc import Callable

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from interviews.models import InterviewQuestion, InterviewSession
from interviews.tests.factories import make_session
from interviews.tests.pages.asking import shown

# A helper's assertion says what it found, as a test's own does.
pytest.register_assert_rewrite("interviews.tests.pages.looking")


@pytest.fixture
def anonymous(db: None) -> Browser:
    return Browser()


@pytest.fixture
def mine(browser_of: Callable[[User], Browser], candidate_user: User) -> Browser:
    """The candidate's."""
    return browser_of(candidate_user)


@pytest.fixture
def session(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user)


@pytest.fixture
def assessment(candidate_user: User) -> InterviewSession:
    return make_session(candidate_user, mode="assessment")


@pytest.fixture
def question(session: InterviewSession, mine: Browser) -> InterviewQuestion:
    mine.get(f"/interviews/{session.pk}/question")
    return shown(session)
