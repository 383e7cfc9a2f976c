"""Random changes of all that figures count: by services as people write, and by bulk and raw SQL as nobody should."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from config.base.errors import DomainError
from config.testing.factories import UserFactory
from feedback.models import InterviewFeedback
from tracking.enums import RejectionReason, StageOutcome, StageType, WithdrawalReason
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer, PanelMember, StatusChange
from tracking.services import closing, offers, outcomes, processes, stages
from tracking.services.importing import import_rows
from tracking.tests.factories import CandidateFactory, CompanyFactory, FeederFactory
from tracking.tests.import_files import Rows, candidate, process, stage

ENDINGS = ("rejected_by_company", "candidate_withdrew", "offer_accepted", "offer_declined")
ROLES = ("Backend Engineer", "Data  engineer", "Zürich Manager")
RATINGS = (None, 1, 2, 3, 4, 5)
OVERALL = (None, *(Decimal(rating) / 10 for rating in (10, 25, 30, 35, 48, 50)))


class World:
    """Few people, companies and feeders, so that they meet often."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.manager = UserFactory(roles=("manager",))
        self.recruiters = [UserFactory(roles=("recruiter",)) for _ in range(2)]
        self.companies = [CompanyFactory() for _ in range(3)]
        self.feeders = [FeederFactory() for _ in range(3)]
        self.people = [CandidateFactory(owner=self.recruiters[0]) for _ in range(5)]
        self.interviewers = [UserFactory(roles=("interviewer",)) for _ in range(4)]
        self.done: list[str] = []

    def change(self) -> None:
        """One change of any kind; what the house refuses is no change."""
        [kinds] = self.dice.choices((SERVICES, BULK, SEATS), (0.5, 0.25, 0.25))
        kind: Callable[[], Any] = self.dice.choice(kinds).__get__(self)
        try:
            with transaction.atomic():
                kind()
        except DomainError:
            return
        self.done.append(kind.__name__)

    def pick(self, model: Any, **where: Any) -> Any:
        found = list(model.objects.filter(**where).order_by("created_at", "pk"))
        if not found:
            raise DomainError("There is none.")
        return self.dice.choice(found)

    def moment(self) -> Any:
        return timezone.now() - timedelta(days=self.dice.randrange(1, 120), seconds=self.dice.randrange(86_400))

    # By services

    def open(self) -> None:
        processes.create_process(
            actor=self.manager,
            recruiter=self.dice.choice(self.recruiters),
            candidate_id=self.dice.choice(self.people).pk,
            company_name=self.dice.choice(self.companies).name,
            feeder_source=self.dice.choice([*(feeder.name for feeder in self.feeders), None]),
            role_title=self.dice.choice(ROLES),
        )

    def plan(self) -> None:
        order = self.dice.choice([None, None, 1, 2])
        name = self.dice.choice(["Phone Screen", "Technical", "Onsite", "Chat"])
        stages.add_stage(self.pick(InterviewProcess).pk, actor=self.manager, stage_name=name, stage_order=order)

    def decide(self) -> None:
        outcomes.record_stage_outcome(
            self.pick(InterviewStage).pk,
            actor=self.manager,
            outcome=self.dice.choice(StageOutcome.values),
            ratings={name: self.dice.choice(RATINGS) for name in ("overall", "technical")},
            close_process=self.dice.random() < 0.3,
            completed_date=date.today() - timedelta(days=self.dice.randrange(60)),
        )

    def correct(self) -> None:
        wanted = self.dice.choice(StageOutcome.values)
        outcomes.correct_stage_outcome(
            self.pick(InterviewStage).pk, actor=self.manager, outcome=wanted, reason="Mixed up."
        )

    def end(self) -> None:
        ending = self.dice.choice(ENDINGS)
        why: dict[str, Any] = {}
        if ending == "rejected_by_company":
            why["rejection_reason"] = self.dice.choice([None, *RejectionReason.values])
        elif ending != "offer_accepted":
            why["withdrawal_reason"] = self.dice.choice([None, *WithdrawalReason.values])
        closing.complete_process(self.pick(InterviewProcess).pk, actor=self.manager, final_status=ending, **why)

    def reopen(self) -> None:
        process = self.pick(InterviewProcess, ended_at__isnull=False)
        closing.reopen_process(process.pk, actor=self.manager, reason="Again.")

    def hold(self) -> None:
        closing.hold_process(self.pick(InterviewProcess).pk, actor=self.manager)

    def offer(self) -> None:
        drafted = offers.draft_offer(self.pick(InterviewProcess).pk, actor=self.manager)
        if self.dice.random() < 0.8:
            offers.extend_offer(drafted.pk, actor=self.manager)

    def answer(self) -> None:
        service = self.dice.choice(
            [offers.accept_offer, offers.accept_offer, offers.decline_offer, offers.revise_offer, offers.rescind_offer]
        )
        service(self.pick(Offer).pk, actor=self.manager)

    def edit(self) -> None:
        changes = self.dice.choice(
            [
                {"feeder_source": self.dice.choice([None, *(feeder.name for feeder in self.feeders)])},
                {"company_name": self.dice.choice(self.companies).name},
                {"role_title": self.dice.choice(ROLES)},
                {"recruiter": self.dice.choice(self.recruiters)},
            ]
        )
        processes.update_process(self.pick(InterviewProcess).pk, actor=self.manager, **changes)

    # By bulk and by SQL

    def make_many(self) -> None:
        made = [
            InterviewProcess(
                candidate=CandidateFactory(owner=self.recruiters[1]),
                company=self.dice.choice(self.companies),
                feeder=self.dice.choice([None, *self.feeders]),
                recruiter=self.dice.choice([None, *self.recruiters]),
                role_title="Bulk",
                role_key="bulk",
                created_at=self.moment(),
            )
            for _ in range(4)
        ]
        InterviewProcess.objects.bulk_create(made)
        InterviewStage.objects.bulk_create(
            InterviewStage(process=row, stage_name="x", stage_type=kind, stage_order=order, created_at=row.created_at)
            for row in made
            for order, kind in enumerate(self.dice.sample(StageType.values, 3), 1)
        )

    def import_csv(self) -> None:
        person = candidate()
        opened = process(person, company_name=self.dice.choice(self.companies).name, feeder_source="Careers page")
        closed = process(person, status="offer_accepted", decided_at="2024-02-20T10:00:00+00", role_title="Importer")
        rows = Rows([person], [opened, closed], [stage(opened, 1), stage(opened, 2, "pending"), stage(closed, 1)])
        report = import_rows(rows, recruiter=self.recruiters[0])
        assert not report.refused, report.problems

    def merge_feeders(self) -> None:
        from_, to = self.dice.sample(self.feeders, 2)
        InterviewProcess.objects.filter(feeder=from_).update(feeder=to)

    def orphan(self) -> None:
        InterviewProcess.objects.filter(feeder=self.dice.choice(self.feeders)).update(feeder=None)

    def merge_people(self) -> None:
        """One becomes another, as far as nothing stands twice."""
        from_, to = self.dice.sample(list(Candidate.objects.order_by("created_at", "pk")), 2)
        ended = InterviewProcess.objects.filter(candidate=from_, ended_at__isnull=False)
        moved = list(ended.values_list("pk", flat=True))
        InterviewProcess.objects.filter(pk__in=moved).update(candidate=to)

    def delete_person(self) -> None:
        person = self.pick(Candidate, status_changes=None)
        for each in InterviewProcess.objects.filter(candidate=person):
            remove(each)
        drop_feedback(candidate=person)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM tracking_candidate WHERE id = %s", [person.pk])
        self.people = [each for each in self.people if each.pk != person.pk] or [CandidateFactory()]

    def seat(self) -> None:
        """Some sit on panels, of whom some have answered."""
        PanelMember.objects.bulk_create(
            PanelMember(
                stage=stage,
                process=stage.process,
                user=user,
                feedback_at=self.dice.choice([None, timezone.now() - timedelta(hours=self.dice.randrange(900))]),
            )
            for stage in InterviewStage.objects.filter(panel=None, stage_order=self.dice.choice([1, 2]))
            for user in self.dice.sample(self.interviewers, 3)
        )

    def unseat(self) -> None:
        PanelMember.objects.filter(user=self.dice.choice(self.interviewers), stage__stage_order=2).delete()

    def say(self) -> None:
        for held in (self.pick(InterviewStage), self.pick(InterviewStage)):
            InterviewFeedback.objects.bulk_create(
                InterviewFeedback(
                    stage=held,
                    process=held.process,
                    candidate=held.process.candidate,
                    author=author,
                    overall_rating=self.dice.choice(OVERALL),
                )
                for author in self.dice.sample(self.interviewers, 3)
                if not InterviewFeedback.objects.filter(stage=held, author=author).exists()
            )

    def say_otherwise(self) -> None:
        said = InterviewFeedback.objects.filter(author=self.dice.choice(self.interviewers))
        if not said.update(overall_rating=self.dice.choice(OVERALL)):
            raise DomainError("There is none.")

    def unsay(self) -> None:
        drop_feedback(author=self.dice.choice(self.interviewers), stage__stage_order=1)

    def say_of_another(self) -> None:
        """Feedback goes with whom a candidate was merged into."""
        one, other = self.dice.sample(list(Candidate.objects.order_by("created_at", "pk")), 2)
        InterviewFeedback.objects.filter(candidate=one).update(candidate=other)

    def delete_process(self) -> None:
        remove(self.pick(InterviewProcess, status_changes=None))

    def delete_stages(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM tracking_interviewstage s WHERE stage_order > 2"
                " AND NOT EXISTS (SELECT FROM tracking_statuschange c WHERE c.stage_id = s.id)"
                " AND NOT EXISTS (SELECT FROM tracking_panelmember m WHERE m.stage_id = s.id)"
                " AND NOT EXISTS (SELECT FROM interview_feedback f WHERE f.stage_id = s.id)"
            )
            if not cursor.rowcount:
                raise DomainError("There is none.")

    def move_in_time(self) -> None:
        some = [row.pk for row in InterviewProcess.objects.order_by("pk")[:: self.dice.choice([2, 3])]]
        InterviewProcess.objects.filter(pk__in=some).update(created_at=F("created_at") - timedelta(hours=11))

    def rate_many(self) -> None:
        InterviewStage.objects.filter(stage_type=self.dice.choice(StageType.values)).update(
            culture_fit_rating=self.dice.choice(RATINGS), communication_rating=self.dice.choice(RATINGS)
        )

    def retype(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tracking_interviewstage SET stage_type = %s WHERE stage_order = %s",
                [self.dice.choice(StageType.values), self.dice.randrange(1, 4)],
            )


SERVICES = [
    *(World.open, World.open, World.plan, World.plan, World.plan, World.decide, World.decide, World.decide),
    *(World.correct, World.end, World.reopen, World.hold, World.offer, World.offer, World.answer, World.answer),
    World.edit,
]
BULK = [
    *(World.make_many, World.import_csv, World.merge_feeders, World.orphan, World.merge_people, World.delete_person),
    *(
        World.delete_process,
        World.delete_process,
        World.delete_stages,
        World.move_in_time,
        World.rate_many,
        World.retype,
    ),
]
SEATS = [
    *(World.seat, World.seat, World.unseat, World.say, World.say, World.say_otherwise, World.unsay),
    World.say_of_another,
]
EVERY_KIND = {kind.__name__ for kind in (*SERVICES, *BULK, *SEATS)}


def remove(process: InterviewProcess) -> None:
    """One without a history: those of others are never deleted, and nobody may."""
    if StatusChange.objects.filter(process=process).exists():
        raise DomainError("It has a history.")
    drop_feedback(process=process)
    with connection.cursor() as cursor:
        for table in ("panelmember", "offer", "interviewstage"):
            cursor.execute(f"DELETE FROM tracking_{table} WHERE process_id = %s", [process.pk])
        cursor.execute("DELETE FROM tracking_interviewprocess WHERE id = %s", [process.pk])


def drop_feedback(**such: Any) -> None:
    InterviewFeedback.objects.filter(**such).delete()
