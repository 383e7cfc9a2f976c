"""A candidate's suitability: scored by the version in use, and overruled by people.

A score is worked out from all evidence there is, never counted up, so making it again is always right. The caller
holds the candidate's lock: two feedbacks at once, or a person's word against the machine's, come one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.base.errors import Conflict, Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from config.postgres.identity import SYSTEM, acting_as
from feedback.estimators.suitability import Evidence, Score, Weights, score
from feedback.models import SuitabilityModel, SuitabilityOverride, SuitabilityScore
from feedback.selectors.evidence import evidence_of
from feedback.services.calibration import active_model
from tracking.models import Candidate
from tracking.services.locks import lock_candidate
from tracking.services.scores import flag_for_rescoring, set_overall_scores

HUNDREDTH = Decimal("0.01")
REASON_LENGTH = 5_000
PENDING_AT_ONCE = 500

Change = tuple[Decimal | None, Decimal | None]


def re_score_candidates(candidates: Sequence[Candidate]) -> dict[UUID, Change]:
    """The overall score of each locked candidate before and after; at most five statements for any number.

    With FEEDBACK_RESCORE off the candidates are only flagged, and keep the scores they have.
    """
    if settings.FEEDBACK_RESCORE:
        return score_now(candidates)
    flag_for_rescoring(candidate.pk for candidate in candidates)
    for candidate in candidates:
        candidate.needs_rescoring = candidate.anonymised_at is None
    return {candidate.pk: (candidate.overall_score, candidate.overall_score) for candidate in candidates}


@transaction.atomic
def re_score_candidate(candidate_id: UUID) -> Change:
    """The same of one candidate, who is locked here. Raises Missing."""
    candidate = lock_candidate(candidate_id, None)
    return re_score_candidates([candidate])[candidate_id]


@transaction.atomic
def re_score_now(candidate_id: UUID, *, actor: User) -> Change:
    """At a person's wish, whether or not scores are made by themselves. Raises Missing, Conflict."""
    return score_now([lock_living(candidate_id, actor)])[candidate_id]


@transaction.atomic
def rescore_pending(limit: int = PENDING_AT_ONCE) -> int:
    """Scores candidates who are flagged, and whom nobody holds just now; how many."""
    if not settings.FEEDBACK_RESCORE:
        return 0
    with acting_as(SYSTEM):
        flagged = Candidate.objects.filter(needs_rescoring=True, anonymised_at=None).order_by("pk")
        locked = list(flagged.select_for_update(of=("self",), skip_locked=True).defer("search")[:limit])
    score_now(locked)
    return len(locked)


@transaction.atomic
def override_suitability(candidate_id: UUID, *, actor: User, value: Decimal, reason: str) -> SuitabilityOverride:
    """A manager's own score counts from now on; the machine's is made and kept beside it all the same."""
    check_override(actor, value, reason)
    candidate = lock_living(candidate_id, actor)
    now = timezone.now()
    said = {"value": value.quantize(HUNDREDTH), "reason": reason.strip(), "by": actor, "created_at": now}
    override, _ = SuitabilityOverride.objects.update_or_create(candidate=candidate, defaults=said)
    set_overall_scores({candidate.pk: override.value})
    return override


@transaction.atomic
def withdraw_override(candidate_id: UUID, *, actor: User) -> Change:
    """The machine's score counts again, made anew. Raises Missing where there is no override."""
    require_manager(actor)
    candidate = lock_living(candidate_id, actor)
    gone, _ = SuitabilityOverride.objects.filter(candidate=candidate).delete()
    if not gone:
        raise Missing("Nobody has overruled this score.")
    return score_now([candidate])[candidate_id]


def score_now(candidates: Sequence[Candidate]) -> dict[UUID, Change]:
    """Whoever has been anonymised is left alone: nothing is written of them again."""
    before = {candidate.pk: candidate.overall_score for candidate in candidates}
    living = {candidate.pk: candidate for candidate in candidates if candidate.anonymised_at is None}
    if living:
        with acting_as(SYSTEM):
            after = store_scores(living)
        set_overall_scores(after)
        for pk, candidate in living.items():
            candidate.overall_score, candidate.needs_rescoring = after[pk], False
    return {candidate.pk: (before[candidate.pk], candidate.overall_score) for candidate in candidates}


def store_scores(candidates: Mapping[UUID, Candidate]) -> dict[UUID, Decimal | None]:
    """Keeps what the version in use makes of each; answers with what counts: a person's word where there is one."""
    model = active_model()
    weights = Weights.from_dict(model.weights)
    evidence = evidence_of(list(candidates))
    overrides = SuitabilityOverride.objects.filter(candidate__in=candidates).values_list("candidate_id", "value")
    rows = [scored(candidate, model, weights, evidence[pk]) for pk, candidate in candidates.items()]
    SuitabilityScore.objects.bulk_create(rows)
    return {row.candidate_id: row.value for row in rows} | dict(overrides)


def scored(candidate: Candidate, model: SuitabilityModel, weights: Weights, evidence: Evidence) -> SuitabilityScore:
    found = score(evidence, weights)
    row = SuitabilityScore(candidate=candidate, model=model)
    if found is not None:
        row.value, row.low, row.high = rounded(found)
        row.breakdown = found.breakdown()
    return row


def rounded(found: Score) -> tuple[Decimal, Decimal, Decimal]:
    value, low, high = (Decimal(figure).quantize(HUNDREDTH) for figure in (found.value, found.low, found.high))
    return value, low, high


def lock_living(candidate_id: UUID, actor: User) -> Candidate:
    candidate = lock_candidate(candidate_id, actor)
    if candidate.anonymised_at:
        raise Conflict("This candidate has been anonymised.", code="anonymised")
    return candidate


def check_override(actor: User, value: Decimal, reason: str) -> None:
    require_manager(actor)
    if not (value.is_finite() and 0 <= value <= 100):
        raise Invalid("0 to 100.", attr="value")
    if not reason.strip():
        raise Invalid("Say why.", code="required", attr="reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid(f"At most {REASON_LENGTH:,} characters.", code="max_length", attr="reason")


def require_manager(actor: User) -> None:
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Only a manager may overrule a score.")
