"""What the pages of candidates and processes show of feedback."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from config.base.models import User
from config.testing.browsers import Browser
from feedback.estimators.suitability import Source
from feedback.models import NextStageDecision
from feedback.services.intake import handle
from feedback.services.suitability import override_suitability
from feedback.templatetags.feedback_cards import mean_of
from feedback.tests.factories import said
from feedback.tests.services.deciding import decided, interviewer
from tracking.models import Candidate, InterviewProcess
from tracking.tests.factories import CandidateFactory, ProcessFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(browser_of: Callable[[User], Browser], manager: User) -> Browser:
    return browser_of(manager)


def page_of(browser: Browser, row: Candidate | InterviewProcess) -> str:
    answer = browser.get(f"/admin/tracking/{row._meta.model_name}/{row.pk}/change/")
    assert answer.status_code == 200
    return " ".join(str(answer.content.decode()).split())


def test_a_candidate_without_a_score(browser: Browser) -> None:
    assert "No score: nothing is known yet." in page_of(browser, CandidateFactory())


def test_a_score_with_its_interval_and_what_it_is_made_of(browser: Browser) -> None:
    candidate = decided(4, panel=3).process.candidate
    page = page_of(browser, candidate)
    assert "<strong>61.9</strong> of 100" in page
    assert 'class="bo-interval"' in page
    assert "Version 1</a>" in page
    assert '<th scope="row">Feedback</th><td>+16.6</td><td>3</td><td>4.0 of 5</td>' in page
    assert '<th scope="row">Assessments</th><td>+0.0</td><td>0</td><td>—</td>' in page


def test_a_person_s_word_stands_beside_the_machine_s(browser: Browser, manager: User) -> None:
    candidate = decided(4).process.candidate
    override_suitability(candidate.pk, actor=manager, value=Decimal(85), reason="Met <b>twice</b>.")
    page = page_of(browser, candidate)
    assert "<strong>85</strong> of 100, by mona’s word" in page
    assert "Met &lt;b&gt;twice&lt;/b&gt;." in page
    assert "The machine’s score beside it: <strong>" in page


def test_a_recruiter_reads_of_versions_and_opens_none(browser_of: Any, recruiter: User) -> None:
    process = ProcessFactory(recruiter=recruiter, candidate__owner=recruiter)
    candidate = decided(4, process=process).process.candidate
    page = page_of(browser_of(recruiter), candidate)
    assert "Version 1, " in page
    assert "suitabilitymodel" not in page


@pytest.mark.parametrize(
    ("source", "mean", "raw", "text"),
    [
        (Source.FEEDBACK, 3.5029, 3.7, "3.5 of 5 (3.7 as given)"),
        (Source.STAGES, 3.3333, 3.3333, "3.3 of 5"),
        (Source.ASSESSMENTS, 64.0, None, "64.0 of 100"),
        (Source.FEEDER, -0.2, -0.2, "-0.20 log odds"),
        (Source.FEEDER, None, None, "—"),
    ],
)
def test_means_stand_on_their_own_scale(source: Source, mean: Any, raw: Any, text: str) -> None:
    assert mean_of(source, {"mean": mean, "raw_mean": raw}) == text


def test_a_process_without_feedback(browser: Browser) -> None:
    assert "No feedback that you may read yet." in page_of(browser, ProcessFactory())


def test_a_process_with_what_was_said_and_decided(browser: Browser) -> None:
    decision: NextStageDecision = decided(2)
    page = page_of(browser, decision.process)
    assert decision.reason in page
    assert "/admin/feedback/review/" in page
    assert f"/admin/feedback/interviewfeedback/{decision.feedback_id}/change/" in page
    assert "<strong>2.0</strong>" in page


def test_a_recruiter_on_the_panel_reads_no_rating_before_their_own(browser_of: Any, recruiter: User) -> None:
    process = ProcessFactory(recruiter=recruiter, candidate__owner=recruiter)
    other = interviewer()
    stage = StageFactory(process=process, panel=[recruiter, other])
    handle(said(stage, other, 2), actor=other)
    assert "No feedback that you may read yet." in page_of(browser_of(recruiter), process)


@pytest.mark.parametrize("n", [1, 3])
def test_pages_take_as_many_queries_for_more_rows(n: int, browser: Browser, count_queries: Any, manager: User) -> None:
    process = decided(4, panel=n).process
    override_suitability(process.candidate_id, actor=manager, value=Decimal(85), reason="Met.")
    page_of(browser, process)  # content types are asked for once a process
    page_of(browser, process.candidate)
    with count_queries(13):
        page_of(browser, process)
    with count_queries(12):
        page_of(browser, process.candidate)
