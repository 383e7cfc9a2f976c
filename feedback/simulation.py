"""What replaying a rule over past feedback found. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Share:
    """`n` of `of`; no share where there is nothing to divide by."""

    n: int
    of: int

    @property
    def share(self) -> float | None:
        return self.n / self.of if self.of else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share


@dataclass(frozen=True)
class Replay:
    """`decisions` are of `stages`; `waiting` stages have a panel that is not complete. Placed people are those who were
    placed, by whatever process, on the day of the decision or later.
    """

    versions: list[int]
    stages: int
    waiting: int
    advance: Share
    hold: Share
    reject: Share
    people: int
    placed_people: int
    placed_rejected: Share
    advanced_placed: Share
    examples: list[UUID]


@dataclass(frozen=True)
class Simulation:
    """The rule, and beside it those that are in force now, over the same feedback."""

    since: datetime | None
    until: datetime | None
    rule: Replay
    in_force: Replay
