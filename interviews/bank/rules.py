"""What a bank question must be, wherever it comes from: the files, the back-office, an import. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interviews.enums import Difficulty, Focus, Level
from interviews.validators import KEY_POINTS, MIN_ACCEPTED_ANSWERS, TAG_LENGTH, TEXT_LENGTH

WORD = re.compile(r"\w+")
MODEL_ANSWER_WORDS = 30
ACCEPTED_ANSWER_WORDS = 15
# Two answers that share more of their runs of four words than this are one answer said twice.
SAME_WORDS = 0.3

Problem = tuple[str, str]


def question_problems(question: Mapping[str, Any]) -> list[Problem]:
    """(field, what is wrong) for each rule broken; the fields are those of BankQuestion."""
    return [*choices(question), *lists(question), *answers(question)]


def choices(question: Mapping[str, Any]) -> Iterator[Problem]:
    if not str(question["text"]).strip():
        yield "text", "Ask something."
    if question["focus"] not in Focus.values:
        yield "focus", f"One of {', '.join(Focus.values)}."
    if question["difficulty"] not in Difficulty.values:
        yield "difficulty", f"One of {', '.join(Difficulty.values)}."
    levels = question["levels"]
    if not levels or set(levels) - set(Level.values) or len(set(levels)) != len(levels):
        yield "levels", "One or more of junior, mid, senior, each once."


def lists(question: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("skill_tags", "key_points", "accepted_answers", "hints"):
        if any(not text.strip() or len(text) > TEXT_LENGTH for text in question[name]):
            yield name, f"Each entry has 1 to {TEXT_LENGTH} characters."
    tags = question["skill_tags"]
    if not tags or any(tag != tag.strip().lower() or len(tag) > TAG_LENGTH for tag in tags):
        yield "skill_tags", f"At least one, in lower case, of at most {TAG_LENGTH} characters."
    if not KEY_POINTS[0] <= len(question["key_points"]) <= KEY_POINTS[1]:
        yield "key_points", f"{KEY_POINTS[0]} to {KEY_POINTS[1]} of them: they say what a full answer contains."
    if not question["hints"]:
        yield "hints", "At least one."


def answers(question: Mapping[str, Any]) -> Iterator[Problem]:
    model, accepted = question["model_answer"], question["accepted_answers"]
    if len(words(model)) < MODEL_ANSWER_WORDS:
        yield "model_answer", f"At least {MODEL_ANSWER_WORDS} words: what a good candidate would say."
    if len(accepted) < MIN_ACCEPTED_ANSWERS:
        yield "accepted_answers", f"At least {MIN_ACCEPTED_ANSWERS}, in other words than the model answer."
    if any(len(words(text)) < ACCEPTED_ANSWER_WORDS for text in accepted):
        yield "accepted_answers", f"Each has at least {ACCEPTED_ANSWER_WORDS} words."
    if any(alike(first, second) for first, second in pairs([model, *accepted])):
        yield "accepted_answers", "Two of the answers say the same in the same words."


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def alike(first: str, second: str) -> bool:
    mine, others = runs(first), runs(second)
    return bool(mine) and len(mine & others) / len(mine) > SAME_WORDS


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + 4]) for start in range(len(found) - 3)}


def pairs(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, text in enumerate(texts):
        for other in texts[place + 1 :]:
            yield text, other
