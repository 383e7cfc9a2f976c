"""The page that replays a rule over past feedback, before anyone puts it to use."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from config.base.admin import back_office
from config.base.back_office.forms import DatalistInput, add_refusal
from config.base.back_office.roles import MANAGING, refuse_nul, user_of
from config.base.errors import DomainError
from feedback.admin.pictures import stack
from feedback.enums import DecisionAction
from feedback.models import NextStageRule
from feedback.selectors.rules import built_in_rule
from feedback.selectors.simulation import simulate
from feedback.services.rules import checked_rule, named_scope
from feedback.simulation import Simulation
from tracking.enums import StageType
from tracking.models import Candidate, Company
from tracking.validators import NAME_LENGTH

THRESHOLDS = ("advance_at", "review_at")
SCOPE = ("company_name", "role_title", "stage_type")
MANNER = ("advance_action", "reject_action", "wait_for_panel")


def labelled(actions: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(value, DecisionAction(value).label) for value in actions]


class SimulationForm(forms.Form):
    advance_at = forms.DecimalField(label="Advance from", min_value=1, max_value=5, decimal_places=1)
    review_at = forms.DecimalField(label="Review from", min_value=1, max_value=5, decimal_places=1)
    wait_for_panel = forms.BooleanField(label="Wait for the whole panel", required=False)
    company_name = forms.CharField(label="Company", required=False, max_length=NAME_LENGTH)
    role_title = forms.CharField(label="Role", required=False, max_length=NAME_LENGTH)
    stage_type = forms.ChoiceField(label="Stage", required=False, choices=[("", "Every stage"), *StageType.choices])
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="This day is not counted."
    )
    advance_action = forms.ChoiceField(
        required=False, choices=labelled(DecisionAction.ADVANCING), widget=forms.HiddenInput
    )
    reject_action = forms.ChoiceField(
        required=False, choices=labelled(DecisionAction.REJECTING), widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        names = Company.objects.order_by("name_key").values_list("name", flat=True)[:500]
        self.fields["company_name"].widget = DatalistInput(names)

    def simulation(self) -> Simulation:
        """Raises DomainError for what makes no rule."""
        said = self.cleaned_data
        manner = {name: said[name] for name in MANNER if said[name] != ""}
        rule = checked_rule(said["advance_at"], said["review_at"], **manner)
        scope = named_scope(*(said[name] for name in SCOPE))
        return simulate(rule, scope, since=midnight(said["since"]), until=midnight(said["until"]))


def midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), settings.BUSINESS_TIME_ZONE)


def simulation_page(request: HttpRequest) -> HttpResponse:
    """By GET, so that a result can be bookmarked; what is sent here from the form of a new rule becomes one."""
    if not user_of(request).has_role(*MANAGING):
        raise PermissionDenied
    if request.method == "POST":
        said = {name: request.POST[name] for name in SimulationForm.base_fields if request.POST.get(name)}
        return HttpResponseRedirect(f"{request.path}?{urlencode(said)}")
    refuse_nul(request)
    form = form_of(request)
    found = run(form) if form.is_bound and form.is_valid() else None
    context = {
        **back_office().each_context(request),
        "title": "Simulate a rule",
        "form": form,
        "found": found,
        "sides": [] if found is None else sides_of(found),
        "missed": [] if found is None else missed_by(found, request),
        "make_url": make_url(form) if found else "",
        "opts": NextStageRule._meta,
    }
    return TemplateResponse(request, "admin/feedback/simulation.html", context)


def form_of(request: HttpRequest) -> SimulationForm:
    """Bound to what was asked, or to the rule named; else with the built-in thresholds, for a first try."""
    if set(request.GET) & set(SimulationForm.base_fields):
        return SimulationForm(request.GET)
    rule = named_rule(request.GET.get("rule", ""))
    if rule is None:
        built_in = built_in_rule()
        initial = {"advance_at": built_in.advance_at, "review_at": built_in.review_at, "wait_for_panel": True}
        return SimulationForm(initial=initial)
    values = {name: getattr(rule, name) for name in (*THRESHOLDS, *MANNER, "role_title", "stage_type")}
    return SimulationForm({**values, "company_name": rule.company.name if rule.company else ""})


def named_rule(pk: str) -> NextStageRule | None:
    try:
        return NextStageRule.objects.select_related("company").filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def run(form: SimulationForm) -> Simulation | None:
    try:
        return form.simulation()
    except DomainError as refusal:
        add_refusal(form, refusal, {})
        return None


def sides_of(found: Simulation) -> list[dict[str, Any]]:
    """The rule, and beside it those in force."""
    sides = (("This rule", found.rule), ("In force now", found.in_force))
    return [{"name": name, "replay": replay, "stack": stack(replay)} for name, replay in sides]


def missed_by(found: Simulation, request: HttpRequest) -> list[Candidate]:
    people = Candidate.objects.visible_to(user_of(request)).filter(pk__in=found.rule.examples)
    return list(people.only("full_name").order_by("name_key", "pk"))


def make_url(form: SimulationForm) -> str:
    """The form of a new rule, with what was tried."""
    said = {name: form.data.get(name) or "" for name in (*THRESHOLDS, *SCOPE, *MANNER)}
    said = {name: value for name, value in said.items() if value or name == "wait_for_panel"}
    return f"{reverse('admin:feedback_nextstagerule_add')}?{urlencode(said)}"
