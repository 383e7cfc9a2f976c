"""Versions of suitability: the first set by hand, the next fitted on outcomes, and which of them is in use."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from config.base.errors import Conflict, Forbidden, Missing
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from feedback.estimators.calibration import Calibration, Example, calibrate
from feedback.estimators.severity import estimate_severities
from feedback.estimators.suitability import HAND_SET, Observed, Source, Weights
from feedback.models import SuitabilityModel
from feedback.selectors.evidence import Given, PastProcess, past_processes, ratings_given
from feedback.services.flagging import flag_later

# How often on the way through the past the interviewers' severities are estimated anew.
STATIONS = 20

Watch = Callable[[Iterable[Sequence[PastProcess]], int], Iterable[Sequence[PastProcess]]]


@dataclass(frozen=True)
class Outcome:
    """What a calibration found; `model` is None where nothing was kept of it."""

    compared_with: SuitabilityModel
    found: Calibration
    model: SuitabilityModel | None

    @property
    def activated(self) -> bool:
        return self.model is not None and self.model.active


def active_model() -> SuitabilityModel:
    """The version in use. Where there never was one, the hand-set one is made; of several who ask at once, by one."""
    found = SuitabilityModel.objects.filter(active=True).first()
    return found or ensure_model()


@transaction.atomic
def ensure_model() -> SuitabilityModel:
    lock_versions()
    found = SuitabilityModel.objects.filter(active=True).first()
    return found or SuitabilityModel.objects.create(
        version=1,
        weights=HAND_SET.to_dict(),
        note="Set by hand, before there were outcomes to learn from.",
        active=True,
    )


def calibrate_suitability(
    *, actor: User | None = None, dry_run: bool = False, watch: Watch = lambda steps, total: steps
) -> Outcome:
    """Fits new weights on past outcomes and puts them to use if they are better on later ones.

    The new version is kept with its figures either way, unless it is a dry run or nothing could be fitted.
    """
    with acting_as(SYSTEM):
        model = active_model()
        found = calibrate(list(examples(watch)), Weights.from_dict(model.weights))
        kept = None if dry_run or found.weights is None else keep(found, found.weights, model, actor)
    return Outcome(model, found, kept)


def examples(watch: Watch) -> Iterator[Example]:
    """The past as it looked then: each interviewer's severity is judged by the ratings given before, by no later ones.

    It is estimated anew at STATIONS, each at the first of the processes that it serves.
    """
    past, given = past_processes(), ratings_given()
    moments = [rating.at for rating in given]
    size = max(1, -(-len(past) // STATIONS))
    stations = [past[start : start + size] for start in range(0, len(past), size)]
    for station in watch(stations, len(stations)):
        severities = severities_of(given[: bisect_left(moments, station[0].known)])
        yield from (example(process, severities) for process in station)


def severities_of(given: Sequence[Given]) -> dict[UUID, float]:
    found = estimate_severities((rating.author, rating.candidate, rating.rating) for rating in given)
    return {author: severity.value for author, severity in found.by_rater.items()}


def example(process: PastProcess, severities: dict[UUID, float]) -> Example:
    evidence = dict(process.evidence)
    if process.ratings:
        n = len(process.ratings)
        raw = sum(rating for _, rating in process.ratings) / n
        taken_off = sum(severities.get(author, 0.0) for author, _ in process.ratings) / n
        evidence[Source.FEEDBACK] = Observed(n, raw - taken_off, raw)
    return Example(process.ended, process.offer, evidence)


@transaction.atomic
def keep(found: Calibration, weights: Weights, compared_with: SuitabilityModel, actor: User | None) -> SuitabilityModel:
    """Activated where it is better, and where what it was compared with is still in use."""
    lock_versions()
    metrics = {"compared_with": compared_with.version, **found.metrics()}
    model = SuitabilityModel.objects.create(
        version=(SuitabilityModel.objects.aggregate(last=Max("version"))["last"] or 0) + 1,
        weights=weights.to_dict(),
        metrics=metrics,
        note=found.reason,
        created_by=actor,
    )
    if found.better and SuitabilityModel.objects.filter(pk=compared_with.pk, active=True).exists():
        switch_to(model)
    return model


@transaction.atomic
def activate_model(pk: UUID, *, actor: User) -> SuitabilityModel:
    """Forward or back to this version; everybody who has a score is soon to be scored anew.

    Raises Forbidden, Missing, Conflict.
    """
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may put another version to use.")
    with acting_as(SYSTEM):
        lock_versions()
        model = SuitabilityModel.objects.filter(pk=pk).first()
        if model is None:
            raise Missing("Not found.")
        if model.active:
            raise Conflict("This version is in use already.", code="in_use")
        switch_to(model)
    return model


def switch_to(model: SuitabilityModel) -> None:
    """Under the lock of the versions."""
    SuitabilityModel.objects.filter(active=True).update(active=False)
    model.active = True
    model.save(update_fields=["active"])
    flag_later()


def lock_versions() -> None:
    """One writer of versions at a time: which number is next, and which one is in use, no row could be locked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [SuitabilityModel._meta.db_table])
