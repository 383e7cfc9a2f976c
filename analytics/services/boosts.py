"""The way back from figures to scores: feeders' boosts follow what came of their candidates."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from analytics.estimators.boosts import boosts
from analytics.estimators.stats import Rate
from analytics.measures import status_of
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from config.postgres.identity import SYSTEM, acting_as
from tracking.enums import ProcessStatus
from tracking.models import Candidate, Feeder
from tracking.services.names import set_score_boosts
from tracking.services.scores import flag_for_rescoring

FLAG_TASK = "analytics.flag_for_rescoring"
HUNDREDTH = Decimal("0.01")
# What moves by less stays where it is: nobody's score is made anew for it. To 0 it goes all the same.
STEP = Decimal("0.05")

OFFERED = (status_of(ProcessStatus.OFFER_ACCEPTED), status_of(ProcessStatus.OFFER_DECLINED))
REJECTED = status_of(ProcessStatus.REJECTED_BY_COMPANY)


def refresh_boosts() -> list[UUID]:
    """Feeders whose boost has moved. Scores of their candidates are made anew by a job that is written with it."""
    with acting_as(SYSTEM), transaction.atomic():
        standing = dict(Feeder.objects.values_list("pk", "score_boost"))
        found = boosts({pk: rate for pk, rate in judged().items() if pk in standing})
        wanted = {pk: Decimal(found.get(pk, 0.0)).quantize(HUNDREDTH) for pk in standing}
        moved = set_score_boosts({pk: new for pk, new in wanted.items() if moves(standing[pk], new)})
        if moved:
            app.configure_task(FLAG_TASK).defer(feeders=[str(pk) for pk in moved])
    return moved


def moves(old: Decimal, new: Decimal) -> bool:
    return abs(new - old) >= STEP or (new == 0 and old != 0)


def judged() -> dict[UUID, Rate]:
    """Offers of those whom companies judged, by feeder: who withdrew says nothing of it, as in suitability's fit."""
    rows = counts(Selection(), (*OFFERED, REJECTED), by="feeder")
    found = {UUID(row["key"]): (sum(row[name] for name in OFFERED), row[REJECTED]) for row in rows}
    return {pk: Rate(offers, offers + rejected) for pk, (offers, rejected) in found.items()}


def flag_candidates(feeders: Iterable[UUID]) -> int:
    """Those of the feeders who have a score; of how many that is news."""
    with acting_as(SYSTEM):
        scored = Candidate.objects.filter(overall_score__isnull=False, needs_rescoring=False, anonymised_at=None)
        ids = set(scored.filter(processes__feeder__in=list(feeders)).order_by().values_list("pk", flat=True))
    return flag_for_rescoring(ids)
