"""Answers graded by people, as the training and the evaluation read them from CSV files."""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from interviews.scoring.types import Task

COLUMNS = ("question_id", "topic", "question", "reference_answer", "student_answer", "score_1", "score_2", "score_avg")
FULL_MARKS = 5.0


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer; grades 0..5, of both graders where the file has them."""

    question_id: str
    topic: str
    question: str
    reference: str
    answer: str
    grade: float
    graders: tuple[float, float] | None

    def task(self, accepted: Iterable[str] = ()) -> Task:
        return Task(question=self.question, references=(self.reference, *accepted))


def read_graded(path: Path) -> list[Graded]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path} lacks the columns {', '.join(missing)}.")
        return [_graded(row) for row in reader]


def _graded(row: dict[str, str]) -> Graded:
    both = (float(row["score_1"]), float(row["score_2"])) if row["score_1"] and row["score_2"] else None
    return Graded(
        question_id=row["question_id"],
        topic=row["topic"],
        question=row["question"],
        reference=row["reference_answer"],
        answer=row["student_answer"],
        grade=float(row["score_avg"]),
        graders=both,
    )


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def by_question(answers: Iterable[Graded]) -> dict[str, list[Graded]]:
    """The answers to each question, questions in the order of the file."""
    found: dict[str, list[Graded]] = {}
    for answer in answers:
        found.setdefault(answer.question_id, []).append(answer)
    return found


def draw_accepted(answers: Iterable[Graded], count: int, chance: random.Random) -> list[str]:
    """Up to `count` different answers with full marks, to stand for what an author would accept."""
    full = sorted({answer.answer for answer in answers if answer.grade >= FULL_MARKS})
    return chance.sample(full, min(count, len(full)))
