"""How long a question takes to answer: an estimate, for the candidate to plan by."""

from __future__ import annotations

from interviews.enums import Difficulty, Focus

# Seconds for a question of medium difficulty, thinking included.
SECONDS = {
    Focus.BEHAVIORAL: 180,
    Focus.SITUATIONAL: 150,
    Focus.ROLE_SPECIFIC: 120,
    Focus.CORE: 120,
    Focus.ADVANCED: 180,
    Focus.PRACTICAL: 240,
    Focus.PROBLEM_SOLVING: 300,
    Focus.SYSTEM_DESIGN: 360,
}
PERCENT = {Difficulty.EASY: 75, Difficulty.MEDIUM: 100, Difficulty.HARD: 125}


def estimate_seconds(focus: Focus, difficulty: Difficulty) -> int:
    return SECONDS[focus] * PERCENT[difficulty] // 100
