"""What feedback_storm posts, with which clients, and what it counts in the end."""

from __future__ import annotations

import random
import time
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from django.contrib.auth.models import Group
from django.db import close_old_connections
from django.db.models import Count

from config.base.models import User
from config.base.roles import Role
from config.base.text import fold
from feedback.enums import DecisionAction, DecisionStatus, RuleMode, SendingStatus
from feedback.models import Event, InterviewFeedback, NextStageDecision, NextStageRule, ProcessedEvent, Publication
from tracking.models import Candidate, Company, InterviewProcess, InterviewStage, Offer, PanelMember

PASSWORD = "a password of the storm"  # noqa: S105  of accounts that live as long as this run
RATINGS = [Decimal(rating) / 10 for rating in range(10, 51)]
DRAFTING = {"action": DecisionAction.OFFER_DRAFT, "status": DecisionStatus.APPLIED}


class Client:
    """Posts until it is accepted, as a careful client does: with one Idempotency-Key however often."""

    def __init__(self, username: str) -> None:
        self.username, self.token = username, ""
        self.http = httpx.Client(timeout=15, trust_env=False)

    def post(self, url: str, body: dict[str, Any], *, key: str) -> int:
        """How often it had to be repeated."""
        for repeated in range(1000):
            try:
                if not self.token:
                    self.log_in(url)
                headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"{self.username}-{key}"}
                answer = self.http.post(url, json=body, headers=headers)
            except httpx.HTTPError:
                time.sleep(0.3)
                continue
            if answer.status_code == 201:
                return repeated
            if answer.status_code == 401:
                self.token = ""
            elif answer.status_code not in (409, 429, 500, 502, 503):
                raise RuntimeError(f"{answer.status_code}: {answer.text}")
            time.sleep(0.2)
        raise RuntimeError("never accepted")

    def log_in(self, url: str) -> None:
        address = url.partition("/api/")[0] + "/api/token"
        answer = self.http.post(address, json={"username": self.username, "password": PASSWORD})
        self.token = answer.json().get("access", "") if answer.status_code == 200 else ""
        if not self.token:
            raise httpx.TransportError("no token yet")


def clients_of(number: int) -> list[Client]:
    return [Client(f"interviewer-{place}") for place in range(number)]


def build(feedbacks: int, clients: int, chance: random.Random) -> list[list[dict[str, Any]]]:
    """Candidates, stages and panels; the requests of each client. A rule drafts offers by itself."""
    group, _ = Group.objects.get_or_create(name=Role.INTERVIEWER)
    recruiter = User.objects.create_user("recruiter", password=PASSWORD)
    recruiter.groups.add(Group.objects.get_or_create(name=Role.RECRUITER)[0])
    authors = [User.objects.create_user(f"interviewer-{place}", password=PASSWORD) for place in range(clients)]
    for author in authors:
        author.groups.add(group)
    NextStageRule.objects.create(
        version=1, name="Offers by themselves", advance_at=Decimal("4.0"), review_at=Decimal("3.0"),
        advance_action=DecisionAction.OFFER_DRAFT, mode=RuleMode.AUTOMATIC, active=True,
    )  # fmt: skip
    company = Company.objects.create(name="Storm", name_key="storm")
    people = [Candidate(full_name=f"C {n}", name_key=f"c {n}", owner=recruiter) for n in range(feedbacks)]
    Candidate.objects.bulk_create(people)
    ways = [
        InterviewProcess(
            candidate=person, company=company, role_title="Engineer", role_key=fold("Engineer"), recruiter=recruiter
        )
        for person in people
    ]
    InterviewProcess.objects.bulk_create(ways)
    stages = [InterviewStage(process=way, stage_name="On-site", stage_type="onsite", stage_order=1) for way in ways]
    InterviewStage.objects.bulk_create(stages)
    PanelMember.objects.bulk_create(
        PanelMember(stage=stage, process_id=stage.process_id, user=authors[place % clients])
        for place, stage in enumerate(stages)
    )
    bodies = [body_of(stage.process.candidate_id, stage.pk, chance) for stage in stages]
    return [bodies[place::clients] for place in range(clients)]


def body_of(candidate_id: UUID, stage_id: UUID, chance: random.Random) -> dict[str, Any]:
    said = {"strengths": ["Clear"], "areas_for_improvement": [], "overall_rating": float(chance.choice(RATINGS))}
    return {"candidate_id": str(candidate_id), "interview_id": str(stage_id), "feedback": said}


def unsettled() -> dict[str, int]:
    """What is still on its way."""
    close_old_connections()
    drafts = NextStageDecision.objects.filter(action=DecisionAction.OFFER_DRAFT)
    return {
        "not sent": Publication.objects.exclude(status=SendingStatus.SENT).count(),
        "not applied": drafts.filter(status=DecisionStatus.PROPOSED).count(),
        "not drafted": drafts.filter(status=DecisionStatus.APPLIED, offer=None).count(),
    }


def figures() -> dict[str, int]:
    close_old_connections()
    twice = ProcessedEvent.objects.values("consumer", "event_id").annotate(n=Count("id")).filter(n__gt=1)
    return {
        "feedback": InterviewFeedback.objects.count(),
        "events": Event.objects.count(),
        "feedback_events": Event.objects.filter(type="interview.feedback.received").count(),
        "decisions": NextStageDecision.objects.count(),
        "offer_decisions": NextStageDecision.objects.filter(**DRAFTING).count(),
        "offers": Offer.objects.count(),
        "twice_offered": Offer.objects.values("process").annotate(n=Count("id")).filter(n__gt=1).count(),
        "twice_processed": twice.count(),
        "dead": Publication.objects.filter(status=SendingStatus.DEAD).count(),
    }
