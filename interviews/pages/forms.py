"""What a candidate fills in. Rules that need the database are the services', whose words come back to the field."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from interviews.enums import Level, Mode, SessionType
from interviews.models import Profile, Role
from interviews.pages.fields import Explained, PageForm, Text, Words
from interviews.validators import (
    ANSWER_LENGTH,
    CODE_LENGTH,
    DEFAULT_QUESTIONS,
    MAX_QUESTIONS,
    MAX_TOPICS,
    MIN_QUESTIONS,
    NAME_LENGTH,
)

ANOTHER = "another"
LONG = 2_000
YEARS = "From 0 to 70, with one decimal at most."
MODES = {
    Mode.PRACTICE: "Each answer is scored at once, with reasons and a model answer. Only you ever see it.",
    Mode.ASSESSMENT: "As in earnest: scores and model answers come at the end. Hiring managers can read the report.",
    Mode.RESUME: "Practice, with questions about the skills in your profile among the others. Only you ever see it.",
}
TYPES = {
    SessionType.HR: "What you did, what you would do, why this role.",
    SessionType.TECHNICAL: "What you know, and how you use it.",
    SessionType.CASE: "Open problems, and systems to design.",
    SessionType.MIXED: "Some of each.",
}


class BeginForm(PageForm):
    """A role or a module, and how to be asked. `token` makes a form that is sent twice one interview."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    role = forms.ChoiceField(label="Role")
    role_name = forms.CharField(label="Name of the other role", max_length=NAME_LENGTH, required=False)
    role_skills = Words(
        label="Skills it asks for",
        required=False,
        max_length=LONG,
        help_text="Separated by commas, such as python, sql. They choose the technical questions.",
    )
    level = forms.ChoiceField(label="Level", choices=Level.choices, widget=forms.RadioSelect, initial=Level.MID)
    type = forms.ChoiceField(
        label="Type", choices=SessionType.choices, widget=Explained(TYPES), initial=SessionType.MIXED
    )
    mode = forms.ChoiceField(label="Mode", choices=Mode.choices, widget=Explained(MODES), initial=Mode.PRACTICE)
    question_count = forms.TypedChoiceField(
        label="Number of questions",
        choices=[(count, str(count)) for count in range(MIN_QUESTIONS, MAX_QUESTIONS + 1)],
        coerce=int,
        initial=DEFAULT_QUESTIONS,
    )
    topics = Words(
        label="Topics",
        required=False,
        max_length=LONG,
        help_text=f"Optional: up to {MAX_TOPICS} skills to prefer, separated by commas.",
    )
    use_profile = forms.BooleanField(label="Use my profile", required=False)

    def __init__(
        self,
        *args: Any,
        roles: Iterable[tuple[str, list[Role]]] = (),
        profile: Profile | None = None,
        of_module: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = secrets.token_hex
        if of_module:
            for name in ("role", "role_name", "role_skills", "type"):
                del self.fields[name]
        else:
            self.offer(roles)
        if profile is None:
            del self.fields["use_profile"]
        else:
            known = ", ".join(profile.skills[:8]) or "none yet"
            self.fields["use_profile"].help_text = f"Some questions are about your skills ({known})."

    def offer(self, roles: Iterable[tuple[str, list[Role]]]) -> None:
        groups = [(label, [(str(role.pk), role.name) for role in found]) for label, found in roles if found]
        choices: list[Any] = [("", "Choose a role"), *groups, (ANOTHER, "Another role…")]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]

    def clean_topics(self) -> list[str]:
        topics: list[str] = self.cleaned_data["topics"]
        if len(topics) > MAX_TOPICS:
            raise ValidationError(f"These are {len(topics)} topics: keep the {MAX_TOPICS} that matter most.")
        return topics

    @property
    def role_id(self) -> UUID | None:
        """Of a role that there is; None where another one is to be made."""
        chosen = self.cleaned_data["role"]
        return None if chosen == ANOTHER else UUID(chosen)


class AnswerForm(PageForm):
    """What is written of an answer. Only sending it as the answer wants something to be there."""

    answer_text = Text(
        label="Your answer",
        at_most=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
    )
    code_submission = Text(
        label="Code (optional)",
        at_most=CODE_LENGTH,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off", "class": "code", "wrap": "off"}
        ),
        help_text="Kept beside your answer. What is scored is the answer in words.",
    )

    def __init__(self, *args: Any, answering: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answering = answering

    def clean_answer_text(self) -> str:
        text: str = self.cleaned_data["answer_text"]
        if self.answering and not any(char.isprintable() and not char.isspace() for char in text):
            raise ValidationError("There is nothing to score yet: write an answer in words, or skip the question.")
        return text


class ProfileForm(PageForm):
    headline = forms.CharField(
        label="Headline",
        required=False,
        max_length=NAME_LENGTH,
        help_text="What you are, in a few words, such as Backend engineer.",
    )
    years_experience = forms.DecimalField(
        label="Years of experience",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(70),
        decimal_places=1,
        error_messages=dict.fromkeys(("min_value", "max_value", "max_decimal_places"), YEARS),
    )
    skills = Words(
        label="Skills",
        required=False,
        max_length=LONG * 2,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Separated by commas. They suggest roles, and choose the questions of a resume interview.",
    )


class ResumeForm(PageForm):
    file = forms.FileField(
        label="Resume",
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt"}),
        error_messages={"required": "Choose a file first."},
    )
