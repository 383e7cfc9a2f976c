from __future__ import annotations

import pytest

from config.base.models import User
from tracking.models import Candidate, InterviewProcess, InterviewStage
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory


@pytest.fixture
def candidate(recruiter: User) -> Candidate:
    return CandidateFactory(owner=recruiter)


@pytest.fixture
def process(candidate: Candidate) -> InterviewProcess:
    return ProcessFactory(candidate=candidate)


@pytest.fixture
def stage(process: InterviewProcess, interviewer: User) -> InterviewStage:
    """A pending stage with the interviewer on its panel."""
    return StageFactory(process=process, panel=[interviewer])
