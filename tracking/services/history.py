"""The trace of one write: who, why, and each status it changed; stored by one statement when the write is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils import timezone

from config.base.models import User
from tracking.enums import ChangeSubject
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer, StatusChange
from tracking.signals import statuses_changed


@dataclass
class History:
    """`actor` is None for the system itself."""

    actor: User | None
    reason: str = ""
    rows: list[StatusChange] = field(default_factory=list)

    def add(self, changed: Candidate | InterviewProcess | InterviewStage | Offer, old: str | None, new: str) -> None:
        row = StatusChange(from_status=old, to_status=new, at=timezone.now(), by=self.actor, reason=self.reason)
        if isinstance(changed, Candidate):
            row.subject, row.candidate = ChangeSubject.CANDIDATE, changed
        elif isinstance(changed, InterviewProcess):
            row.subject, row.process, row.candidate_id = ChangeSubject.PROCESS, changed, changed.candidate_id
        elif isinstance(changed, InterviewStage):
            row.subject, row.stage = ChangeSubject.STAGE, changed
            row.process, row.candidate_id = changed.process, changed.process.candidate_id
        else:
            row.subject, row.offer = ChangeSubject.OFFER, changed
            row.process, row.candidate_id = changed.process, changed.process.candidate_id
        self.rows.append(row)


@contextmanager
def history_of(actor: User | None, reason: str = "") -> Iterator[History]:
    """Inside the transaction of the write, which stores the rows with it or not at all; then others hear of them."""
    history = History(actor, reason)
    yield history
    if history.rows:
        StatusChange.objects.bulk_create(history.rows)
        statuses_changed.send(StatusChange, changes=history.rows, actor=actor)
