"""What a report says of an ended session: pure, over plain rows. A mean of none is None (D3), scores are as stored."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, variance
from typing import Any

from interviews.remarks import Finding, Said, findings
from interviews.scoring import DIMENSIONS

TENTH = Decimal("0.1")
LEVEL = 0.8
# Half of the standard normal's central 80 %, as the scorer's own intervals hold 80 % of human grades.
Z = 1.2816
# The same of Student's t with 1, 2, ... 14 degrees of freedom; beyond, the last one errs on the wide side.
STUDENT = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345)
STRENGTHS, WEAKNESSES = 3, 5
INDICATIVE = (
    "Scores are indicative: on answers like these two human graders agree with one another only to a correlation of "
    "about 0.6, so small differences say nothing."
)
# Of a stored evaluation, what a report passes on.
PASSED_ON = ("confidence", "doubts", "points", "dimensions", "scorer", "version", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    scored: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCoverage:
    scored: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """0-100; `level` is the share of such intervals that hold the mean of human grades."""

    low: float
    high: float
    level: float = LEVEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Of the whole session; seconds by the server's clock, None where no answer was timed."""

    time_taken: int | None
    hints_used: int
    revisions: int
    skipped: int
    unanswered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A question of the session with its answer, as the report shows it. Without an answer all of that is None, the

    model answer too (D13).
    """

    question_id: str
    order: int
    question_text: str
    category: str
    focus: str
    difficulty: str
    skill_tags_json: list[str]
    is_followup: bool
    asked: bool
    skipped: bool
    hints_used: int
    answer_text: str | None = None
    code_submission: str | None = None
    score: float | None = None
    machine_score: float | None = None
    overridden: bool = False
    evaluation_status: str | None = None
    scores_json: dict[str, float | None] | None = None
    feedback_json: dict[str, Any] | None = None
    evaluation: dict[str, Any] | None = None
    time_taken: int | None = None
    time_seconds: int | None = None
    revision_count: int = 0

    @property
    def answered(self) -> bool:
        return self.answer_text is not None

    def dimension(self, name: str) -> float | None:
        return (self.scores_json or {}).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    overall_score: float | None
    interval: Interval | None
    coverage: Coverage
    strengths: list[Finding]
    weaknesses: list[Finding]
    rubric_breakdown: dict[str, float | None]
    rubric_coverage: dict[str, Coverage]
    skill_breakdown: dict[str, float | None]
    skill_coverage: dict[str, SkillCoverage]
    totals: Totals
    answers: list[Place]
    notes: list[str]


def make_report(
    places: Sequence[Place], strengths: Iterable[Said], weaknesses: Iterable[Said], *, timed_out: bool
) -> Report:
    scores = present(place.score for place in places)
    skills = sorted({tag for place in places for tag in place.skill_tags_json})
    tagged = {tag: [place for place in places if tag in place.skill_tags_json] for tag in skills}
    judged = {name: present(place.dimension(name) for place in places) for name in DIMENSIONS}
    interval = interval_of_mean(places)
    coverage = Coverage(scored=len(scores), total=len(places))
    return Report(
        overall_score=mean_of(scores),
        interval=interval,
        coverage=coverage,
        strengths=findings(strengths, STRENGTHS),
        weaknesses=findings(weaknesses, WEAKNESSES),
        rubric_breakdown={name: mean_of(found) for name, found in judged.items()},
        rubric_coverage={name: Coverage(scored=len(found), total=len(places)) for name, found in judged.items()},
        skill_breakdown={tag: mean_of(present(place.score for place in its)) for tag, its in tagged.items()},
        skill_coverage={tag: skill_coverage(its) for tag, its in tagged.items()},
        totals=totals(places),
        answers=list(places),
        notes=notes(places, coverage, interval, timed_out=timed_out),
    )


def present(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def mean_of(values: Sequence[float]) -> float | None:
    """To one decimal, half up and in decimals, as the session's own score is counted."""
    if not values:
        return None
    total = sum((Decimal(str(value)) for value in values), Decimal(0))
    return float((total / len(values)).quantize(TENTH, ROUND_HALF_UP))


def skill_coverage(places: Sequence[Place]) -> SkillCoverage:
    scored = sum(place.score is not None for place in places)
    return SkillCoverage(scored=scored, asked=sum(place.asked for place in places))


def interval_of_mean(places: Sequence[Place]) -> Interval | None:
    """Where the mean of human grades over questions like these is likely to lie; None under two scored answers.

    mean +- t * sqrt(s^2 / n + sum(e_i^2) / n^2), with s the standard deviation of the n scores (which questions were
    drawn) and e_i that of the grader's error on answer i, its 80 % interval's width / (2 * 1.2816); t is Student's for
    80 % and n - 1 degrees of freedom. Both add up since a calibrated score varies less than the grades it stands for.
    An answer without an interval of its own adds to the first part only, and so does one that a person judged.
    """
    scored = [place for place in places if place.score is not None]
    scores = present(place.score for place in scored)
    n = len(scores)
    if n < 2:
        return None
    errors = [width_of(place) / (2 * Z) for place in scored]
    half = STUDENT[min(n - 2, len(STUDENT) - 1)] * math.sqrt(variance(scores) / n + sum(e * e for e in errors) / n**2)
    middle = mean(scores)
    return Interval(low=round(max(0.0, middle - half), 1), high=round(min(100.0, middle + half), 1))


def width_of(place: Place) -> float:
    own = None if place.overridden else (place.evaluation or {}).get("interval")
    return own["high"] - own["low"] if own else 0.0


def totals(places: Sequence[Place]) -> Totals:
    times = [place.time_taken for place in places if place.time_taken is not None]
    return Totals(
        time_taken=sum(times) if times else None,
        hints_used=sum(place.hints_used for place in places),
        revisions=sum(place.revision_count for place in places),
        skipped=sum(place.skipped for place in places),
        unanswered=sum(not place.answered for place in places),
    )


def notes(places: Sequence[Place], coverage: Coverage, interval: Interval | None, *, timed_out: bool) -> list[str]:
    """What a reader must know before they believe a figure."""
    said = [INDICATIVE] if coverage.scored else ["No answer has a score, so there is no mean of any kind."]
    if interval:
        said.append(f"The interval is one of {interval.level:.0%}: it comes from {sources_of_interval(places)}.")
    if 0 < coverage.scored < coverage.total:
        said.append(f"{coverage.scored} of {coverage.total} questions have a score; every mean is over those alone.")
    if timed_out:
        said.append("The session timed out before it was finished.")
    if low := orders(place for place in places if (place.evaluation or {}).get("confidence") == "low"):
        said.append(f"Low confidence: {low}. The reasons are given with each.")
    if judged := orders(place for place in places if place.overridden):
        said.append(
            f"Judged by a person: {judged}. That score counts, and the machine's stands beside it; the five "
            "dimensions are the machine's."
        )
    return said


def sources_of_interval(places: Sequence[Place]) -> str:
    """Scores that an import brought, or a person gave, say nothing of their own uncertainty."""
    if any(width_of(place) for place in places if place.score is not None):
        return "the scorer's uncertainty about each answer and from how far the answers' scores lie apart"
    return "how far the answers' scores lie apart alone; how uncertain each of them is, nobody recorded"


def orders(places: Iterable[Place]) -> str:
    found = [str(place.order) for place in places]
    if len(found) < 2:
        return f"question {found[0]}" if found else ""
    return f"questions {', '.join(found[:-1])} and {found[-1]}"


def judged_part(evaluation: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where nothing was evaluated."""
    if not evaluation:
        return None
    low, high = evaluation.get("overall_low"), evaluation.get("overall_high")
    interval = None if low is None or high is None else {"low": low, "high": high}
    return {**{name: evaluation.get(name) for name in PASSED_ON}, "interval": interval}
