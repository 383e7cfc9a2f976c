"""The page “Funnel”: where candidates are lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from analytics.admin.asked import Asked
from analytics.admin.links import OPEN, counted, rates_urls, rows_url
from analytics.admin.page import Page, sided, unripe, young, young_months
from analytics.api import told
from analytics.api.reading import StepSerializer
from analytics.charts import trend as trends
from analytics.charts.bars import Bar, Count, bars
from analytics.charts.funnel import Reached, Start, Step, funnel
from analytics.charts.rows import RowChart
from analytics.charts.tiles import Tile, count_tile, rate_tile
from analytics.charts.trend import TrendChart
from analytics.figures import funnel as figures
from analytics.figures import outcomes
from analytics.figures.funnel import Funnel, FunnelStep
from analytics.figures.outcomes import Month, Reasons
from analytics.measures import OFFER_DUE, OFFERED, STARTED, rejected_for, stages, withdrew_for
from analytics.measures import reached as reached_of
from analytics.selectors.behind import DECIDED, OTHER, PLACED, REJECTED_SILENT, WITHDREW_SILENT
from analytics.selectors.funnel import funnel_with_reasons
from analytics.selectors.moments import today_of
from analytics.selectors.selection import Selection
from config.base.models import User
from tracking.enums import StageOutcome, StageType

PART_OUTCOMES = {"passed": StageOutcome.PASSED, "failed": StageOutcome.FAILED, "pending": StageOutcome.PENDING}
# Of a step that is no stage: those who reached it, and of whom.
OF_OFFERS = {figures.EXTENDED: (OFFERED, OFFER_DUE), figures.ACCEPTED: (PLACED, OFFERED)}


def draw(asked: Asked, user: User) -> Page:
    found = [funnel_with_reasons(user, selection) for selection in asked.selections]
    sides = [one for one, _, _ in found]
    context = {
        "tiles": tiles_of(asked, sides),
        "young": young(asked, [side.outcomes for side in sides]),
        "funnel": funnel_chart(asked, sides),
        "trend": trend_of(asked, [side.months for side in sides]),
        "young_months": young_months([side.months for side in sides]),
        "rejections": rejections_chart(asked, [one for _, one, _ in found]),
        "withdrawals": withdrawals_chart(asked, [one for _, _, one in found]),
    }
    return Page(
        "funnel",
        "How far candidates come, and where they are lost.",
        context,
        lambda: sided(asked, [[told.step(step) for step in side.steps] for side in sides], StepSerializer()),
        definitions={**outcomes.DEFINITIONS, **figures.DEFINITIONS},
        is_empty=not any(side.total_started for side in sides),
    )


def tiles_of(asked: Asked, sides: list[Funnel]) -> list[Tile]:
    now, before = sides[0], sides[1] if len(sides) > 1 else None
    early = unripe(asked, [side.outcomes for side in sides])
    return [
        count_tile(
            "Started",
            now.total_started,
            counts=(counted(asked, now.outcomes.open, OPEN, "still open"),),
            before=before.total_started if before else None,
            url=rows_url(asked, STARTED),
        ),
        rate_tile(
            "Offers extended",
            now.offer_extended_rate,
            before=before.offer_extended_rate if before else None,
            unripe=early,
            **rates_urls(asked, OFFERED, OFFER_DUE),
        ),
        rate_tile(
            "Offers accepted",
            now.offer_accepted_rate,
            before=before.offer_accepted_rate if before else None,
            unripe=early,
            **rates_urls(asked, PLACED, OFFERED),
        ),
        rate_tile(
            "Placed, of all started",
            now.outcomes.conversion_rate,
            before=before.outcomes.conversion_rate if before else None,
            unripe=early,
            **rates_urls(asked, PLACED, STARTED),
        ),
    ]


def funnel_chart(asked: Asked, sides: list[Funnel]) -> RowChart:
    """The steps that either side has; where the other lacks one, nobody reached it."""
    urls = [rows_url(one, STARTED) for one in asked.sides]
    start = Start(tuple(side.total_started for side in sides), urls=tuple(urls))
    names = list(dict.fromkeys(step.step for side in sides for step in side.steps[1:]))
    order = [*StageType, figures.EXTENDED, figures.ACCEPTED]
    steps = [step_of(asked, sides, name) for name in sorted(names, key=order.index)]
    return funnel(start, steps, caption="Funnel", names=asked.names)


def step_of(asked: Asked, sides: list[Funnel], name: str) -> Step:
    found = [next((step for step in side.steps if step.step == name), None) for side in sides]
    label = next(step.label for step in found if step)
    return Step(label, tuple(reached_by(one, step) for one, step in zip(asked.sides, found, strict=True)))


def reached_by(asked: Asked, step: FunnelStep | None) -> Reached:
    if step is None:
        return Reached(0)
    if step.step in OF_OFFERS:
        hits, of = OF_OFFERS[step.step]
        urls = {"reached": rows_url(asked, hits), "hits": rows_url(asked, hits), "cases": rows_url(asked, of)}
        return Reached(step.reached, rate=step.rate, urls=urls, is_stage=False)
    kind = StageType(step.step)
    urls = {part: rows_url(asked, stages(kind, outcome)) for part, outcome in PART_OUTCOMES.items()}
    urls |= {"reached": rows_url(asked, reached_of(kind)), "other": rows_url(asked, f"{kind}_{OTHER}")}
    urls |= {"hits": urls["passed"], "cases": rows_url(asked, f"{kind}_{DECIDED}")}
    return Reached(
        step.reached, step.passed or 0, step.failed or 0, step.pending or 0, step.other or 0, step.rate, urls
    )


def trend_of(asked: Asked, sides: Sequence[tuple[Month, ...]]) -> TrendChart:
    if asked.between_feeders:
        sides = over_the_same(sides)
    series = [months_of(one, months) for one, months in zip(asked.sides, sides, strict=True)]
    return trends.trend(
        series, caption="Begun and placed, by month", counted="Started", rated="Placed", names=asked.names
    )


def over_the_same(sides: Sequence[tuple[Month, ...]]) -> list[tuple[Month, ...]]:
    """From the first month of any to the last, so that the same months stand together."""
    known = [month.month for side in sides for month in side]
    if not known:
        return list(sides)
    every, nobody = outcomes.months_between(min(known), max(known)), outcomes.Outcomes(0, 0, 0)
    found = [{month.month: month for month in side} for side in sides]
    return [tuple(side.get(month, Month(month, nobody)) for month in every) for side in found]


def months_of(asked: Asked, months: tuple[Month, ...]) -> list[trends.Month]:
    return [
        trends.Month(
            month.month,
            month.outcomes.processes,
            month.outcomes.conversion_rate,
            partial=partial(asked.selection, month.month),
            url=rows_url(asked, STARTED, **days_of(asked.selection, month.month)),
            hits_url=rows_url(asked, PLACED, **days_of(asked.selection, month.month)),
        )
        for month in months
    ]


def last_of(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


def days_of(selection: Selection, month: date) -> dict[str, date]:
    """The month's days within the period."""
    last = last_of(month)
    return {"since": max(month, selection.since or month), "until": min(last, selection.until or last)}


def partial(selection: Selection, month: date) -> str:
    """Why the month is not whole."""
    days, today = days_of(selection, month), today_of(selection)
    if days == {"since": month, "until": last_of(month)}:
        return "so far" if last_of(month) > today else ""
    if last_of(month) > today and days["since"] == month:
        return "so far"
    return f"{days['since']:%-d} to {min(days['until'], max(today, days['since'])):%-d} only"


def rejections_chart(asked: Asked, sides: list[Reasons]) -> RowChart | None:
    return reasons_chart(asked, sides, "rejected", "Why companies rejected")


def withdrawals_chart(asked: Asked, sides: list[Reasons]) -> RowChart | None:
    return reasons_chart(asked, sides, "withdrew", "Why candidates withdrew or declined")


def reasons_chart(asked: Asked, sides: list[Reasons], prefix: str, caption: str) -> RowChart | None:
    if not any(side.n for side in sides):
        return None
    labels = {reason.reason: reason.label for side in sides for reason in side.reasons}
    # What was not given comes last on both sides.
    ordered = sorted(labels.items(), key=lambda each: each[0] == outcomes.NOT_GIVEN)
    rows = [
        Bar(label, tuple(count_of(one, side, reason, prefix) for one, side in zip(asked.sides, sides, strict=True)))
        for reason, label in ordered
    ]
    return bars(rows, caption=caption, of="Reason", names=asked.names)


def count_of(asked: Asked, side: Reasons, reason: str, prefix: str) -> Count:
    if reason == outcomes.NOT_GIVEN:
        figure = {"rejected": REJECTED_SILENT, "withdrew": WITHDREW_SILENT}[prefix]
    else:
        figure = {"rejected": rejected_for, "withdrew": withdrew_for}[prefix](reason)
    return Count(side.counts.get(reason, 0), side.n, rows_url(asked, figure))
