"""Whether an answer calls for a follow-up, and about what. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from interviews.enums import Trigger

# Below, the candidate has nothing to say on it; above, nothing of weight is left out. Content 0-5.
WORTH_ASKING_ON = (1.0, 4.2)
FEW_WORDS = 25
WEAK = 2.5
OWN = {"i", "i'd", "i've", "i'm", "i'll", "me", "my", "mine", "myself"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What to ask on: `points` are the key points left out, the most important first."""

    trigger: Trigger
    points: tuple[str, ...] = ()


def follow_up_need(evaluation: Mapping[str, Any], answer_text: str, *, story: bool) -> Need | None:
    """From an answer's stored evaluation; None where asking on would not help."""
    scores = {name: found["score"] for name, found in evaluation.get("dimensions", {}).items()}
    if story:
        return story_need(scores, answer_text)
    content = evaluation.get("content")
    if content is None or not WORTH_ASKING_ON[0] <= content <= WORTH_ASKING_ON[1]:
        return None
    if missing := tuple(point["point"] for point in evaluation["points"] if point["verdict"] == "missing"):
        return Need(trigger=Trigger.MISSING_POINT, points=missing)
    if len(answer_text.split()) < FEW_WORDS:
        return Need(trigger=Trigger.TOO_SHORT)
    return Need(trigger=Trigger.NO_EXAMPLE) if is_weak(scores, "depth") else None


def story_need(scores: Mapping[str, float | None], answer_text: str) -> Need | None:
    relevance = scores.get("relevance")
    if relevance is None or relevance < WORTH_ASKING_ON[0]:
        return None
    if len(answer_text.split()) < FEW_WORDS:
        return Need(trigger=Trigger.TOO_SHORT)
    words = [word.strip(".,;:!?") for word in answer_text.lower().split()]
    if "we" in words and not OWN & set(words):
        return Need(trigger=Trigger.NO_OWN_PART)
    return Need(trigger=Trigger.NO_RESULT) if is_weak(scores, "structure") else None


def is_weak(scores: Mapping[str, float | None], dimension: str) -> bool:
    score = scores.get(dimension)
    return score is not None and score < WEAK
