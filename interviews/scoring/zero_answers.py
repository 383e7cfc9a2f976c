"""Answers that earn nothing, made up for training: grades alone would teach a scorer that gibberish is worth 3 of 5."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from interviews.scoring.text import STOP, tokens

TEXTS = Path(__file__).parent / "zero"


def lines(name: str) -> list[str]:
    return (TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


FILLER, UNKNOWING, TO_GRADER, LANGUAGES = (lines(name) for name in ("filler", "unknowing", "grader", "languages"))
BUZZWORDS = " ".join(lines("buzzwords")).split()
SYLLABLES = " ".join(lines("syllables")).split()


def filler(chance: random.Random, sentences: int) -> str:
    return " ".join(chance.sample(FILLER, sentences))


def made_up_words(chance: random.Random, count: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(count))


def shuffled(chance: random.Random, text: str) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def bare_keywords(text: str) -> str:
    """The telling words of a text in their order, each once, without a sentence around them."""
    return " ".join(dict.fromkeys(token.word for token in tokens(text) if token.word not in STOP))


def zero_answers(question: str, others: Sequence[str], chance: random.Random) -> list[str]:
    """Answers to `question` that say nothing of it; `others` are right answers to other questions."""
    buzz = chance.sample(BUZZWORDS, 25)
    elsewhere = chance.sample(list(others), min(6, len(others)))
    half = question.split()[: max(2, len(question.split()) // 2)]
    return [
        question,
        " ".join([question] * 3),
        " ".join(half),
        shuffled(chance, question),
        f"{question} {filler(chance, 5)}",
        f"{question} {chance.choice(TO_GRADER)}",
        f"{question} {' '.join(buzz[:12])}",
        f"{shuffled(chance, question)} {filler(chance, 3)}",
        filler(chance, 3),
        filler(chance, 10),
        filler(chance, 22),
        " ".join(buzz),
        ", ".join(chance.sample(BUZZWORDS, 60)),
        chance.choice(UNKNOWING),
        chance.choice(UNKNOWING),
        f"{chance.choice(UNKNOWING)} {filler(chance, 2)}",
        chance.choice(TO_GRADER),
        " ".join(chance.sample(LANGUAGES, 3)),
        made_up_words(chance, chance.randint(3, 30)),
        *elsewhere,
        f"{question} {elsewhere[0]}",
        f"{elsewhere[1]} {elsewhere[2]}",
        bare_keywords(" ".join(elsewhere[:3])),
    ]
