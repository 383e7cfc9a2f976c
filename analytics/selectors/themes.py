"""Common themes of the feedback on a stage type: strengths, what to improve, and the notes on the stages themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.selectors.moments import told_at
from analytics.selectors.recalling import recalled
from analytics.selectors.rows import chosen
from analytics.selectors.selection import Selection
from analytics.themes import LEAST_NOTES, LEAST_PEOPLE, Note, Themes, themes_of
from config.base.models import User
from feedback.models import InterviewFeedback
from tracking.enums import StageType
from tracking.models import InterviewStage

LATEST = 1_000
DEFINITION = (
    f"Words and two-word phrases by the number of feedbacks that say them, out of those that say anything; told from "
    f"{LEAST_NOTES} feedbacks about {LEAST_PEOPLE} candidates on. Of the latest {LATEST:,} feedbacks and notes each."
)


@dataclass(frozen=True, slots=True)
class StageThemes:
    """Quotes name their feedback, those of `notes` their stage. `cut`: there are more than were read."""

    stage_type: str
    definition: str
    as_of: datetime
    strengths: Themes
    improvements: Themes
    notes: Themes
    cut: bool


def stage_themes(user: User, selection: Selection, stage_type: StageType) -> StageThemes:
    """From what the user may read, the latest first. Two queries, and one while nothing was written since."""
    return recalled(user, selection, ("themes", stage_type), lambda: told_anew(user, selection, stage_type))


def told_anew(user: User, selection: Selection, stage_type: StageType) -> StageThemes:
    feedback = list(feedback_on(user, selection, stage_type))
    notes = list(notes_on(user, selection, stage_type))
    return StageThemes(
        stage_type,
        DEFINITION,
        told_at(selection),
        strengths=themes_of(Note(pk, candidate, strengths) for pk, candidate, strengths, _ in feedback[:LATEST]),
        improvements=themes_of(Note(pk, candidate, areas) for pk, candidate, _, areas in feedback[:LATEST]),
        notes=themes_of(Note(pk, candidate, [text]) for pk, candidate, text in notes[:LATEST]),
        cut=max(len(feedback), len(notes)) > LATEST,
    )


def feedback_on(
    user: User, selection: Selection, stage_type: StageType
) -> list[tuple[object, object, list[str], list[str]]]:
    rows = InterviewFeedback.objects.visible_to(user).filter(chosen(selection, user), stage__stage_type=stage_type)
    found = rows.values_list("pk", "candidate", "strengths", "areas_for_improvement")
    return list(found.order_by("-received_at", "-id")[: LATEST + 1])


def notes_on(user: User, selection: Selection, stage_type: StageType) -> list[tuple[object, object, str]]:
    rows = InterviewStage.objects.visible_to(user).filter(chosen(selection, user), stage_type=stage_type)
    found = rows.exclude(feedback_notes="").values_list("pk", "process__candidate", "feedback_notes")
    return list(found.order_by("-created_at", "-id")[: LATEST + 1])
