"""The page “Overview”: what needs somebody today, and how things stand."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from analytics.admin.asked import Asked
from analytics.admin.feeders import shares_chart
from analytics.admin.funnel import funnel_chart, tiles_of, trend_of
from analytics.admin.links import path_of
from analytics.admin.page import Page, sided, young, young_months
from analytics.api import told
from analytics.api.reading import StepSerializer
from analytics.figures import feeders as feeder_figures
from analytics.figures import funnel as figures
from analytics.figures import outcomes
from analytics.figures.funnel import Funnel
from analytics.selectors.feeders import feeder_shares
from analytics.selectors.funnel import funnel
from analytics.selectors.waiting import STALE_AFTER, Waiting, waiting
from config.base.models import User

TOP_FEEDERS = 5
OF_FEEDERS = {name: feeder_figures.DEFINITIONS[name] for name in ("conversion_rate", "interval")}


def draw(asked: Asked, user: User) -> Page:
    sides = [funnel(user, selection) for selection in asked.selections]
    context = {
        "needs": needs_of(waiting(user)),
        "tiles": tiles_of(asked, sides),
        "young": young(asked, [side.outcomes for side in sides]),
        "funnel": funnel_chart(asked, sides),
        "trend": trend_of(asked, [side.months for side in sides]),
        "young_months": young_months([side.months for side in sides]),
        "funnel_url": asked.url(path_of("funnel")),
        **best_feeders(asked, user, sides),
    }
    return Page(
        "overview",
        "What needs you today, and how things stand.",
        context,
        lambda: sided(asked, [[told.step(step) for step in side.steps] for side in sides], StepSerializer()),
        definitions={**outcomes.DEFINITIONS, **figures.DEFINITIONS, **OF_FEEDERS},
        is_empty=not any(side.total_started for side in sides),
    )


def best_feeders(asked: Asked, user: User, sides: list[Funnel]) -> dict[str, Any]:
    """Of one feeder, or of two compared, there is nothing to rank."""
    if asked.selection.feeder:
        return {}
    shares = [feeder_shares(selection.seen_by(user), asked.known.feeder_names) for selection in asked.selections]
    total = sides[0].outcomes.conversion_rate
    if not shares[0]:
        return {}
    return {"rates": shares_chart(asked, shares, total, TOP_FEEDERS), "feeders_url": asked.url(path_of("feeders"))}


def needs_of(found: Waiting) -> list[tuple[int, str, str]]:
    """(how many, what, where it is done) of what waits; the lists hold just those."""
    offers = listed(
        "tracking_offer",
        status__exact="extended",
        expires_at__gte=found.at.isoformat(),
        expires_at__lte=found.expiring_until.isoformat(),
    )
    stale = listed("tracking_interviewprocess", open="yes", updated_at__lt=found.stale_before.isoformat())
    outcomes_due = listed("tracking_interviewstage", schedule="overdue")
    silent = f"without news for {STALE_AFTER.days} days"
    told = [
        (found.decisions, "decision to confirm", "decisions to confirm", reverse("admin:review_queue")),
        (found.outcomes, "outcome overdue", "outcomes overdue", outcomes_due),
        (found.feedback, "feedback missing", "feedback missing", reverse("admin:feedback_due")),
        (found.offers, "offer that expires within a week", "offers that expire within a week", offers),
        (found.stale, f"open process {silent}", f"open processes {silent}", stale),
    ]
    return [(n, one if n == 1 else many, url) for n, one, many, url in told if n]


def listed(model: str, **narrowed: str) -> str:
    return f"{reverse(f'admin:{model}_changelist')}?{urlencode(narrowed)}"
