"""The transition tables as Mermaid diagrams and tables, for docs/statuses.md and the API's own description. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from config.base.transitions import TransitionTable
from tracking.transitions import OFFER, PROCESS, STAGE

BEGIN, END = "<!-- status diagram -->", "<!-- end of status diagram -->"

INTRODUCTION = """\
# Statuses

Written by `manage.py status_diagrams` from the transition tables in `tracking/transitions.py`.
A step labelled *reopen* or *correct* needs a reason. Everything else is refused:
409 `invalid_transition` by the services, an error by the database's triggers.
"""
STARTS = {"process": "in_progress", "stage": "pending", "offer": "draft"}
TITLES = {"process": "Process", "stage": "Outcome of a stage", "offer": "Offer"}
CANDIDATE_TEXT = """\
## Candidate

Derived from the candidate's processes, so nearly any status may follow any other; only `new` is never come back to.

| Status | When |
|---|---|
| `new` | no process yet |
| `offer` | an open process has an extended offer |
| `active` | a process is open; or the last one ended in a withdrawal or a declined offer |
| `feedback_received`, `in_review` | set by feedback; kept while a process is open |
| `placed` | no process is open, the last one ended in an accepted offer |
| `rejected` | no process is open, the last one ended in a rejection |
| `archived` | taken out of the lists by hand, until a new process opens |
"""


def statuses_page() -> str:
    """docs/statuses.md."""
    machines = [f"## {TITLES[table.subject]}\n\n{diagram(table)}" for table in (PROCESS, STAGE, OFFER)]
    return "\n".join([INTRODUCTION, *machines, CANDIDATE_TEXT])


def process_section() -> str:
    """The marked part of docs/api.md: diagram for those who see Mermaid, table for those who do not."""
    return f"{BEGIN}\n**Statuses of a process.**\n\n{diagram(PROCESS)}\n{steps_table(PROCESS)}{END}"


def diagram(table: TransitionTable) -> str:
    """A Mermaid state diagram; corrections are labelled."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {STARTS[table.subject]}"]
    lines += [f"    {old} --> {new}" for old, new in arrows(table.forward)]
    forward = set(arrows(table.forward))
    label = "reopen" if table.subject == "process" else "correct"
    lines += [f"    {old} --> {new} : {label}" for old, new in arrows(table.corrections) if (old, new) not in forward]
    lines += [f"    {status} --> [*]" for status, targets in table.forward.items() if not targets]
    return "\n".join([*lines, "```", ""])


def arrows(steps: Mapping[TextChoices, frozenset[TextChoices]]) -> list[tuple[str, str]]:
    """In the order of the enum, so that the file changes only when the tables do."""
    return [(str(old), str(new)) for old, targets in steps.items() for new in type(old) if new in targets]


def steps_table(table: TransitionTable) -> str:
    rows = ["| From | To | By correction, with a reason |", "|---|---|---|"]
    for old in table.forward:
        cells = (coded(table.forward.get(old), old), coded(table.corrections.get(old), old))
        rows.append(f"| `{old}` | {cells[0]} | {cells[1]} |")
    return "\n".join([*rows, ""])


def coded(targets: frozenset[TextChoices] | None, old: TextChoices) -> str:
    return ", ".join(f"`{new}`" for new in type(old) if targets and new in targets)


def with_section(page: str, section: str) -> str:
    """The page with what stands between its markers replaced. Raises ValueError where it has no markers."""
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError(f"The page needs one line {BEGIN!r} and one line {END!r}.")
    before, _, rest = page.partition(BEGIN)
    return before + section + rest.partition(END)[2]
