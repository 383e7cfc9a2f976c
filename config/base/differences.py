"""What a check of stored figures finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A row that does not agree with what it follows from."""

    rule: str
    row: str
    stored: object
    expected: object

    def __str__(self) -> str:
        return f"{self.rule}: {self.row} is {self.stored}, expected {self.expected}"
