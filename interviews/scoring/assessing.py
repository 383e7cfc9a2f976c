"""score_answer: from a task and an answer to an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from interviews.scoring import rubric
from interviews.scoring.content import Content, read_content
from interviews.scoring.dimensions import TOP, Reading, measure, telling_sentences
from interviews.scoring.model import model
from interviews.scoring.points import read_verdicts
from interviews.scoring.reasons import explain
from interviews.scoring.stories import assess_story
from interviews.scoring.types import DIMENSIONS, Assessment, Confidence, DimensionScore, PointVerdict, Task

NO_WORDS = "The answer has no word that could be scored."
STORY = "An account has no one right answer: whether it is of what was asked, a person must say."
NO_REFERENCE = "Not assessed: there is no reference answer to compare with."
# Without a reference these two can still be seen, if faintly, and never make an overall score of their own.


def score_answer(task: Task, answer: str) -> Assessment:
    """The offline score. Deterministic; pure; of what it cannot see it says None, never a middling number."""
    content = read_content(task, answer)
    score = content.score_by(model()) if content.values and not task.story else None
    points = read_verdicts(content.points, content.seen, answer, TOP / 2 if score is None else score)
    if not content.seen.cleaned.words:
        return _assessment(content, dict.fromkeys(DIMENSIONS, _nothing()), 0.0, points, "low")
    if task.story:
        told = replace(content, doubts=(*content.doubts, STORY))
        return _assessment(told, assess_story(task, content, answer), None, points, "low")
    if score is None:
        return _assessment(content, dict.fromkeys(DIMENSIONS, _unassessed()), None, points, "low")
    return _by_references(answer, content, score, points)


def _by_references(answer: str, content: Content, score: float, points: tuple[PointVerdict, ...]) -> Assessment:
    read = Reading(answer, content, score, points, telling_sentences(content.seen))
    error = model().errors[content.confidence]
    reasons = explain(read)
    dimensions = {}
    for name, value in measure(read).items():
        reason, evidence = reasons[name]
        dimensions[name] = DimensionScore(
            score=tenth(value),
            low=tenth(max(0.0, value - error)),
            high=tenth(min(TOP, value + error)),
            reason=reason,
            evidence=evidence,
        )
    return _assessment(content, dimensions, float(round(score, 2)), points, content.confidence)


def _assessment(
    content: Content,
    dimensions: Mapping[str, DimensionScore],
    score: float | None,
    points: tuple[PointVerdict, ...],
    confidence: Confidence,
) -> Assessment:
    scores = {name: found.score for name, found in dimensions.items()}
    # The errors of the dimensions go together, since all follow the content: the ends of the overall interval are the
    # overall scores of their ends.
    return Assessment(
        dimensions=dimensions,
        content=score,
        overall=rubric.overall(scores),
        overall_low=rubric.overall({name: found.low for name, found in dimensions.items()}),
        overall_high=rubric.overall({name: found.high for name, found in dimensions.items()}),
        weights=rubric.weights(scores),
        points=points,
        confidence=confidence,
        doubts=content.doubts,
        flags=content.flags,
        scorer=model().name,
        version=model().version,
    )


def _nothing() -> DimensionScore:
    return DimensionScore(score=0.0, low=0.0, high=0.0, reason=NO_WORDS)


def _unassessed() -> DimensionScore:
    return DimensionScore(score=None, reason=NO_REFERENCE)


def tenth(value: float) -> float:
    return float(Decimal(str(round(value, 4))).quantize(Decimal("0.1"), ROUND_HALF_UP))
