"""Feedback a candidate can act on: it quotes the answer, or names what was left out; nothing else is a weakness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from interviews.scoring import reasons, stories
from interviews.scoring.types import Assessment, Evidence, Task

MOST_STRENGTHS, MOST_WEAKNESSES, MOST_IMPROVEMENTS = 3, 5, 5
# Of 5: from here a dimension is a strength, below there a weakness.
STRONG, WEAK = 3.8, 2.5
# From this content score on, a point said in other words is no weakness; of 5.
FULL = 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One sentence of feedback; `quote` is of the answer, `point` the key point it is about."""

    text: str
    dimension: str
    quote: str | None = None
    point: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """At most 3 strengths, at most 5 weaknesses, and for each weakness what to do about it."""

    strengths: tuple[Remark, ...]
    weaknesses: tuple[Remark, ...]
    improvements: tuple[Remark, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "strengths": [asdict(remark) for remark in self.strengths],
            "weaknesses": [asdict(remark) for remark in self.weaknesses],
            "improvements": [asdict(remark) for remark in self.improvements],
        }


def generate_feedback(task: Task, answer: str, assessment: Assessment) -> Feedback:
    """Of a story, points are not held against anyone: each account has its own."""
    faults = [*_faults(answer, assessment), *([] if task.story else _left_out(assessment))]
    faults += _weak(assessment, known=bool(faults))
    return Feedback(
        strengths=tuple(_strengths(assessment))[:MOST_STRENGTHS],
        weaknesses=tuple(weakness for weakness, _ in faults)[:MOST_WEAKNESSES],
        improvements=tuple(remedy for _, remedy in faults)[:MOST_IMPROVEMENTS],
    )


def _strengths(assessment: Assessment) -> Iterable[Remark]:
    quoted = set()
    for point in assessment.points:
        if point.verdict == "covered" and point.quote:
            quoted.add(point.quote)
            text = f"You make this point well: {point.point}."
            yield Remark(text=text, dimension="technical_accuracy", quote=point.quote, point=point.point)
    for name, found in assessment.dimensions.items():
        earned = next((one for one in found.evidence if one.effect == "earned" and one.quote not in quoted), None)
        if earned and found.score is not None and found.score >= STRONG:
            quoted.add(earned.quote)
            yield Remark(text=STRENGTHS[name], dimension=name, quote=earned.quote)


STRENGTHS = {
    "structure": "Your answer is well ordered.",
    "relevance": "You answer what was asked.",
    "technical_accuracy": "What you say agrees with a right answer.",
    "depth": "You go into the matter.",
    "communication": "You are easy to follow.",
}


def _faults(answer: str, assessment: Assessment) -> list[tuple[Remark, Remark]]:
    """What the answer itself shows: words that did not count, sentences too long, a statement turned round."""
    if "no_words" in assessment.flags or not answer.strip():
        return [_pair("The answer is empty.", "Say what you know, even if it is only a part.", "relevance")]
    costs: dict[str, tuple[str, Evidence]] = {}
    for name, found in assessment.dimensions.items():
        for one in found.evidence:
            if one.effect == "cost":
                costs.setdefault(one.quote, (name, one))
    told = [_pair(one.note, _remedy(one), name, one.quote) for name, one in costs.values()]
    return told + [_pair(*WAYS[flag], "relevance") for flag in assessment.flags if flag in WAYS]


WAYS = {
    "thrown_together": (
        "The words stand in no order that makes sentences.",
        "Say in full sentences how these things hang together.",
    ),
    "keyword_list": (
        "The answer is a list of words; how they hang together is not said.",
        "Say in full sentences what each term does and why it matters here.",
    ),
    "other_language": (
        "Much of the answer is not in English, so it could not be compared with the reference.",
        "Answer in English if you can; plain words are enough.",
    ),
    "says_unknown": (
        "You say that you do not know.",
        "Say the part you do know, and how you would find out the rest.",
    ),
}


def _remedy(cost: Evidence) -> str:
    if "sentence of" in cost.note:
        return "Cut this sentence in two or three."
    if "question" in cost.note:
        return "Leave the question out and begin with your answer."
    if "grades" in cost.note:
        return "Leave this out; use the room for the matter itself."
    return "Check this statement: is it meant this way round?"


def _left_out(assessment: Assessment) -> list[tuple[Remark, Remark]]:
    """Key points missing first, then those only touched on; a full answer says them in its own way."""
    full = (assessment.content or 0.0) >= FULL
    found = []
    for verdict, fault, remedy in (
        ("missing", "Not found in your answer: {0}.", "Add this point: {0}."),
        ("partly", "Only touched on: {0}.", "Say this in full: {0}."),
    ):
        for point in assessment.points:
            if point.verdict == verdict and not (full and verdict == "partly"):
                name = point.point.rstrip(".")
                where = "technical_accuracy" if verdict == "missing" else "depth"
                found.append(_pair(fault.format(name), remedy.format(name), where, point.quote, point.point))
    return found


def _weak(assessment: Assessment, *, known: bool) -> list[tuple[Remark, Remark]]:
    """Dimensions that are weak for a reason of their own; where the content is, that has been said already."""
    found = []
    for name, score in assessment.dimensions.items():
        fault = _fault(name, score.reason)
        if fault and score.score is not None and score.score < WEAK and (not known or name == "structure"):
            quote = next((one.quote for one in score.evidence), None)
            found.append(_pair(fault, REMEDIES[name], name, quote))
    return found


def _fault(name: str, reason: str) -> str | None:
    """What is weak, in words: a reason tells what counted, which may be praise where little else was there to count."""
    if reason.startswith((*reasons.FAULTS, *stories.FAULTS)):
        return reason
    return WEAKNESSES.get(name)


WEAKNESSES = {
    "relevance": "Little of the answer bears on the question.",
    "technical_accuracy": "Little of what a right answer says was found in yours.",
    "depth": "The answer stays on the surface of the matter.",
}


REMEDIES = {
    "structure": "Begin with the answer in one sentence, then give the reason and an example.",
    "relevance": "Read the question again and answer that one first.",
    "technical_accuracy": "Compare your answer with the model answer and note what is different.",
    "depth": "Add a reason, a number or an example to each point you make.",
    "communication": "Use shorter sentences, one thought each.",
}


def _pair(
    fault: str, remedy: str, dimension: str, quote: str | None = None, point: str | None = None
) -> tuple[Remark, Remark]:
    return (
        Remark(text=fault, dimension=dimension, quote=quote, point=point),
        Remark(text=remedy, dimension=dimension, quote=quote, point=point),
    )
