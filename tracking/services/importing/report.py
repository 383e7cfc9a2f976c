"""What an import did, would have done, or refused to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

# More than anyone reads; the rest is counted.
SHOWN_PROBLEMS = 1000


class BadRow(NamedTuple):
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass
class ImportReport:
    """`made` counts new rows by what they are, `known` those whose id was there already and which stay as they are.

    With any problem, and on a dry run, nothing has been kept.
    """

    dry_run: bool
    made: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    problems: list[BadRow] = field(default_factory=list)
    problem_count: int = 0

    @property
    def refused(self) -> bool:
        return self.problem_count > 0
