"""Accounts and data, in one transaction; loaded once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from config.base.clock import business_today
from config.base.errors import Conflict
from config.base.models import User
from config.postgres.identity import SYSTEM, acting_as
from tracking.demo.accounts import ACCOUNTS, ensure_accounts
from tracking.demo.generate import LEADS, Demo, generate
from tracking.models import Candidate, InterviewStage, PanelMember
from tracking.services.importing import import_rows


@dataclass
class DemoReport:
    """`loaded` is false where the data was there already; `foreign` are accounts that are somebody's own."""

    users: dict[str, User]
    foreign: list[str]
    loaded: bool = False
    made: Counter[str] = field(default_factory=Counter)


def has_data() -> bool:
    with acting_as(SYSTEM):
        return Candidate.objects.exists()


def is_loaded() -> bool:
    """The accounts tell: they and the data come in one transaction."""
    with acting_as(SYSTEM):
        return User.objects.filter(email__in=[account.email for account in ACCOUNTS]).exists()


def load_demo(password: str, size: int) -> DemoReport:
    """Raises Conflict where a login that leads processes belongs to somebody else."""
    with acting_as(SYSTEM), transaction.atomic():
        known = is_loaded()
        users, foreign = ensure_accounts(password)
        report = DemoReport(users, foreign)
        if known:
            return report
        taken = sorted(set(foreign) & set(LEADS))
        if taken:
            raise Conflict(f"There is an account {taken[0]} which is not the demo's: its data would become theirs.")
        demo = generate(size, business_today())
        for username in LEADS:
            report.made += import_share(demo, users[username])
        seat_panels(demo, users)
        link_candidates(demo, users)
        report.loaded = True
    return report


def import_share(demo: Demo, lead: User) -> Counter[str]:
    report = import_rows(demo.led_by(lead.username), recruiter=lead)
    if report.refused:
        raise Conflict(f"The demo data breaks the rules: {report.problems[0]}")
    return report.made


def seat_panels(demo: Demo, users: dict[str, User]) -> None:
    processes = dict(InterviewStage.objects.filter(pk__in=demo.panels).values_list("pk", "process_id"))
    members = [
        PanelMember(stage_id=UUID(stage), process_id=processes[UUID(stage)], user=users[username])
        for stage, usernames in demo.panels.items()
        for username in usernames
        if username in users
    ]
    PanelMember.objects.bulk_create(members)


def link_candidates(demo: Demo, users: dict[str, User]) -> None:
    for username, candidate_id in demo.logins.items():
        if username in users:
            Candidate.objects.filter(pk=candidate_id).update(user=users[username])
