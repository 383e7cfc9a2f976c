"""From a stage's ratings to the next step. Pure: what a rule does is tested without a database.

A rule has two thresholds on the mean rating (1 to 5): at or above `advance_at` the candidate advances, at or above
`review_at` a manager looks, below it the process is proposed to end. Where nobody could judge, a manager looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from feedback.enums import DecisionAction, RuleMode

ADVANCE_AT = Decimal("4.0")
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Rule:
    """`version` 0 is the built-in one. Raises ValueError for thresholds that are none, or in the wrong order."""

    version: int
    advance_at: Decimal
    review_at: Decimal
    advance_action: str = DecisionAction.SECOND_ROUND
    reject_action: str = DecisionAction.REJECT_PROPOSAL
    wait_for_panel: bool = True
    mode: str = RuleMode.PROPOSE
    delay: timedelta = timedelta(0)
    id: UUID | None = None

    def __post_init__(self) -> None:
        for name in ("advance_at", "review_at"):
            value = getattr(self, name)
            if not (value.is_finite() and 1 <= value <= 5):
                raise ValueError(f"{name} is {value}: it must be from 1 to 5.")
        if self.review_at > self.advance_at:
            raise ValueError(f"review_at ({self.review_at}) is above advance_at ({self.advance_at}).")
        if self.advance_action not in DecisionAction.ADVANCING or self.reject_action not in DecisionAction.REJECTING:
            raise ValueError(f"{self.advance_action} or {self.reject_action} is no action of its side.")

    def action_for(self, mean: Decimal | None) -> str:
        if mean is None:
            return DecisionAction.MANAGER_REVIEW
        if mean >= self.advance_at:
            return self.advance_action
        return DecisionAction.MANAGER_REVIEW if mean >= self.review_at else self.reject_action


@dataclass(frozen=True)
class Verdict:
    action: str
    inputs: dict[str, Any]
    reason: str


def decide(rule: Rule, ratings: Sequence[Decimal | None]) -> Verdict:
    """What the rule makes of the ratings of a stage (None: could not judge). Exactly at a threshold is above it."""
    rated = [rating for rating in ratings if rating is not None]
    mean = sum(rated, Decimal(0)) / len(rated) if rated else None
    action = rule.action_for(mean)
    inputs = {
        "ratings": as_numbers(ratings),
        "mean": None if mean is None else float(round_half_up(mean)),
        "rated": len(rated),
        "given": len(ratings),
        "advance_at": float(rule.advance_at),
        "review_at": float(rule.review_at),
        "advance_action": rule.advance_action,
        "reject_action": rule.reject_action,
        "wait_for_panel": rule.wait_for_panel,
    }
    return Verdict(action, inputs, reason_for(rule, mean, len(rated)))


def as_numbers(ratings: Iterable[Decimal | None]) -> list[float | None]:
    """As a decision's inputs keep them."""
    return [None if rating is None else float(rating) for rating in ratings]


def reason_for(rule: Rule, mean: Decimal | None, rated: int) -> str:
    if mean is None:
        return "Nobody could give a rating, so a manager looks at it."
    said = f"The rating of {shown(mean)}" if rated == 1 else f"The mean rating of {shown(mean)} (of {rated})"
    if mean >= rule.advance_at:
        what = "drafting an offer" if rule.advance_action == DecisionAction.OFFER_DRAFT else "a second round"
        return f"{said} reaches the {rule.advance_at} for {what}."
    if mean >= rule.review_at:
        return f"{said} is between {rule.review_at} and {rule.advance_at}: a hiring manager looks at it."
    return f"{said} is below the {rule.review_at} that is needed to go on."


def shown(mean: Decimal) -> str:
    return f"{round_half_up(mean).normalize():f}"


def round_half_up(mean: Decimal) -> Decimal:
    return mean.quantize(HUNDREDTH, ROUND_HALF_UP)
