"""The offer generator: an applied decision to draft an offer leads to a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from feedback.consumers.base import Consumer
from feedback.enums import DecisionAction, EventType
from feedback.services.drafting import draft_offer_upon


def draft(data: dict[str, Any]) -> None:
    if data["action"] == DecisionAction.OFFER_DRAFT:
        draft_offer_upon(UUID(data["decision_id"]))


OFFER_GENERATOR = Consumer("offer_generator", frozenset({EventType.DECISION_APPLIED}), draft)
