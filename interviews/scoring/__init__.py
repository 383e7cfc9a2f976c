"""The offline scorer of free-text answers: pure Python, no database, no network, the same bytes each time."""

from interviews.scoring.assessing import score_answer
from interviews.scoring.types import (
    DIMENSIONS,
    Assessment,
    DimensionScore,
    Evidence,
    PointVerdict,
    Task,
)

__all__ = [
    "DIMENSIONS",
    "Assessment",
    "DimensionScore",
    "Evidence",
    "PointVerdict",
    "Task",
    "score_answer",
]
