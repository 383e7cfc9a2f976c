"""Which rule decides on a stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from config.base.text import fold
from feedback.decisions import ADVANCE_AT, Rule
from feedback.models import NextStageRule
from tracking.models import InterviewStage


@dataclass(frozen=True)
class Scope:
    """Which stages a rule is for; what is empty means all."""

    company_id: UUID | None = None
    role_title: str = ""
    stage_type: str = ""

    @property
    def role_key(self) -> str:
        return fold(self.role_title)


def scope_of(row: NextStageRule) -> Scope:
    return Scope(row.company_id, row.role_title, row.stage_type)


def built_in_rule() -> Rule:
    """What decides where no rule is active; FEEDBACK_MIN_RATING is its lower bound."""
    return Rule(version=0, advance_at=ADVANCE_AT, review_at=settings.FEEDBACK_MIN_RATING)


def as_rule(row: NextStageRule) -> Rule:
    return Rule(
        version=row.version,
        advance_at=Decimal(row.advance_at),
        review_at=Decimal(row.review_at),
        advance_action=row.advance_action,
        reject_action=row.reject_action,
        wait_for_panel=row.wait_for_panel,
        mode=row.mode,
        delay=timedelta(minutes=row.delay_minutes),
        id=row.pk,
    )


class RuleBook:
    """The active rules as they stood at one time: a batch decides by one book."""

    def __init__(self, stages: Iterable[InterviewStage]) -> None:
        processes = [stage.process for stage in stages]
        scoped = Q(company=None) | Q(company__in={process.company_id for process in processes})
        self.rules = list(NextStageRule.objects.filter(scoped, active=True))

    def rule_for(self, stage: InterviewStage) -> Rule:
        """The one with the narrowest scope: company says more than role, role more than stage type."""
        matching = [rule for rule in self.rules if covers(rule, stage)]
        return as_rule(max(matching, key=narrowness)) if matching else built_in_rule()


def covers(rule: NextStageRule, stage: InterviewStage) -> bool:
    return (
        rule.company_id in (None, stage.process.company_id)
        and rule.role_key in ("", stage.process.role_key)
        and rule.stage_type in ("", stage.stage_type)
    )


def narrowness(rule: NextStageRule) -> tuple[int, bool, bool, bool]:
    says = (rule.company_id is not None, bool(rule.role_key), bool(rule.stage_type))
    return (sum(says), *says)
