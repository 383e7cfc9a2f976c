"""Do an interviewer's ratings foretell what comes of it? Of the overall ratings in feedback, as in `validity`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from analytics.estimators.suppression import is_small
from analytics.selectors.said import AT_HAND, Said
from analytics.selectors.validity import Foretold, foretold


@dataclass(frozen=True, slots=True)
class InterviewerValidity:
    interviewer_id: UUID
    candidates: int
    everyone: Foretold
    passed: Foretold


@lru_cache(maxsize=AT_HAND)
def foretelling_of(author: UUID, said: Said) -> InterviewerValidity | None:
    """None where nothing was rated."""
    if not said.rated:
        return None
    hidden = is_small(said.rated_people)
    return InterviewerValidity(
        author,
        said.rated_people,
        foretold(said.tally, hidden=hidden),
        foretold(said.tally, passed_only=True, hidden=hidden),
    )
