from __future__ import annotations

from typing import Any

import pytest

from config.base.models import User
from tracking.models import InterviewStage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory


@pytest.fixture
def stage(interviewer: User, recruiter: User) -> InterviewStage:
    """Of the recruiter's candidate, with the interviewer alone on its panel."""
    candidate = CandidateFactory(owner=recruiter)
    stage: InterviewStage = StageFactory(process=ProcessFactory(candidate=candidate), panel=[interviewer])
    return stage


@pytest.fixture
def panel(client_for: Any, interviewer: User) -> Any:
    """The client of the stage's one panel member."""
    return client_for(interviewer)
