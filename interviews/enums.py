"""The vocabularies of interview sessions."""

from enum import nonmember

from django.db.models import TextChoices


class SessionStatus(TextChoices):
    CREATED = "created", "Created"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    ABANDONED = "abandoned", "Abandoned"

    OPEN = nonmember(("created", "in_progress"))
    ENDED = nonmember(("completed", "abandoned"))


class CompletionMethod(TextChoices):
    AUTOMATIC = "automatic", "All questions done"
    MANUALLY_ENDED = "manually_ended", "Ended by the candidate"
    TIMEOUT_CLEANUP = "timeout_cleanup", "Timed out"


class Level(TextChoices):
    JUNIOR = "junior", "Junior"
    MID = "mid", "Mid"
    SENIOR = "senior", "Senior"


class SessionType(TextChoices):
    HR = "hr", "HR"
    TECHNICAL = "technical", "Technical"
    CASE = "case", "Case"
    MIXED = "mixed", "Mixed"

    # What a bank question or a module is; mixed is a session's only.
    PURE = nonmember(("hr", "technical", "case"))


class Mode(TextChoices):
    PRACTICE = "practice", "Practice"
    ASSESSMENT = "assessment", "Assessment"
    RESUME = "resume", "Resume interview"


class RoleSource(TextChoices):
    SUGGESTION = "suggestion", "Suggested by the profile"
    CATALOG = "catalog", "From the catalogue"
    CUSTOM = "custom", "Made by the candidate"


class Category(TextChoices):
    HR = "hr", "HR"
    TECHNICAL = "technical", "Technical"
    CASE = "case", "Case"
    BEHAVIORAL = "behavioral", "Behavioral"


class Focus(TextChoices):
    BEHAVIORAL = "behavioral", "Behavioral"
    SITUATIONAL = "situational", "Situational"
    ROLE_SPECIFIC = "role_specific", "Role-specific"
    CORE = "core", "Core"
    ADVANCED = "advanced", "Advanced"
    PRACTICAL = "practical", "Practical"
    PROBLEM_SOLVING = "problem_solving", "Problem solving"
    SYSTEM_DESIGN = "system_design", "System design"

    @property
    def type(self) -> SessionType:
        """The kind of interview that asks questions of this focus."""
        return TYPE_OF_FOCUS[self]

    @property
    def category(self) -> Category:
        return Category.BEHAVIORAL if self is Focus.BEHAVIORAL else Category(self.type.value)


TYPE_OF_FOCUS = {
    Focus.BEHAVIORAL: SessionType.HR,
    Focus.SITUATIONAL: SessionType.HR,
    Focus.ROLE_SPECIFIC: SessionType.HR,
    Focus.CORE: SessionType.TECHNICAL,
    Focus.ADVANCED: SessionType.TECHNICAL,
    Focus.PRACTICAL: SessionType.TECHNICAL,
    Focus.PROBLEM_SOLVING: SessionType.CASE,
    Focus.SYSTEM_DESIGN: SessionType.CASE,
}


class Difficulty(TextChoices):
    EASY = "easy", "Easy"
    MEDIUM = "medium", "Medium"
    HARD = "hard", "Hard"


class Source(TextChoices):
    """Where a question of a session comes from."""

    CORE = "core", "The bank"
    RESUME = "resume", "The resume"
    IMPORTED = "imported", "An imported session"


class EvaluationState(TextChoices):
    SCORED = "scored", "Scored"
    NOT_ASSESSED = "not_assessed", "Not assessed"
    NEEDS_REVIEW = "needs_review", "Needs review"


class Trigger(TextChoices):
    """What in an answer calls for a follow-up."""

    MISSING_POINT = "missing_point", "A point left out"
    NO_EXAMPLE = "no_example", "No example"
    NO_RESULT = "no_result", "A story without an outcome"
    NO_OWN_PART = "no_own_part", "Only what others did"
    TOO_SHORT = "too_short", "Too short"


class RecordingKind(TextChoices):
    AUDIO = "audio", "Audio"
    VIDEO = "video", "Video"
