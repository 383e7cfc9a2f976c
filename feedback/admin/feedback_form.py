"""The form in which an interviewer says what they think."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from config.base.back_office.forms import LinesField
from feedback.models import InterviewFeedback
from feedback.validators import ITEM_LENGTH, MAX_ITEMS

COULD_NOT = "none"
WORDS = {Decimal(1): "poor", Decimal(3): "fair", Decimal(5): "excellent"}
HALVES = [Decimal(halves) / 2 for halves in range(2, 11)]


def rating_of(text: str) -> Decimal | None:
    return None if text == COULD_NOT else Decimal(text)


class SaidField(LinesField):
    """One remark on each line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 5, "cols": 60})
        super().__init__(required=False, help_text="One on each line.", widget=widget, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MAX_ITEMS:
            raise forms.ValidationError(f"At most {MAX_ITEMS} lines.")
        if any(len(line) > ITEM_LENGTH for line in value):
            raise forms.ValidationError(f"At most {ITEM_LENGTH:,} characters on a line.")
        if any("\x00" in line for line in value):
            raise forms.ValidationError("Null characters are not allowed.")


class FeedbackForm(forms.Form):
    overall_rating = forms.TypedChoiceField(
        label="Rating", widget=forms.RadioSelect(attrs={"class": "rating"}), coerce=rating_of
    )
    strengths = SaidField(label="Strengths")
    areas_for_improvement = SaidField(label="To improve")
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, edited: InterviewFeedback | None = None) -> None:
        super().__init__(data, initial=said_in(edited) if edited else None, label_suffix="")
        field: Any = self.fields["overall_rating"]
        field.choices = rating_choices(edited.overall_rating if edited else None)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("overall_rating", "strengths", "areas_for_improvement")}


def key_of(rating: Decimal | None) -> str:
    return COULD_NOT if rating is None else f"{rating.normalize():f}"


def rating_choices(present: Decimal | None) -> list[tuple[str, str]]:
    """In half steps; one that came by program with a finer step can be kept."""
    ratings = sorted({*HALVES, *([present] if present is not None else [])})
    named = [(key_of(rating), " ".join(filter(None, (key_of(rating), WORDS.get(rating))))) for rating in ratings]
    return [*named, (COULD_NOT, "Could not judge")]


def said_in(feedback: InterviewFeedback) -> dict[str, Any]:
    return {
        "overall_rating": key_of(feedback.overall_rating),
        "strengths": feedback.strengths,
        "areas_for_improvement": feedback.areas_for_improvement,
        "seen_version": feedback.version,
    }
