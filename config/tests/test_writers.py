"""Each status has one writer, its machine knows each of its values, and nothing follows from model signals."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.db.models import TextChoices

from config.base.transitions import TransitionTable
from config.tests.sources import Module, imports, product
from feedback import enums as feedback_enums
from feedback import transitions as feedback_transitions
from interviews import enums as interviews_enums
from interviews import transitions as interviews_transitions
from tracking import enums, transitions

STATUS_FIELDS = ("status", "outcome")
WRITING_CALLS = ("update", "bulk_update", "update_or_create")
# module -> why it may set a status
OWNERS = {
    "tracking.services.status": "the writer of process, offer and candidate statuses",
    "interviews.services.status": "the writer of a session's status",
    "feedback.services.status": "the writer of a decision's status",
    "feedback.services.sending": "the writer of what became of publications and deliveries",
    "config.base.api.idempotency": "the HTTP status of a stored answer",
}
# Vocabularies that are a machine's; the others classify and never move.
MACHINES: dict[type[TextChoices], TransitionTable] = {
    enums.ProcessStatus: transitions.PROCESS,
    enums.StageOutcome: transitions.STAGE,
    enums.OfferStatus: transitions.OFFER,
    enums.CandidateStatus: transitions.CANDIDATE,
    interviews_enums.SessionStatus: interviews_transitions.SESSION,
    feedback_enums.DecisionStatus: feedback_transitions.DECISION,
    feedback_enums.SendingStatus: feedback_transitions.SENDING,
}


def status_writes(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (inner for outer in targets for inner in flattened(outer)):
                if isinstance(target, ast.Attribute) and target.attr in STATUS_FIELDS:
                    yield node.lineno, ast.unparse(target)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING_CALLS:
            for keyword in node.keywords:
                if keyword.arg in STATUS_FIELDS:
                    yield node.lineno, f"{ast.unparse(node.func)}({keyword.arg}=...)"


def flattened(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from flattened(element)
    else:
        yield target


def test_no_status_is_set_but_by_its_owner() -> None:
    wrong = [
        f"{module.place}:{line} sets {what}"
        for module in product()
        if module.name not in OWNERS
        for line, what in status_writes(module)
    ]
    assert wrong == []


@pytest.mark.parametrize("owner", OWNERS)
def test_every_owner_still_writes_one(owner: str) -> None:
    assert list(status_writes(next(module for module in product() if module.name == owner)))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("process.status = new", 1),
        ("old, process.status = process.status, new", 1),
        ("stage.outcome: str = new", 1),
        ("rows.filter(pk=1).update(status=new)", 1),
        ("status = process.status", 0),
        ("rows.filter(status=new)", 0),
    ],
)
def test_the_ratchet_itself(source: str, found: int) -> None:
    assert len(list(status_writes(Module("x", product()[0].path, ast.parse(source), 1)))) == found


@pytest.mark.parametrize("vocabulary", MACHINES, ids=lambda vocabulary: vocabulary.__name__)
def test_every_status_is_in_its_table_and_can_be_reached(vocabulary: type[TextChoices]) -> None:
    table = MACHINES[vocabulary]
    assert set(table.forward) == set(vocabulary)
    reached = {new for _, new in table.pairs()} | {str(next(iter(vocabulary)))}
    assert reached == set(vocabulary.values)
    assert {value for pair in table.pairs() for value in pair} == set(vocabulary.values)


def test_every_status_vocabulary_has_a_machine() -> None:
    declared = {
        obj
        for vocabulary in (enums, interviews_enums, feedback_enums)
        for obj in vars(vocabulary).values()
        if isinstance(obj, type) and issubclass(obj, TextChoices) and obj.__name__.endswith(("Status", "Outcome"))
    }
    assert declared == set(MACHINES)


def test_nothing_listens_to_model_signals() -> None:
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in product()
        for name, line in imports(module)
        if name.startswith("django.db.models.signals") or name in ("django.db.models.signals",)
    ]
    named = [
        f"{module.place}:{node.lineno} names {node.attr}"
        for module in product()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed")
    ]
    assert wrong + named == []


def test_signals_of_ours_are_sent_so_that_errors_are_heard() -> None:
    """`send_robust` would swallow what a receiver raises, and its event would be lost."""
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in product()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "send_robust"
    ]
    assert wrong == []
