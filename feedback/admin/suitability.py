"""Versions of suitability with their figures, and how severe interviewers are: for managers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from config.base.back_office.actions import ServiceAction, ServiceActionsAdmin
from config.base.back_office.display import badge
from config.base.back_office.roles import MANAGING, ReadOnlyAdmin
from feedback.estimators.metrics import NAMES
from feedback.estimators.suitability import HAND_SET, Source
from feedback.models import InterviewerSeverity, SuitabilityModel
from feedback.services.calibration import activate_model

WORDS = {
    "log_loss": ("Log loss", "How surprising the outcomes were. Lower is better."),
    "auc": ("AUC", "How often one with an offer was ranked above one without. Higher is better."),
    "precision": ("Offers at the top", "The share of offers among the highest tenth. Higher is better."),
}
# The drawing's own units; severities from -2 to 2 points of the scale fill it.
WIDTH = 200.0
REACH = 2.0


@dataclass(frozen=True)
class Drawn:
    """An interval in the units of its drawing: a line from x to x + width, and a mark for the figure itself."""

    x: float
    width: float
    mark: float


@dataclass(frozen=True)
class Line:
    """One figure of one side, as numbers and drawn."""

    name: str
    value: float
    low: float
    high: float
    drawn: Drawn


@dataclass(frozen=True)
class Metric:
    name: str
    meaning: str
    lines: list[Line]
    difference: Line
    zero: float


class SuitabilityModelAdmin(ServiceActionsAdmin, ReadOnlyAdmin):
    """A version is activated, forward or back, and never edited."""

    index_order = 40
    view_roles = MANAGING
    change_form_template = "admin/feedback/suitabilitymodel/change_form.html"
    service_actions = (
        ServiceAction(
            "activate", "Put to use", activate_model, lambda model, user: not model.active,
            "It is in use now. Scores are made anew in the background.",
            intro="Everybody who has a score is scored anew by it. The version before can be put back the same way.",
            roles=MANAGING,
        ),
    )  # fmt: skip

    list_display = ("version_shown", "state", "created_at", "made_by", "log_loss", "auc", "verdict")
    list_select_related = ("created_by",)
    ordering = ("-version",)
    fields = ()

    class Media:
        css = {"all": ("admin/css/suitability.css",)}

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        model = self.get_object(request, object_id) if self.has_view_permission(request) else None
        context = {} if model is None else self.page_context(request, model)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def page_context(self, request: HttpRequest, model: SuitabilityModel) -> dict[str, Any]:
        return {
            "model": model,
            "state": self.state(model),
            "buttons": self.buttons(request, model),
            "weights": [(source.value, model.weights[source]) for source in Source],
            "base": model.weights["base"],
            "metrics": metrics_of(model.metrics),
            "is_hand_set": model.weights == HAND_SET.to_dict(),
            "width": WIDTH,
        }

    def versions_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """The version of a model is its name, not a count of its changes."""
        return {}

    def action_page(self, *args: Any, **kwargs: Any) -> HttpResponse:
        page = super().action_page(*args, **kwargs)
        if isinstance(page, TemplateResponse) and page.context_data is not None:
            page.template_name = "admin/feedback/suitabilitymodel/activate.html"
            page.context_data |= {"version": None, "state": self.state(page.context_data["original"])}
        return page

    @admin.display(description="Version", ordering="version")
    def version_shown(self, model: SuitabilityModel) -> str:
        return str(model)

    @admin.display(description="State", ordering="active")
    def state(self, model: SuitabilityModel) -> str:
        return badge("active", "In use") if model.active else badge("idle", "Not in use")

    @admin.display(description="Made by")
    def made_by(self, model: SuitabilityModel) -> str:
        return model.created_by.display_name if model.created_by else "calibration" if model.metrics else "hand"

    @admin.display(description="Log loss, against the one before")
    def log_loss(self, model: SuitabilityModel) -> str:
        return against(model.metrics, "log_loss")

    @admin.display(description="AUC, against the one before")
    def auc(self, model: SuitabilityModel) -> str:
        return against(model.metrics, "auc")

    @admin.display(description="Verdict")
    def verdict(self, model: SuitabilityModel) -> str:
        return {"better": "better", "kept": "not surely better"}.get(model.metrics.get("verdict", ""), "—")


def against(metrics: Mapping[str, Any], name: str) -> str:
    """“0.5210, was 0.5498”; a version that was never compared has no figures."""
    if "new" not in metrics:
        return "—"
    return f"{metrics['new'][name]['value']:.4f}, was {metrics['old'][name]['value']:.4f}"


def metrics_of(stored: Mapping[str, Any]) -> list[Metric]:
    """Old and new on one scale for each figure, and their difference around 0."""
    return [metric_of(stored, name) for name in NAMES] if "new" in stored else []


def metric_of(stored: Mapping[str, Any], name: str) -> Metric:
    old, new, difference = (stored[side][name] for side in ("old", "new", "difference"))
    low, high = min(old["low"], new["low"]), max(old["high"], new["high"])
    most = max(abs(difference["low"]), abs(difference["high"]))
    before = f"Version {stored['compared_with']}"
    return Metric(
        *WORDS[name],
        lines=[line(before, old, low, high), line("This one", new, low, high)],
        difference=line("Difference", difference, -most, most),
        zero=WIDTH / 2,
    )


def line(name: str, figure: Mapping[str, float], least: float, most: float) -> Line:
    return Line(name, **figure, drawn=drawn(figure["value"], figure["low"], figure["high"], least, most))


def drawn(value: float, low: float, high: float, least: float, most: float) -> Drawn:
    """With a margin on both sides, and never outside."""
    span = (most - least) or 1.0

    def place(figure: float) -> float:
        return round(min(max((figure - least) / span, 0.0), 1.0) * (WIDTH - 10) + 5, 2)

    return Drawn(place(low), max(round(place(high) - place(low), 2), 1.0), place(value))


class InterviewerSeverityAdmin(ReadOnlyAdmin):
    """The raw mean beside the adjusted one: what is left when the interviewer's severity is taken off."""

    index_order = 41
    view_roles = MANAGING

    list_display = ("interviewer", "raw", "adjusted", "severity_shown", "interval", "feedback", "candidates")
    list_display_links = None
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    ordering = ("severity", "pk")
    fields = ()

    class Media:
        css = {"all": ("admin/css/suitability.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(adjusted_mean=F("raw_mean") - F("severity"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = {
            "title": "Interviewers' severity",
            "subtitle": "By how much each rates below (strict) or above (mild) the others who rated the same people.",
        }
        return super().changelist_view(request, {**told, **(extra_context or {})})

    @admin.display(description="Interviewer", ordering="user__username")
    def interviewer(self, row: InterviewerSeverity) -> str:
        return row.user.display_name

    @admin.display(description="Raw mean", ordering="raw_mean")
    def raw(self, row: InterviewerSeverity) -> str:
        return f"{row.raw_mean:.2f}"

    @admin.display(description="Adjusted mean", ordering="adjusted_mean")
    def adjusted(self, row: Any) -> str:
        return f"{row.adjusted_mean:.2f}"

    @admin.display(description="Severity", ordering="severity")
    def severity_shown(self, row: InterviewerSeverity) -> str:
        return f"{row.severity:+.2f}"

    @admin.display(description="Feedback", ordering="n_feedback")
    def feedback(self, row: InterviewerSeverity) -> str:
        return f"{row.n_feedback:,}"

    @admin.display(description="Candidates", ordering="n_candidates")
    def candidates(self, row: InterviewerSeverity) -> str:
        return f"{row.n_candidates:,}"

    @admin.display(description="95 % interval, −2 to +2")
    def interval(self, row: InterviewerSeverity) -> str:
        shape = drawn(row.severity, row.low, row.high, -REACH, REACH)
        told = f"{row.low:+.2f} to {row.high:+.2f}"
        return render_to_string(
            "admin/feedback/suitability_interval.html",
            {"drawn": shape, "told": told, "zero": WIDTH / 2, "width": WIDTH},
        )
