"""When the ratings of a stage lead to a decision, and to which. Called under the locks of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from config.base.models import User
from feedback.decisions import Rule, Verdict, as_numbers, decide
from feedback.enums import DecisionStatus, RuleMode
from feedback.event_types import DecisionProposed
from feedback.models import DecisionChange, InterviewFeedback, NextStageDecision
from feedback.selectors.hearing import Hearing, hearing_of
from feedback.selectors.rules import RuleBook
from feedback.services.events import record
from feedback.services.status import dismiss_proposals_on
from tracking.models import InterviewStage


@dataclass(frozen=True)
class Outcome:
    """The decision, whether it fell just now, and its reason; or why there is none."""

    decision: NextStageDecision | None
    reason: str
    is_new: bool = False


def propose(changed: Mapping[UUID, InterviewFeedback], hearing: Hearing, actor: User | None) -> dict[UUID, Outcome]:
    """Decides anew on each stage whose feedback came in or was edited; `changed` is that feedback by its stage.

    The caller records the events (`proposals`), after those of what led to them.
    """
    stages = {stage_id: feedback.stage for stage_id, feedback in changed.items()}
    standing = standing_on(stages)
    book = RuleBook(stages.values())
    outcomes: dict[UUID, Outcome] = {}
    fallen: dict[UUID, NextStageDecision] = {}
    unheard: dict[str, list[UUID]] = {}
    for stage_id, stage in stages.items():
        rule = book.rule_for(stage)
        before = standing.get(stage_id)
        refusal = why_not(stage, before, hearing.missing(stage_id), rule)
        if refusal:
            outcomes[stage_id] = Outcome(None, refusal)
            if before is not None and before.status == DecisionStatus.PROPOSED:
                unheard.setdefault(refusal, []).append(stage_id)
            continue
        verdict = decide(rule, list(hearing.ratings[stage_id].values()))
        if before is not None and same(before, verdict, rule):
            outcomes[stage_id] = Outcome(before, before.reason)
            continue
        fallen[stage_id] = decision_of(changed[stage_id], verdict, rule)
        outcomes[stage_id] = Outcome(fallen[stage_id], verdict.reason, is_new=True)
    for refusal, stage_ids in unheard.items():
        dismiss_proposals_on(stage_ids, refusal)
    keep(fallen, [pk for pk in fallen if pk in standing], actor)
    return outcomes


def decide_anew(stage: InterviewStage, actor: User | None) -> None:
    """Decides on a locked stage whose panel has changed: who was waited for may be gone, or somebody new be missing.

    What a person has stopped is not proposed again as long as the ratings are the same. Acting as the system.
    """
    latest = InterviewFeedback.objects.filter(stage=stage).order_by("received_at", "pk").last()
    if latest is None or stage.process.candidate.anonymised_at:
        return
    hearing = hearing_of([stage.pk])
    if not stopped(stage.pk, hearing):
        latest.stage, latest.process = stage, stage.process
        record(proposals(propose({stage.pk: latest}, hearing, actor).values()))


def stopped(stage_id: UUID, hearing: Hearing) -> bool:
    """Whether a person dismissed or undid what these ratings had led to."""
    last = NextStageDecision.objects.filter(stage=stage_id).order_by("created_at", "pk").last()
    if last is None or last.status in DecisionStatus.STANDING:
        return False
    by_a_person = last.changes.order_by("at", "pk").values_list("by", flat=True).last() is not None
    return by_a_person and last.inputs["ratings"] == as_numbers(hearing.ratings[stage_id].values())


def standing_on(stage_ids: Iterable[UUID]) -> dict[UUID, NextStageDecision]:
    """What has been proposed or applied on these stages, locked."""
    decisions = NextStageDecision.objects.filter(stage__in=list(stage_ids), status__in=DecisionStatus.STANDING)
    return {decision.stage_id: decision for decision in decisions.order_by("pk").select_for_update()}


def why_not(stage: InterviewStage, standing: NextStageDecision | None, missing: int, rule: Rule) -> str:
    """Why nothing is decided now; empty where something is. `missing` counts those of the panel who said nothing."""
    if not stage.process.is_open:
        return "The process has ended."
    if standing is not None and standing.status == DecisionStatus.APPLIED:
        return "The decision on this stage has been applied already."
    if rule.wait_for_panel and missing:
        whom = "1 member" if missing == 1 else f"{missing} members"
        return f"{whom} of the panel {'has' if missing == 1 else 'have'} not given feedback yet."
    return ""


def same(standing: NextStageDecision, verdict: Verdict, rule: Rule) -> bool:
    return (standing.action, standing.rule_version, standing.inputs) == (verdict.action, rule.version, verdict.inputs)


def decision_of(feedback: InterviewFeedback, verdict: Verdict, rule: Rule) -> NextStageDecision:
    now = timezone.now()
    automatic = rule.mode == RuleMode.AUTOMATIC and settings.FEEDBACK_AUTOMATION
    return NextStageDecision(
        candidate=feedback.process.candidate,
        process=feedback.process,
        stage=feedback.stage,
        feedback=feedback,
        action=verdict.action,
        rule_id=rule.id,
        rule_version=rule.version,
        inputs=verdict.inputs,
        reason=verdict.reason,
        apply_at=now + rule.delay if automatic else None,
        created_at=now,
    )


def keep(fallen: Mapping[UUID, NextStageDecision], superseded: list[UUID], actor: User | None) -> None:
    """Stores the decisions; what was proposed on a stage before no longer stands."""
    if superseded:
        dismiss_proposals_on(superseded, "Newer feedback led to another decision.")
    if not fallen:
        return
    NextStageDecision.objects.bulk_create(fallen.values())
    DecisionChange.objects.bulk_create(
        DecisionChange(decision=decision, to_status=decision.status, at=decision.created_at, by=actor)
        for decision in fallen.values()
    )


def proposals(outcomes: Iterable[Outcome]) -> list[DecisionProposed]:
    return [DecisionProposed(**ids_of(outcome.decision)) for outcome in outcomes if outcome.decision and outcome.is_new]


def ids_of(decision: NextStageDecision) -> dict[str, Any]:
    """What every event of a decision tells."""
    return {
        "process_id": decision.process_id,
        "candidate_id": decision.candidate_id,
        "decision_id": decision.pk,
        "stage_id": decision.stage_id,
        "action": str(decision.action),
        "rule_version": decision.rule_version,
    }
