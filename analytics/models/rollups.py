"""Figures derived from the processes, and the log of what they do not hold yet.

Facts are one row per process: what the tallies hold of it. So a change is folded in by the difference between a
process's facts as they are now and as they were counted, whatever was changed, by whom and how; a repair is the same.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from analytics.measures import DIMENSIONS, FINGERPRINTS, MEASURES, PAIR, TOTAL
from analytics.models.triggers import noting
from tracking.models import InterviewProcess, InterviewStage, Offer
from tracking.validators import NAME_LENGTH

KEY_LENGTH = NAME_LENGTH


class FactCounts(models.Model):
    """The measures of one process: nothing rather than zero, so that a row takes little room."""

    class Meta:
        abstract = True


class TallyCounts(models.Model):
    """The sums of the measures over many processes."""

    class Meta:
        abstract = True


for measure in MEASURES:
    large = measure in FINGERPRINTS
    of_one = models.BigIntegerField if large else models.SmallIntegerField
    of_many = models.BigIntegerField if large else models.IntegerField
    FactCounts.add_to_class(measure, of_one(null=True))  # type: ignore[attr-defined]
    TallyCounts.add_to_class(measure, of_many(null=True))  # type: ignore[attr-defined]


class ProcessFact(FactCounts):
    """What is counted of one process. Its ids are no foreign keys: what was counted outlives what it was counted of."""

    process_id = models.UUIDField(primary_key=True)
    candidate_id = models.UUIDField()
    company_id = models.UUIDField()
    feeder_id = models.UUIDField(null=True)
    recruiter_id = models.UUIDField(null=True)
    role_key = models.CharField(max_length=KEY_LENGTH, db_collation="C")
    day = models.DateField(help_text="It began, in BUSINESS_TIME_ZONE.")
    spans = ArrayField(models.SmallIntegerField(), help_text="Codes of analytics.measures.Span.")
    lengths = ArrayField(models.IntegerField(), help_text="One for each span.")
    rated = ArrayField(models.SmallIntegerField(), default=list, help_text="Decided stages: analytics.selectors.rated.")

    class Meta:
        indexes = [
            models.Index("day", name="fact_by_day"),
            # Two keys that are often asked for together; by day alone many would be read for a few.
            models.Index(F("company_id"), F("feeder_id"), F("day"), name="fact_by_company"),
            *(
                models.Index(F(column), F("day"), name=f"fact_by_{name}")
                for name, column in (
                    ("feeder", "feeder_id"),
                    ("recruiter", "recruiter_id"),
                    ("role", "role_key"),
                )
            ),
        ]

    def __str__(self) -> str:
        return str(self.process_id)


class Tally(TallyCounts):
    """Sums over the processes of a key that began on a day; on `TOTAL`, over all days."""

    dim = models.CharField(max_length=14, db_collation="C")
    key = models.CharField(max_length=KEY_LENGTH, db_collation="C", help_text="Empty for the dimension `all`.")
    day = models.DateField()
    candidates = models.IntegerField(null=True, help_text="Different ones; of feeders' and companies' totals.")
    pk = models.CompositePrimaryKey("dim", "key", "day")

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.CheckConstraint(name="tally_dim_known", condition=Q(dim__in=(*DIMENSIONS, PAIR))),
        ]
        indexes = [
            models.Index("dim", "day", name="tally_by_day"),
            models.Index("dim", "key", name="tally_totals", condition=Q(day=TOTAL)),
            models.Index("day", name="tally_empty", condition=Q(started=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dim} {self.key} {self.day}"


class SpanTally(models.Model):
    """How many of a key's spans of one kind have a length, or of its ratings are such, over all days."""

    dim = models.CharField(max_length=14, db_collation="C")
    key = models.CharField(max_length=KEY_LENGTH, db_collation="C")
    span = models.SmallIntegerField()
    length = models.IntegerField()
    n = models.IntegerField()
    pk = models.CompositePrimaryKey("dim", "key", "span", "length")

    class Meta:
        constraints = [models.CheckConstraint(name="span_tally_dim_known", condition=Q(dim__in=DIMENSIONS))]
        indexes = [models.Index("span", name="span_tally_empty", condition=Q(n=0))]

    def __str__(self) -> str:
        return f"{self.dim} {self.key} {self.span}: {self.n} x {self.length}"


class RollupState(models.Model):
    """One row: by which days the facts were counted, and which state of them this is."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    time_zone = models.CharField(max_length=60)
    generation = models.BigIntegerField(default=0, help_text="Another with each change of facts or tallies.")

    class Meta:
        constraints = [models.CheckConstraint(name="rollup_state_once", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.time_zone


class ChangedProcess(models.Model):
    """The log: processes of which something changed that the tallies may not hold yet. Written by triggers only."""

    id = models.BigAutoField(primary_key=True)
    process_id = models.UUIDField()

    class Meta:
        verbose_name_plural = "changed processes"

    def __str__(self) -> str:
        return str(self.process_id)


class CountedProcess(InterviewProcess):
    """Gives the table of processes triggers of this app's."""

    class Meta:
        proxy = True
        triggers = noting("id")


class CountedStage(InterviewStage):
    class Meta:
        proxy = True
        triggers = noting("process_id")


class CountedOffer(Offer):
    class Meta:
        proxy = True
        triggers = noting("process_id")
