"""What is derived from feedback and panels, kept as it is of processes: rows as they were counted, and their sums."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from analytics.models.triggers import noting
from analytics.seats import SeatSum
from feedback.models import InterviewFeedback
from tracking.models import PanelMember


class SeatFact(models.Model):
    """What is counted of one interviewer on one stage: of their feedback where it is `said`, else of their seat on the
    panel. Its ids are no foreign keys, like those of ProcessFact.
    """

    stage_id = models.UUIDField()
    author_id = models.UUIDField()
    said = models.BooleanField()
    process_id = models.UUIDField()
    candidate_id = models.UUIDField(null=True, help_text="Of feedback.")
    number = models.SmallIntegerField(null=True, help_text="Of feedback: analytics.seats.said_as.")
    kind = models.SmallIntegerField(null=True, help_text="Of a seat, where the interview was held: a SeatSum.")
    length = models.IntegerField(null=True, help_text="Days, or a day, as `kind` says.")
    pk = models.CompositePrimaryKey("stage_id", "author_id", "said")

    class Meta:
        indexes = [
            models.Index("process_id", name="seat_by_process"),
            models.Index("author_id", "candidate_id", name="seat_by_candidate"),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.stage_id}"


class SeatTally(models.Model):
    """Sums over the seats of an interviewer, or over all panels; what `number` is says analytics.seats."""

    author_id = models.UUIDField()
    kind = models.SmallIntegerField()
    number = models.IntegerField()
    n = models.BigIntegerField()
    pk = models.CompositePrimaryKey("author_id", "kind", "number")

    class Meta:
        verbose_name_plural = "seat tallies"
        constraints = [
            models.CheckConstraint(name="seat_tally_kind_known", condition=Q(kind__in=[kind.value for kind in SeatSum]))
        ]
        indexes = [models.Index("kind", name="seat_tally_empty", condition=Q(n=0))]

    def __str__(self) -> str:
        return f"{self.author_id}, {self.kind} {self.number}: {self.n}"


class CountedFeedback(InterviewFeedback):
    """Gives the table of feedback triggers of this app's."""

    class Meta:
        proxy = True
        triggers = noting("process_id")


class CountedSeat(PanelMember):
    class Meta:
        proxy = True
        triggers = noting("process_id")
