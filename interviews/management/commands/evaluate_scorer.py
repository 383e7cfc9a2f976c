"""`evaluate_scorer`: how well the offline scorer agrees with people's grades."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interviews.management.evaluation import Table, ceiling, cross_validated, scored
from interviews.management.fitting import TrainingLibrariesMissing
from interviews.management.graded import read_graded
from interviews.scoring.agreement import (
    Measure,
    bootstrap_interval,
    pairs_ordered,
    pearson,
    quadratic_kappa,
    rmse,
    spearman,
    within_question_r,
)

WHOLE: tuple[tuple[str, Measure], ...] = (
    ("Pearson r", pearson),
    ("Spearman rho", spearman),
    ("RMSE", rmse),
    ("quadratic kappa", quadratic_kappa),
)


class Command(BaseCommand):
    help = "Compares the scorer's content scores with grades; CSV columns as train_scorer reads them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--accepted", type=int, default=0, metavar="N", help="further references, drawn")
        parser.add_argument("--seed", type=int, default=0, help="of the draw and of the intervals")
        parser.add_argument("--cross-validate", action="store_true", help="fit anew without the questions judged")

    def handle(self, *args: Any, file: Path, accepted: int, seed: int, **options: Any) -> None:
        try:
            answers = read_graded(file)
            judge = cross_validated if options["cross_validate"] else scored
            table = judge(answers, accepted, seed)
        except (TrainingLibrariesMissing, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self._print(f"scorer against the mean grade, {accepted} accepted answers drawn", table, seed)
        people = ceiling(answers)
        if people:
            self._print("one grader against the other: the ceiling", people, seed)

    def _print(self, title: str, table: Table, seed: int) -> None:
        questions, scores, grades = table
        self.stdout.write(f"{title}: {len(scores)} answers, {len(set(questions))} questions")
        for name, measure in WHOLE:
            ends = bootstrap_interval(measure, questions, scores, grades, seed=seed)
            self.stdout.write(f"  {name:<16} {shown([measure(scores, grades)])}  95 % {shown(ends or (None, None))}")
        inside = within_question_r(questions, scores, grades)
        pairs = pairs_ordered(questions, scores, grades)
        self.stdout.write(f"  {'r in a question':<16} {shown([inside])}")
        self.stdout.write(f"  {'pairs in order':<16} {shown([pairs])}")


def shown(values: Sequence[float | None]) -> str:
    return " .. ".join("-" if value is None else f"{value:.3f}" for value in values)
