"""Accounts of one's own experience."""

from __future__ import annotations

from interviews.scoring.content import Content
from interviews.scoring.types import DIMENSIONS, DimensionScore, Task


def assess_story(task: Task, content: Content, answer: str) -> dict[str, DimensionScore]:
    return {name: DimensionScore(score=None, reason="Not assessed.") for name in DIMENSIONS}
