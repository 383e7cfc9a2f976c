"""A transition table and its check. Pure: the whole table is tested without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices

from config.base.errors import InvalidTransition


@dataclass(frozen=True)
class TransitionTable:
    """Which status may follow which.

    `forward` is what an ordinary change may do; `corrections` is what only a correction with a reason may do
    (reopening an ended process, correcting a decided stage).
    """

    subject: str
    forward: Mapping[TextChoices, frozenset[TextChoices]]
    corrections: Mapping[TextChoices, frozenset[TextChoices]] = field(default_factory=dict)

    def allowed(self, old: str, *, correcting: bool = False) -> frozenset[str]:
        table = self.corrections if correcting else self.forward
        return frozenset(str(new) for status, targets in table.items() if status == old for new in targets)

    def check(self, old: str, new: str, *, correcting: bool = False) -> None:
        """Raises InvalidTransition where `new` may not follow `old`, saying what may."""
        allowed = self.allowed(old, correcting=correcting)
        if new in allowed:
            return
        choice = " or ".join(sorted(allowed))
        after = f"from there it can become {choice}" if choice else "nothing can follow it"
        raise InvalidTransition(f"The {self.subject} is {old} and cannot become {new}: {after}.")

    def pairs(self) -> list[tuple[str, str]]:
        """Every (from, to) that may happen at all, corrections included: what the database enforces."""
        both = [*self.forward.items(), *self.corrections.items()]
        return sorted({(str(old), str(new)) for old, targets in both for new in targets})
