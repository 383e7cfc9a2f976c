"""Acting upon a candidate's score, from the card on the candidate's page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.forms import ActionForm
from config.base.back_office.roles import MANAGING, RECRUITING
from config.base.models import User
from feedback.models import ScoredCandidate
from feedback.services.suitability import override_suitability, re_score_now, withdraw_override
from tracking.models import Candidate


class OverruleForm(ActionForm):
    value = forms.DecimalField(
        label="Score", min_value=Decimal(0), max_value=Decimal(100), decimal_places=2, help_text="0 to 100."
    )
    reason = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))


def is_living(candidate: ScoredCandidate, user: User) -> bool:
    return candidate.anonymised_at is None


def is_overruled(candidate: ScoredCandidate, user: User) -> bool:
    return is_living(candidate, user) and hasattr(candidate, "suitability_override")


class ScoredCandidateAdmin(ServiceActionsAdmin):
    """Only its actions are used: lists and pages are those of candidates."""

    view_roles = RECRUITING
    service_actions = (
        ServiceAction(
            "overrule", "Overrule", override_suitability, is_living, "Your score counts from now on.", OverruleForm,
            intro="Your score counts until it is withdrawn; the machine's is kept beside it.", roles=MANAGING,
        ),
        ServiceAction(
            "withdraw", "Withdraw the overruling", withdraw_override, is_overruled, "The machine's score counts again.",
            roles=MANAGING,
        ),
        ServiceAction("score-now", "Score now", re_score_now, is_living, "The score was made anew."),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("suitability_override")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False  # no entry of its own on the start page

    def home_url(self, request: HttpRequest, row: ScoredCandidate) -> str:
        return reverse("admin:tracking_candidate_change", args=(row.pk,))

    def logged_on(self, row: ScoredCandidate) -> tuple[Candidate, ...]:
        return (Candidate(pk=row.pk, full_name=row.full_name),)
