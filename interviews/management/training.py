"""The examples the model learns from: people's grades, and made-up answers worth nothing or everything."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interviews.management.graded import Graded, by_question, draw_accepted
from interviews.scoring.content import Content, read_content
from interviews.scoring.types import Task
from interviews.scoring.zero_answers import filler, zero_answers

SEED = 0
# Draws of further references for each question, and how many at a time.
DRAWS, FURTHER = 2, 2
# What an example weighs: an answer with each draw of references is one answer still; people grade long answers to few
# questions, so those must not drown the rest; made-up answers are many, and alike.
DRAWN_WEIGHT, LONG_WEIGHT, ZERO_WEIGHT = 0.5, 0.35, 0.175
# Other answers offered to each question as wrong ones: of the same topic, of others.
SAME_TOPIC, OTHER_TOPIC = 6, 6
# Beside this score at best, the guards leave a made-up answer nothing; the model need not learn it.
SETTLED = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """An answer read against references; the grade it should get; `real` where a person gave it."""

    group: str
    content: Content
    grade: float
    weight: float
    real: bool

    @property
    def values(self) -> list[float]:
        return list(self.content.values.values())


def examples(short: Sequence[Graded], long: Sequence[Graded]) -> list[Example]:
    """All the examples of both files, the same on each run."""
    chance = random.Random(SEED)  # noqa: S311 - to be the same on each run, not to be secret
    return [*_examples(short, 1.0, chance), *_examples(long, LONG_WEIGHT, chance)]


def _examples(answers: Sequence[Graded], weight: float, chance: random.Random) -> Iterator[Example]:
    questions = by_question(answers)
    for group, held in questions.items():
        draws = [draw_accepted(held, FURTHER, chance) for _ in range(DRAWS)]
        yield from _real(group, held, draws, weight)
        for accepted in ([], draws[0]):
            yield from _made_up(group, held[0].task(accepted), _others(held[0], answers, chance), weight, chance)


def _real(group: str, held: Sequence[Graded], draws: Sequence[list[str]], weight: float) -> Iterator[Example]:
    for answer in held:
        for accepted, share in [([], 1.0), *((draw, DRAWN_WEIGHT) for draw in draws)]:
            further = [text for text in accepted if text != answer.answer]
            content = read_content(answer.task(further), answer.answer)
            if "other_language" not in content.flags:  # graded by people who read it; we do not
                yield Example(group, content, answer.grade, weight * share, real=True)


def _others(asked: Graded, answers: Sequence[Graded], chance: random.Random) -> list[str]:
    """Right answers to other questions; exams ask some questions again in nearly the same words."""
    right = [answer for answer in answers if answer.grade >= 4.5 and answer.question[:40] != asked.question[:40]]
    same = [answer.answer for answer in right if answer.topic == asked.topic]
    same += [answer.reference for answer in right if answer.topic == asked.topic]
    other = [answer.answer for answer in right if answer.topic != asked.topic]
    return chance.sample(same, min(SAME_TOPIC, len(same))) + chance.sample(other, min(OTHER_TOPIC, len(other)))


def _made_up(group: str, task: Task, others: Sequence[str], weight: float, chance: random.Random) -> Iterator[Example]:
    reference = task.references[0]
    for text in zero_answers(task.question, others, chance):
        content = read_content(task, text)
        if content.allows > SETTLED:
            yield Example(group, content, 0.0, weight * ZERO_WEIGHT, real=False)
    for text in (reference, f"{reference} {filler(chance, 3)}", f"{filler(chance, 4)} {reference}"):
        yield Example(group, read_content(task, text), 5.0, weight, real=False)
