"""A small world whose figures are known by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from config.base.models import User
from feedback.tests.evidence import day, decided, ended
from tracking.models import Candidate, Company, Feeder, InterviewProcess
from tracking.tests.factories import (
    CandidateFactory,
    CompanyFactory,
    FeederFactory,
    OfferFactory,
    ProcessFactory,
    StageFactory,
)

ROLE = "Backend Engineer"


@dataclass(frozen=True)
class Story:
    """Four processes at Northwind: three from Amazon (hired after 30 days, rejected after 10, open) and one from
    nowhere (withdrawn after 20). The first two are of one candidate. Otto has one more, at Contoso, from Google.
    """

    company: Company
    feeder: Feeder
    elsewhere: Company
    google: Feeder
    hired: InterviewProcess
    rejected: InterviewProcess
    open: InterviewProcess
    withdrawn: InterviewProcess
    of_otto: InterviewProcess


@pytest.fixture
def story(recruiter: User, other_recruiter: User) -> Story:
    company, feeder = CompanyFactory(name="Northwind"), FeederFactory(name="Amazon")
    ada, bea, cyd = (CandidateFactory(owner=recruiter) for _ in range(3))
    elsewhere, google = CompanyFactory(name="Contoso"), FeederFactory(name="Google")

    def of(candidate: Candidate, **fields: Any) -> dict[str, Any]:
        return {"company": company, "feeder": feeder, "candidate": candidate} | fields

    def went(process: InterviewProcess, rating: int | None, on: str, kind: str, outcome: str = "passed") -> None:
        """A stage that was planned from the beginning, as an import has it."""
        decided(process, rating, on, stage_type=kind, outcome=outcome, created_at=process.created_at)

    hired = ended("offer_accepted", "2026-01-31", **of(ada))
    OfferFactory(process=hired, status="accepted", created_at=day("2026-01-25"))
    went(hired, 4, "2026-01-05", "phone_screen")
    went(hired, 5, "2026-01-12", "technical")
    went(hired, None, "2026-01-20", "onsite")
    rejected = ended(
        "rejected_by_company",
        "2026-02-11",
        "2026-02-01",
        rejection_reason="skills",
        **of(ada, role_title="Data Engineer"),
    )
    went(rejected, 3, "2026-02-04", "phone_screen")
    went(rejected, 2, "2026-02-10", "technical", "failed")
    going_on = ProcessFactory(created_at=day("2026-02-03"), **of(bea))
    StageFactory(process=going_on)
    withdrawn = ended("candidate_withdrew", "2026-01-21", **of(cyd, feeder=None, withdrawal_reason="personal"))
    went(withdrawn, None, "2026-01-03", "phone_screen", "no_show")
    of_otto = ended(
        "offer_declined", "2026-03-01", "2026-02-01",
        candidate=CandidateFactory(owner=other_recruiter), company=elsewhere, feeder=google,
    )  # fmt: skip
    OfferFactory(process=of_otto, status="declined")
    return Story(company, feeder, elsewhere, google, hired, rejected, going_on, withdrawn, of_otto)


@pytest.fixture
def whole(client_for: Any, manager: User) -> Any:
    """The manager's client."""
    return client_for(manager)
