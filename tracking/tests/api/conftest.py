"""The rows that most tests of the API start from."""

from __future__ import annotations

import pytest

from config.base.models import User
from tracking.tests.api.endpoints import World, build_world


@pytest.fixture
def world(recruiter: User, interviewer: User) -> World:
    return build_world(recruiter, interviewer)
