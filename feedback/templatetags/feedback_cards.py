"""What the pages of candidates and processes show of feedback: they name these tags, and know nothing else of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from config.base.back_office.roles import MANAGING, RECRUITING, user_of
from feedback.admin.suitability import WIDTH, drawn
from feedback.estimators.suitability import Source
from feedback.selectors.process import decided_in, said_in
from feedback.selectors.suitability import Suitability, suitability_of
from tracking.models import Candidate, InterviewProcess

register = template.Library()

TOP = {Source.STAGES: 5, Source.FEEDBACK: 5, Source.ASSESSMENTS: 100}


@dataclass(frozen=True)
class Share:
    """What one source says, and what it adds to the score."""

    name: str
    n: int
    mean: str
    points: str


@register.inclusion_tag("admin/feedback/suitability_card.html", takes_context=True)
def suitability_card(context: Context, candidate: Candidate) -> dict[str, Any]:
    """For who leads processes; nothing for others."""
    user = user_of(context["request"])
    if not user.has_role(*RECRUITING):
        return {}
    told = suitability_of(candidate.pk, user)
    who = {"candidate_id": candidate.pk, "gone": candidate.anonymised_at is not None}
    return {"told": told, "manages": user.has_role(*MANAGING), "shares": shares_of(told), **who, **picture_of(told)}


def shares_of(told: Suitability) -> list[Share]:
    sources = told.breakdown["sources"] if told.breakdown else {}
    return [share_of(source, sources[source]) for source in Source if source in sources]


def share_of(source: Source, said: Mapping[str, Any]) -> Share:
    return Share(source.value.capitalize(), said["n"], mean_of(source, said), f"{said['points']:+.1f}")


def mean_of(source: Source, said: Mapping[str, Any]) -> str:
    """On the source's own scale; of ratings also as they were given, where severity was taken off."""
    mean, raw = said["mean"], said["raw_mean"]
    if mean is None:
        return "—"
    if source not in TOP:
        return f"{mean:+.2f} log odds"
    top = TOP[source]
    given = f" ({raw:.1f} as given)" if raw is not None and f"{raw:.1f}" != f"{mean:.1f}" else ""
    return f"{mean:.1f} of {top}{given}"


def picture_of(told: Suitability) -> dict[str, Any]:
    """The interval on 0 to 100, with a line where the score of somebody unknown would be."""
    if told.value is None or told.low is None or told.high is None or told.breakdown is None:
        return {}
    base = float(told.breakdown["base"])
    shape = drawn(float(told.value), float(told.low), float(told.high), 0, 100)
    zero = drawn(base, base, base, 0, 100).mark
    likely = f"likely {told.low:.0f} to {told.high:.0f}"
    return {"drawn": shape, "zero": zero, "width": WIDTH, "base": base, "likely": likely}


@register.inclusion_tag("admin/feedback/process_card.html", takes_context=True)
def process_card(context: Context, process: InterviewProcess) -> dict[str, Any]:
    """What was said, as far as the user may read it, and what was decided."""
    user = user_of(context["request"])
    return {"said": said_in(process.pk, user), "decisions": decided_in(process.pk, user)}
