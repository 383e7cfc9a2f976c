"""What the demo's two interviewers said: of the past as rows of that time, of the present through the services.

Some of the latest interviews still miss their feedback, and most of what the rest led to waits for the manager.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from feedback.enums import DecisionAction, DecisionStatus, FeedbackSource
from feedback.models import InterviewFeedback, NextStageDecision
from feedback.selectors.due import owing
from feedback.services.decisions import confirm_decision, dismiss_decision
from feedback.services.intake import Submission, handle
from feedback.services.severity import estimate_severities
from feedback.services.suitability import rescore_pending
from tracking.demo import world
from tracking.enums import StageOutcome
from tracking.models import InterviewStage, PanelMember
from tracking.services.scores import flag_for_rescoring

SEED = 20_251_002
# How much milder or more severe each of them is than the panels as a whole.
MILDER = {"interviewer": -0.25, "interviewer2": 0.2}
SPREAD = 0.35
SILENT = 0.1  # of the past: they never said anything
LEFT_DUE = 3  # of the present: one in so many
TRACKS = {role.title: role.track for role in world.ROLES}


class Said(NamedTuple):
    overall_rating: Decimal
    strengths: list[str]
    areas_for_improvement: list[str]


def load_feedback(users: Mapping[str, User]) -> Counter[str]:
    """Once; says what was made."""
    made: Counter[str] = Counter()
    authors = [users[name] for name in MILDER if name in users]
    with acting_as(SYSTEM), transaction.atomic():
        if InterviewFeedback.objects.filter(author__in=authors).exists():
            return made
        random = Random(SEED)  # noqa: S311  nothing secret is drawn
        made["feedback"] = give_past(authors, random) + give_present(authors, random)
        estimate_severities()
        if "manager" in users:
            decide(users["manager"])
        while rescore_pending():
            pass
    return +made


def seats(authors: Sequence[User]) -> QuerySet[Any]:
    rows = PanelMember.objects.filter(user__in=authors, feedback_at=None).select_related("user", "stage", "process")
    return rows.order_by("stage__completed_date", "stage_id", "user__username")


def give_past(authors: Sequence[User], random: Random) -> int:
    """On stages after which the process went on or ended: no decision waits for it, and no event is news of it."""
    later = InterviewStage.objects.filter(process=OuterRef("process"), stage_order__gt=OuterRef("stage__stage_order"))
    decided = seats(authors).filter(stage__outcome__in=StageOutcome.DECIDED)
    over = decided.filter(Exists(later) | Q(process__ended_at__isnull=False))
    members = [member for member in over if random.random() > SILENT]
    rows = [past(member, said_by(member, random), random) for member in members]
    InterviewFeedback.objects.bulk_create(rows, batch_size=500)
    for member, row in zip(members, rows, strict=True):
        member.feedback_at = row.received_at
    PanelMember.objects.bulk_update(members, ["feedback_at"], batch_size=500)
    flag_for_rescoring({row.candidate_id for row in rows})
    return len(rows)


def past(member: Any, said: Said, random: Random) -> InterviewFeedback:
    afternoon = datetime.combine(member.stage.completed_date, time(14, tzinfo=UTC))
    received = afternoon + timedelta(minutes=random.randrange(300))
    return InterviewFeedback(
        candidate_id=member.process.candidate_id,
        process=member.process,
        stage=member.stage,
        author=member.user,
        rating_given=said.overall_rating,
        source=FeedbackSource.FORM,
        received_at=received,
        updated_at=received,
        **said._asdict(),
    )


def give_present(authors: Sequence[User], random: Random) -> int:
    """On what took place lately; the rest stays due."""
    waiting = owing().filter(user__in=authors).select_related("user", "stage", "process")
    waiting = waiting.order_by("-due_since", "stage_id", "user__username")
    given = [member for place, member in enumerate(waiting) if place % LEFT_DUE]
    for member in given:
        ids = {"candidate_id": member.process.candidate_id, "interview_id": member.stage_id}
        submission = Submission(**ids, author=member.user, **said_by(member, random)._asdict())
        handle(submission, actor=member.user, source=FeedbackSource.FORM)
    return len(given)


def said_by(member: Any, random: Random) -> Said:
    stage = member.stage
    middle = random.gauss(3.5, 0.8) if stage.overall_rating is None else stage.overall_rating
    rating = round(min(5.0, max(1.0, middle + MILDER[member.user.username] + random.gauss(0, SPREAD))), 1)
    remarks = world.REMARKS[TRACKS.get(member.process.role_title, "engineering")]
    strengths, areas = (2, random.randrange(2)) if rating >= 4 else (1, 1) if rating >= 3 else (random.randrange(2), 2)
    good, bad = random.sample(remarks["passed"], strengths), random.sample(remarks["failed"], areas)
    return Said(Decimal(str(rating)), good, bad)


def decide(manager: User) -> None:
    """One second round is confirmed and one rejection dismissed; the others wait in the review queue."""
    proposed = NextStageDecision.objects.filter(status=DecisionStatus.PROPOSED).order_by("stage_id")
    second_round = proposed.filter(action=DecisionAction.SECOND_ROUND).first()
    if second_round is not None:
        confirm_decision(second_round.pk, actor=manager, reason="Agreed in the debrief.")
    rejection = proposed.filter(action__in=DecisionAction.REJECTING).first()
    if rejection is not None:
        dismiss_decision(rejection.pk, actor=manager, reason="Nerves on the day: the next stage will tell.")
