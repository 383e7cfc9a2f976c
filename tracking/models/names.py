"""Companies that hire, and feeders: sources of candidates. People name them; their folded key is what matches."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, GeneratedField

from config.base.models import CreatedModel
from tracking.models.history import tracked
from tracking.validators import NAME_LENGTH


class NamedModel(CreatedModel):
    """`name_key` and `alias_keys` are folded by tracking.services.names, their only writer."""

    name = models.CharField(max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=NAME_LENGTH, editable=False)
    aliases = ArrayField(models.CharField(max_length=NAME_LENGTH), default=list, blank=True)
    alias_keys = ArrayField(models.CharField(max_length=NAME_LENGTH), default=list, blank=True, editable=False)

    search = GeneratedField(
        expression=SearchVector(F("name_key"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        abstract = True
        ordering = ["name_key", "id"]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=["search"])
class Company(NamedModel):
    class Meta(NamedModel.Meta):
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                name="company_name_unique",
                violation_error_code="name_taken",
                violation_error_message="A company of this name exists.",
            )
        ]
        indexes = [
            models.Index("name_key", "id", name="company_by_name"),
            models.Index("created_at", "id", name="company_by_age"),
            GinIndex("alias_keys", name="company_by_alias"),
            GinIndex("search", name="company_search"),
        ]


@tracked(exclude=["search"])
class Feeder(NamedModel):
    """`score_boost` is written by analytics, from evidence, through tracking.services.names."""

    score_boost = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0), editable=False)

    class Meta(NamedModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                name="feeder_name_unique",
                violation_error_code="name_taken",
                violation_error_message="A feeder of this name exists.",
            )
        ]
        indexes = [
            models.Index("name_key", "id", name="feeder_by_name"),
            models.Index("created_at", "id", name="feeder_by_age"),
            GinIndex("alias_keys", name="feeder_by_alias"),
            GinIndex("search", name="feeder_search"),
        ]
