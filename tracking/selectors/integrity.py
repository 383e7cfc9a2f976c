"""What is stored twice, compared: statuses with what they are derived from, places, placements, history.

Rows are grouped by the database into the few combinations of facts there are; the same pure functions that wrote a
status judge each combination, and only the rows of a wrong one are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from config.base.differences import Difference
from tracking.enums import ChangeSubject, OfferStatus, ProcessStatus
from tracking.models import Candidate, InterviewProcess, InterviewStage, Offer, Placement, StatusChange
from tracking.statuses import derive_candidate_status, derive_process_status


def differences() -> Iterator[Difference]:
    """Everything that differs; to be asked as the system, who sees all rows."""
    yield from process_statuses()
    yield from candidate_statuses()
    yield from stage_orders()
    yield from placements()
    for subject, model, field in (
        (ChangeSubject.CANDIDATE, Candidate, "status"),
        (ChangeSubject.PROCESS, InterviewProcess, "status"),
        (ChangeSubject.STAGE, InterviewStage, "outcome"),
        (ChangeSubject.OFFER, Offer, "status"),
    ):
        yield from last_changes(subject, model, field)


def process_statuses() -> Iterator[Difference]:
    decisive = Offer.objects.filter(process=OuterRef("pk"), status__in=OfferStatus.DECISIVE).order_by("-number")
    processes = InterviewProcess.objects.order_by().annotate(decisive=Subquery(decisive.values("status")[:1]))
    facts = ("status", "closing", "on_hold", "decisive")
    for combination in processes.values(*facts).distinct():
        expected = derive_process_status(combination["closing"], combination["on_hold"], combination["decisive"])
        if combination["status"] != expected:
            yield from rows_of(processes, combination, "process status", combination["status"], expected)


def candidate_statuses() -> Iterator[Difference]:
    """Ended processes count by the last one: `ended_at`, then the status, as the service orders them."""
    mine = InterviewProcess.objects.filter(candidate=OuterRef("pk")).order_by()
    running = mine.filter(ended_at=None).values("candidate")
    ended = mine.exclude(ended_at=None).order_by("-ended_at", "-status")
    statuses: Any = ArrayAgg("status", distinct=True, order_by="status")
    candidates = Candidate.objects.order_by().annotate(
        open=Subquery(running.annotate(all=statuses).values("all")), last_ended=Subquery(ended.values("status")[:1])
    )
    for combination in candidates.values("status", "open", "last_ended").distinct():
        status, open_ = combination["status"], combination["open"] or []
        expected = derive_candidate_status(status, open_, combination["last_ended"])
        if status != expected:
            yield from rows_of(candidates, combination, "candidate status", status, expected)


def rows_of(
    rows: QuerySet[Any], facts: dict[str, Any], rule: str, stored: object, expected: object
) -> Iterator[Difference]:
    same = {(f"{name}__isnull" if value is None else name): value is None or value for name, value in facts.items()}
    for pk in rows.filter(**same).values_list("pk", flat=True):
        yield Difference(rule, str(pk), stored, expected)


def stage_orders() -> Iterator[Difference]:
    """Unique and from 1 upwards by constraint: without gaps where the last place is the number of stages."""
    counted = InterviewStage.objects.order_by().values("process").annotate(n=Count("pk"), last=Max("stage_order"))
    for row in counted.exclude(n=F("last")):
        yield Difference("stage order", str(row["process"]), f"up to {row['last']}", f"up to {row['n']}")


def placements() -> Iterator[Difference]:
    """An accepted process has one standing placement, that of its candidate and its accepted offer; no other has."""
    standing = Placement.objects.filter(reversed_at=None)
    accepted = InterviewProcess.objects.filter(status=ProcessStatus.OFFER_ACCEPTED).order_by()
    for pk in accepted.exclude(Exists(standing.filter(process=OuterRef("pk")))).values_list("pk", flat=True):
        yield Difference("placement", str(pk), "missing", "standing")
    agrees = Q(
        process__status=ProcessStatus.OFFER_ACCEPTED,
        candidate=F("process__candidate"),
        offer__status=OfferStatus.ACCEPTED,
        offer__process=F("process"),
    )
    for pk in standing.exclude(agrees).order_by().values_list("process", flat=True):
        yield Difference("placement", str(pk), "standing", "that of an accepted process, its candidate and its offer")


def last_changes(subject: ChangeSubject, model: type[Model], field: str) -> Iterator[Difference]:
    """The last recorded step ends in the present status; a row without any has the status it was made with."""
    changes = StatusChange.objects.filter(subject=subject, **{subject.value: OuterRef("pk")})
    if subject in (ChangeSubject.STAGE, ChangeSubject.OFFER):
        changes = changes.filter(process=OuterRef("process"))  # its index leads there
    if subject == ChangeSubject.CANDIDATE:
        changes = changes.filter(candidate=OuterRef("pk"))
    last = Subquery(changes.order_by("-at", "-id").values("to_status")[:1])
    column: Any = model._meta.get_field(field)
    initial = Value(str(column.get_default()), output_field=CharField())
    rows = model._default_manager.order_by().annotate(recorded=Coalesce(last, initial))
    for pk, stored, recorded in rows.exclude(recorded=F(field)).values_list("pk", field, "recorded"):
        yield Difference(f"last {subject} change", str(pk), stored, recorded)
