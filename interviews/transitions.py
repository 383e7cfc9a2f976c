"""Which status of a session may follow which; the database's trigger reads the same table."""

from __future__ import annotations

from config.base.transitions import TransitionTable
from interviews.enums import SessionStatus as S

SESSION = TransitionTable(
    "session",
    forward={
        S.CREATED: frozenset({S.IN_PROGRESS}),
        S.IN_PROGRESS: frozenset({S.COMPLETED, S.ABANDONED}),
        S.COMPLETED: frozenset(),
        S.ABANDONED: frozenset(),
    },
)
