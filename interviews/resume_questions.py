"""Questions about what a resume names: of the bank where it has some, else asked as an account of one's own work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from interviews.enums import Difficulty, Focus, Source
from interviews.resumes.technologies import as_written
from interviews.selection import Choice

TEMPLATES = (
    (
        Difficulty.EASY,
        "Your resume names {skill}. Tell me about a piece of work in which you used it: what was it for, "
        "what did you do yourself, and what came of it?",
    ),
    (
        Difficulty.MEDIUM,
        "Think of the hardest problem you had with {skill}. What was going wrong, what did you try, "
        "and how did it end?",
    ),
    (
        Difficulty.HARD,
        "Tell me about a decision for or against {skill} that you had a part in: what spoke for each side, "
        "what did you argue for, and what do you think of it today?",
    ),
)
HINTS = (
    "Choose one occasion and say in a sentence what it was about.",
    "Say what you did yourself, step by step, and what changed because of it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeQuestion:
    text: str
    skill: str
    difficulty: Difficulty

    def as_choice(self, last_asked: int) -> Choice:
        return Choice(
            id=uuid5(NAMESPACE_OID, self.text),
            key=self.text,
            focus=Focus.BEHAVIORAL,
            difficulty=self.difficulty,
            skills=frozenset({self.skill}),
            last_asked=last_asked,
            source=Source.RESUME,
        )


def resume_questions(skills: Sequence[str]) -> list[ResumeQuestion]:
    return [
        ResumeQuestion(text=template.format(skill=as_written(skill)), skill=skill, difficulty=difficulty)
        for skill in skills
        for difficulty, template in TEMPLATES
    ]


def introduced(text: str, tags: Sequence[str], resume: Mapping[str, str]) -> str:
    """A bank question with the word of the resume that led to it; `resume` has the skill behind each tag."""
    named = next(resume[tag] for tag in tags if tag in resume)
    return f"Your resume names {as_written(named)}. {text}"
