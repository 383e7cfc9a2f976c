"""Every write of the API with a body that it accepts, so that what is hostile can be tried against each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.base.models import User
from tracking.models import Candidate, Company, Feeder, InterviewProcess, InterviewStage, Offer
from tracking.tests.factories import (
    CandidateFactory,
    CompanyFactory,
    FeederFactory,
    OfferFactory,
    ProcessFactory,
    StageFactory,
)


@dataclass(frozen=True)
class World:
    """One recruiter's candidate with a process, a pending stage and a draft of an offer."""

    recruiter: User
    interviewer: User
    candidate: Candidate
    company: Company
    feeder: Feeder
    process: InterviewProcess
    stage: InterviewStage
    offer: Offer


def build_world(recruiter: User, interviewer: User) -> World:
    candidate = CandidateFactory(owner=recruiter, full_name="Ada Lovelace")
    company, feeder = CompanyFactory(name="Northwind"), FeederFactory(name="Amazon")
    process = ProcessFactory(candidate=candidate, company=company, feeder=feeder)
    stage = StageFactory(process=process, panel=[interviewer])
    offer = OfferFactory(process=process)
    return World(recruiter, interviewer, candidate, company, feeder, process, stage, offer)


@dataclass(frozen=True)
class Write:
    """`path` may hold {candidate}, {process}, {stage}, {offer}, {company} and {feeder}."""

    method: str
    path: str
    body: Callable[[World], dict[str, Any]]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def url(self, world: World) -> str:
        names = ("candidate", "process", "stage", "offer", "company", "feeder")
        return self.path.format(**{name: getattr(world, name).pk for name in names})


CANDIDATE = {"full_name": "Grace Hopper", "email": "grace@example.org", "phone": "", "linkedin_url": ""}
NAME = {"name": "Contoso", "aliases": ["Contoso Ltd"]}
PROCESS = {"company_name": "Contoso", "role_title": "Data Engineer", "feeder_source": "Google"}
STAGE = {"stage_name": "Technical", "scheduled_date": "2027-01-10", "interviewer_names": ["Ivan"]}
OFFER = {"base_salary": "100000.00", "currency": "EUR"}
OUTCOME = {"outcome": "passed", "ratings": {"overall": 4}, "feedback_notes": "Clear."}


def fixed(body: dict[str, Any]) -> Callable[[World], dict[str, Any]]:
    return lambda world: dict(body)


CREATING = [
    Write("post", "/api/candidates", fixed(CANDIDATE)),
    Write("post", "/api/companies", fixed(NAME)),
    Write("post", "/api/feeders", fixed(NAME)),
    Write("post", "/api/processes", lambda world: PROCESS | {"candidate_id": str(world.candidate.pk)}),
    Write("post", "/api/processes/{process}/stages", fixed(STAGE)),
    Write("post", "/api/offers/{offer}/revise", fixed(OFFER)),
]
CHANGING = [
    *(Write(method, "/api/candidates/{candidate}", fixed(CANDIDATE)) for method in ("put", "patch")),
    *(Write(method, "/api/companies/{company}", fixed(NAME)) for method in ("put", "patch")),
    *(Write(method, "/api/feeders/{feeder}", fixed(NAME)) for method in ("put", "patch")),
    *(Write(method, "/api/processes/{process}", fixed(PROCESS)) for method in ("put", "patch")),
    *(Write(method, "/api/stages/{stage}", fixed({"stage_name": "Screen"})) for method in ("put", "patch")),
    Write("put", "/api/stages/{stage}/outcome", fixed(OUTCOME)),
    Write("post", "/api/processes/{process}/hold", fixed({"reason": "Budget."})),
    Write("post", "/api/processes/{process}/resume", fixed({"reason": "Budget is back."})),
    Write("post", "/api/processes/{process}/complete", fixed({"final_status": "candidate_withdrew"})),
    Write("post", "/api/offers/{offer}/submit", fixed({})),
    Write("post", "/api/offers/{offer}/extend", fixed({})),
]
# Valid in shape, refused by the state that World is in, or by the role.
ELSEWHERE = [
    Write("post", "/api/processes/{process}/offers", fixed(OFFER)),
    Write("post", "/api/processes/{process}/reopen", fixed({"reason": "They called again."})),
    Write("post", "/api/stages/{stage}/correct", fixed({"outcome": "failed", "reason": "Mixed up."})),
    Write("post", "/api/offers/{offer}/approve", fixed({})),
    Write("post", "/api/offers/{offer}/accept", fixed({})),
    Write("post", "/api/offers/{offer}/decline", fixed({"withdrawal_reason": "personal"})),
    Write("post", "/api/offers/{offer}/rescind", fixed({"reason": "Frozen."})),
]
ACCOUNTS = [
    Write("post", "/api/token", fixed({"username": "rita", "password": "correct horse"})),
    Write("post", "/api/token/refresh", fixed({"refresh": "x"})),
    Write("post", "/api/token/revoke", fixed({"refresh": "x"})),
    Write(
        "post",
        "/api/register",
        fixed({"username": "newcomer", "email": "new@example.org", "password": "a long enough phrase"}),
    ),
]
WRITES = [*CREATING, *CHANGING, *ELSEWHERE]
LISTS = [
    "/api/candidates",
    "/api/companies",
    "/api/feeders",
    "/api/processes",
    "/api/stages",
    "/api/processes/{process}/stages",
    "/api/processes/{process}/offers",
    "/api/candidates/{candidate}/attachments",
    "/api/processes/company/Northwind",
]
DETAILS = ["/api/candidates/{}", "/api/companies/{}", "/api/feeders/{}", "/api/processes/{}", "/api/stages/{}"]
DETAILS += ["/api/offers/{}"]


def path_of(path: str, world: World) -> str:
    return Write("get", path, fixed({})).url(world)
