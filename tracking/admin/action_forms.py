"""What the service actions ask, form by form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget

from config.base.back_office.forms import ActionForm, LinesField
from config.base.models import User
from config.base.roles import STAFF_ROLES, Role
from tracking.currencies import MINOR_UNITS
from tracking.enums import AttachmentKind, RejectionReason, StageOutcome, StageType, WithdrawalReason
from tracking.models.stages import RATINGS
from tracking.services.offers import TERMS
from tracking.transitions import STAGE
from tracking.validators import NAME_LENGTH

NOTES_LENGTH = 20_000
NOT_SAID = ("", "—")
RATING_CHOICES = [NOT_SAID, *((str(number), str(number)) for number in range(1, 6))]


def notes(label: str, *, required: bool = False, help_text: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=NOTES_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "cols": 60}),
    )


def choice_or_none(choices: list[tuple[str, str]], label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=[NOT_SAID, *choices], required=False, empty_value=None)


def people(*roles: Role) -> Any:
    found = User.objects.filter(is_active=True, groups__name__in=roles).distinct()
    return found.order_by("last_name", "first_name", "username")


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class PeopleField(forms.ModelMultipleChoiceField):
    """A panel, ticked one by one: no key has to be held down for it."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "people"})

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class ReasonForm(ActionForm):
    reason = notes("Reason", help_text="Kept in the history.")


class NeededReasonForm(ActionForm):
    reason = notes("Reason", required=True, help_text="Kept in the history.")


class RejectForm(ActionForm):
    rejection_reason = choice_or_none(RejectionReason.choices, "Why")
    reason = notes("In your words", help_text="Kept in the history.")


class WithdrawForm(ActionForm):
    withdrawal_reason = choice_or_none(WithdrawalReason.choices, "Why")
    reason = notes("In the candidate's words", help_text="Kept in the history.")


class AssignForm(ActionForm):
    recruiter = PersonField(queryset=User.objects.none(), label="Recruiter")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recruiter"].queryset = people(Role.RECRUITER, Role.MANAGER)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        recruiter = self.cleaned_data["recruiter"]
        return {"recruiter": recruiter, "recruiter_name": recruiter.display_name}


class StageFields(forms.Form):
    """What a stage is planned by."""

    stage_name = forms.CharField(label="Stage", max_length=NAME_LENGTH)
    stage_type = forms.ChoiceField(
        label="Type",
        choices=[("", "By its name"), *StageType.choices],
        required=False,
    )
    scheduled_date = forms.DateField(label="Scheduled for", required=False, widget=AdminDateWidget)
    panel = PeopleField(queryset=User.objects.none(), label="Panel", required=False)
    interviewer_names = LinesField(label="Others on the panel", required=False, help_text="Names, one on each line.")
    next_steps = notes("Next steps", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel"].queryset = people(*STAFF_ROLES)  # type: ignore[attr-defined]


class AddStageForm(ActionForm, StageFields):
    stage_order = forms.IntegerField(
        label="Place", required=False, min_value=1, help_text="Left empty, it becomes the last one."
    )
    field_order = ("stage_name", "stage_type", "scheduled_date", "panel", "interviewer_names", "stage_order")
    fields_of_attrs = {"interviewers": "panel"}

    def values(self) -> dict[str, Any]:
        data = super().values()
        return data | {"stage_type": data["stage_type"] or None, "interviewers": list(data.pop("panel"))}


class RatingsForm(ActionForm):
    """The four ratings and what is said beside them."""

    overall = forms.TypedChoiceField(choices=RATING_CHOICES, coerce=int, empty_value=None, required=False)
    technical = forms.TypedChoiceField(choices=RATING_CHOICES, coerce=int, empty_value=None, required=False)
    culture_fit = forms.TypedChoiceField(choices=RATING_CHOICES, coerce=int, empty_value=None, required=False)
    communication = forms.TypedChoiceField(choices=RATING_CHOICES, coerce=int, empty_value=None, required=False)
    feedback_notes = notes("Feedback", rows=5)
    next_steps = notes("Next steps", rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RATINGS:
            self.fields[name].help_text = "1 (poor) to 5 (excellent)."
            self.initial[name] = getattr(self.obj, f"{name}_rating")
        self.initial.update({"feedback_notes": self.obj.feedback_notes, "next_steps": self.obj.next_steps})

    def values(self) -> dict[str, Any]:
        return self.with_ratings() | {"outcome": self.obj.outcome, "close_process": False}

    def with_ratings(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"ratings": {name: data.pop(name) for name in RATINGS}} | data


class OutcomeForm(RatingsForm):
    outcome = forms.ChoiceField(label="Outcome", widget=forms.RadioSelect)
    completed_date = forms.DateField(
        label="Took place on", required=False, widget=AdminDateWidget, help_text="Left empty, today."
    )
    close_process = forms.BooleanField(
        label="A failure ends the process", required=False, initial=True, help_text="It is then rejected."
    )
    rejection_reason = choice_or_none(RejectionReason.choices, "Rejection reason")
    field_order = ("outcome", "completed_date", *RATINGS, "feedback_notes", "next_steps", "close_process")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = STAGE.allowed(self.obj.outcome)
        choices = [choice for choice in StageOutcome.choices if choice[0] in allowed]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        if not self.user.has_role(Role.RECRUITER, Role.MANAGER):
            del self.fields["close_process"], self.fields["rejection_reason"]

    def values(self) -> dict[str, Any]:
        return self.with_ratings()


class CorrectForm(ActionForm):
    outcome = forms.ChoiceField(label="Right outcome", widget=forms.RadioSelect)
    reason = notes("Reason", required=True, help_text="Kept in the history.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = STAGE.allowed(self.obj.outcome, correcting=True)
        choices = [choice for choice in StageOutcome.choices if choice[0] in allowed]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class TermsForm(ActionForm):
    """An offer's terms."""

    currency = forms.ChoiceField(choices=[NOT_SAID, *((code, code) for code in sorted(MINOR_UNITS))], required=False)
    base_salary = forms.DecimalField(label="Base salary", max_digits=14, decimal_places=2, required=False)
    total_comp = forms.DecimalField(label="Total compensation", max_digits=14, decimal_places=2, required=False)
    signing_bonus = forms.DecimalField(label="Signing bonus", max_digits=14, decimal_places=2, required=False)
    equity_value = forms.DecimalField(label="Equity value", max_digits=14, decimal_places=2, required=False)
    start_date = forms.DateField(label="Start", required=False, widget=AdminDateWidget)
    expires_at = forms.SplitDateTimeField(
        label="Expires",
        required=False,
        widget=forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"}),
        help_text="UTC.",
    )
    other_benefits = notes("Other benefits", rows=2)


class ReviseForm(TermsForm):
    """Starts from the old terms; only what differs from them is new."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: getattr(self.obj, name) for name in TERMS})

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values().items() if value != getattr(self.obj, name)}


class UploadForm(ActionForm):
    file = forms.FileField(label="File", help_text="PDF, DOCX or text.", allow_empty_file=True, max_length=255)
    kind = forms.ChoiceField(label="What it is", choices=AttachmentKind.choices)

    def values(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["file"], "kind": self.cleaned_data["kind"]}
