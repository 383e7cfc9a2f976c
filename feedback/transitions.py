"""Which status may follow which, in feedback."""

from __future__ import annotations

from config.base.transitions import TransitionTable
from feedback.enums import DecisionStatus, SendingStatus

D, S = DecisionStatus, SendingStatus

DECISION = TransitionTable(
    "decision",
    forward={
        D.PROPOSED: frozenset({D.APPLIED, D.DISMISSED}),
        D.APPLIED: frozenset({D.UNDONE}),
        D.DISMISSED: frozenset(),
        D.UNDONE: frozenset(),
    },
)

# Back to waiting: a dead letter requeued, or something sent once more by hand.
SENDING = TransitionTable(
    "sending",
    forward={
        S.WAITING: frozenset({S.SENT, S.DEAD}),
        S.SENT: frozenset({S.WAITING}),
        S.DEAD: frozenset({S.WAITING}),
    },
)
