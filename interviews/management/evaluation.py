"""Scores beside people's grades, ready to be compared."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from interviews.management.fitting import folds
from interviews.management.graded import Graded, by_question, draw_accepted
from interviews.management.training import examples
from interviews.scoring.content import read_content
from interviews.scoring.model import Model, model

# The questions, the scores, the grades: as long as one another.
Table = tuple[list[str], list[float], list[float]]


def scored(answers: Sequence[Graded], accepted: int, seed: int) -> Table:
    """By the model the product uses; the answers drawn as references are left out."""
    return _table(answers, accepted, seed, lambda question: model())


def cross_validated(answers: Sequence[Graded], accepted: int, seed: int) -> Table:
    """Each question by a model fitted on this file's other questions."""
    judges: Mapping[str, Model] = {
        example.group: judge for judge, held_out in folds(examples(answers, [])) for example in held_out
    }
    return _table(answers, accepted, seed, judges.__getitem__)


def _table(answers: Sequence[Graded], accepted: int, seed: int, judge: Callable[[str], Model]) -> Table:
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    questions, scores, grades = [], [], []
    for question, held in by_question(answers).items():
        further = draw_accepted(held, accepted, chance)
        for answer in held:
            if answer.answer not in further:
                questions.append(question)
                scores.append(read_content(answer.task(further), answer.answer).score_by(judge(question)))
                grades.append(answer.grade)
    return questions, scores, grades


def ceiling(answers: Sequence[Graded]) -> Table | None:
    """The two graders, where the file has both."""
    both = [(answer.question_id, *answer.graders) for answer in answers if answer.graders]
    if not both:
        return None
    questions, first, second = zip(*both, strict=True)
    return list(questions), list(first), list(second)
