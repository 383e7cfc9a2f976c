"""A report arranged for its page: labels, bars, marked text. Nothing is counted here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from interviews.enums import Category, Difficulty, Focus
from interviews.models import InterviewQuestion, InterviewSession
from interviews.pages.marking import Part, marked
from interviews.pages.pictures import Bar, whole
from interviews.reports import Interval, Place, Report
from interviews.services.backfill import SCORER as IMPORTED

LABELS = {
    "structure": "Structure",
    "relevance": "Relevance",
    "technical_accuracy": "Technical accuracy",
    "depth": "Depth",
    "communication": "Communication",
}
VERDICTS = {"covered": "Said", "partly": "Said in part", "missing": "Left out"}
FULL_MARKS, FULL_SCORE = 5, 100
# Beyond a quarter of an hour nobody asks for seconds.
SHOW_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Remark:
    label: str
    text: str
    quote: str | None
    question: int
    # Other answers it was said of, and how many have a remark on this dimension at all.
    others: list[int]
    alike: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a span of the answer earned or cost, and in which dimensions."""

    effect: str
    quote: str
    note: str
    labels: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    place: Place
    kind: str
    score: int | None
    machine_score: int | None
    # Of the machine's score, so there is none beside a person's.
    interval: str
    time: str
    source: str
    parts: list[Part]
    dimensions: list[tuple[Bar, str]]
    effects: list[Effect]
    points: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question to be answered. Of its hints only those taken, of what it is judged by nothing."""

    kind: str
    estimate: str
    # Seconds since it was shown, by the server's clock, and the same in words.
    elapsed: int
    elapsed_told: str
    hints: list[str]
    hints_left: int
    wants_code: bool
    written: dict[str, str]


def question_view(question: InterviewQuestion, now: datetime, *, answered: bool) -> QuestionView:
    """`answered`: an assessment's answer, which may still change."""
    elapsed = max(0, round((now - (question.shown_at or now)).total_seconds()))
    draft = {"answer_text": question.draft_text, "code_submission": question.draft_code}
    said = question.answer if answered else None
    given = {"answer_text": said.answer_text, "code_submission": said.code_submission} if said else draft
    return QuestionView(
        kind=kind_of(question),
        estimate=duration(question.estimated_seconds),
        elapsed=elapsed,
        elapsed_told=duration(elapsed),
        hints=question.hints[: question.hints_used],
        hints_left=len(question.hints) - question.hints_used,
        wants_code=question.focus == Focus.PRACTICAL,
        written=given,
    )


def title_of(session: InterviewSession) -> str:
    if session.role_selected is not None:
        return session.role_selected.name
    return session.module.title if session.module is not None else "Imported interview"


def rubric_bars(report: Report) -> list[Bar]:
    """The five dimensions, each with how many of the answers it was assessed in."""
    return [
        Bar(
            LABELS[name],
            value,
            FULL_MARKS,
            f"assessed in {report.rubric_coverage[name].scored} of {report.coverage.total}",
        )
        for name, value in report.rubric_breakdown.items()
    ]


def skill_bars(report: Report) -> list[Bar]:
    """The skills that were asked for, best first, those without a score last."""
    bars = [
        Bar(tag, value, FULL_SCORE, f"{report.skill_coverage[tag].scored} of {report.skill_coverage[tag].asked} scored")
        for tag, value in report.skill_breakdown.items()
        if report.skill_coverage[tag].asked
    ]
    return sorted(bars, key=lambda bar: (bar.value is None, -(bar.value or 0), bar.label))


def remarks(report: Report) -> dict[str, list[Remark]]:
    return {
        kind: [
            Remark(
                LABELS.get(found.dimension or "", ""),
                found.text,
                # A text that quotes already is not followed by the same quote.
                found.quote if found.quote and found.quote not in found.text else None,
                found.question,
                [order for order in found.questions if order != found.question],
                len(found.alike),
            )
            for found in getattr(report, kind)
        ]
        for kind in ("strengths", "weaknesses")
    }


def told(interval: Interval | None) -> str:
    return f"{whole(interval.low)} to {whole(interval.high)}" if interval else ""


def duration(seconds: int | None) -> str:
    if seconds is None:
        return "not measured"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest if seconds < SHOW_SECONDS else 0, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def answer_view(place: Place) -> AnswerView:
    evaluation = place.evaluation or {}
    judged: dict[str, Any] = evaluation.get("dimensions") or {}
    dimensions = {name: judged[name] for name in LABELS if name in judged}
    evidence = [(name, found) for name, given in dimensions.items() for found in given["evidence"]]
    own = evaluation.get("interval")
    return AnswerView(
        place=place,
        kind=kind_of(place),
        score=None if place.score is None else whole(place.score),
        machine_score=None if place.machine_score is None else whole(place.machine_score),
        interval=f"{whole(own['low'])} to {whole(own['high'])}" if own and not place.overridden else "",
        time=duration(place.time_taken),
        source=source_of(evaluation),
        parts=marked(place.answer_text or "", [found for _, found in evidence]),
        dimensions=[
            (Bar(LABELS[name], given["score"], FULL_MARKS, ""), given["reason"]) for name, given in dimensions.items()
        ],
        effects=effects(evidence),
        points=[
            (point["verdict"], VERDICTS[point["verdict"]], point["point"]) for point in evaluation.get("points") or []
        ],
    )


def source_of(evaluation: dict[str, Any]) -> str:
    if not evaluation.get("scorer"):
        return ""
    if evaluation["scorer"] == IMPORTED:
        return "The score was taken over from an earlier program."
    return f"Scored by {evaluation['scorer']} {evaluation['version']}."


def kind_of(place: Place | InterviewQuestion) -> str:
    """Its category, and its focus where that says more."""
    labels = dict.fromkeys([Category(place.category).label, Focus(place.focus).label])
    follow_up = ["follow-up"] if place.is_followup else []
    return ", ".join([*labels, Difficulty(place.difficulty).label.lower(), *follow_up])


def effects(evidence: list[tuple[str, dict[str, Any]]]) -> list[Effect]:
    """Each quoted span once for each thing said of it, in the order of the answer."""
    found: dict[tuple[int, str, str, str], list[str]] = {}
    for name, item in evidence:
        found.setdefault((item["start"], item["effect"], item["quote"], item["note"]), []).append(LABELS[name])
    return [
        Effect(effect, quote, note, ", ".join(labels)) for (_, effect, quote, note), labels in sorted(found.items())
    ]
