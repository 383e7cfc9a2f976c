"""What must be true of all rows whatever happened."""

from __future__ import annotations

from django.db import connection

from config.base.roles import Role
from config.testing.factories import UserFactory
from tracking.models import InterviewProcess, Offer, Placement
from tracking.selectors.integrity import differences
from tracking.services.processes import create_process
from tracking.tests.factories import CandidateFactory
from tracking.tests.services.acting import by


def recruited() -> InterviewProcess:
    """A committed process of a new recruiter, opened as people open it."""
    lead = UserFactory(roles=(Role.RECRUITER,))
    process: InterviewProcess = by(
        lead,
        create_process,
        candidate_id=CandidateFactory(owner=lead).pk,
        company_name=f"Company of {lead.username}",
        role_title="Backend Engineer",
    )
    return process


def assert_consistent() -> None:
    found = [str(difference) for difference in differences()]
    assert not found, found
    standing = Placement.objects.filter(reversed_at=None)
    assert standing.count() == InterviewProcess.objects.filter(status="offer_accepted").count()
    accepted = Offer.objects.filter(status="accepted").values_list("process__status", flat=True)
    assert set(accepted) <= {"offer_accepted"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        assert cursor.fetchone() == (0,)
