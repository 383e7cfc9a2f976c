"""What is kept of interviewers. A seat is one interviewer on one stage: what their feedback says, how long it took."""

from __future__ import annotations

from enum import IntEnum
from uuid import UUID

# The author of what is told of whole panels.
PANEL = UUID(int=0)
# Ratings have one decimal: in tenths they are whole numbers, whose sums are exact and soon made.
TENTHS = 10


class SeatSum(IntEnum):
    """What is summed of an interviewer's seats, each by the number named; lengths are in whole days."""

    SAID = 1  # feedbacks, by said_as
    BESIDE = 2  # ratings beside others', by how many rated the stage
    # How far these lie off the mean of the rest, in tenths, times as many as the rest are.
    OFF = 3
    GIVEN = 4  # feedback that came, by its length
    WAITING = 5  # and that is waited for, by the day of the interview, counted from measures.DAY_ZERO
    LEFT = 6  # and was, until the process ended, by its length
    CANDIDATES = 7  # different ones, by 0
    RATED_CANDIDATES = 8
    # Of panels of two ratings or more, by how many: they themselves, then sums over them, in tenths.
    PANELS = 9
    TOTALS = 10
    SQUARED_TOTALS = 11
    SQUARES = 12
    DIFFERENCES = 13  # between all pairs


class Came(IntEnum):
    """What came of the stage."""

    OTHER = 0
    PASSED = 1
    FAILED = 2


class Hit(IntEnum):
    """Whether an offer was accepted in the end."""

    OPEN = 0
    YES = 1
    NO = 2


# Of a feedback: its rating in tenths, 0 for none; its stage; its process.
RATED_FROM, CAME_FROM = 16, 4


def said_as(tenths: int, came: Came, hit: Hit) -> int:
    return tenths * RATED_FROM + came * CAME_FROM + hit


def said_from(number: int) -> tuple[int, Came, Hit]:
    return number // RATED_FROM, Came(number % RATED_FROM // CAME_FROM), Hit(number % CAME_FROM)
