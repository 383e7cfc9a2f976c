"""What a client company wants."""

from __future__ import annotations

from dataclasses import replace

from analytics.estimators.stats import Rate
from analytics.figures.companies import CompanyInsights
from analytics.figures.funnel import offered_of
from analytics.figures.outcomes import OUTCOME_MEASURES, REASON_MEASURES, Outcomes, rejections_of, withdrawals_of
from analytics.figures.stages import STAGE_MEASURES, stages_of
from analytics.figures.times import PROCESS_SPANS, STAGE_SPANS, in_stage, to_decision, to_hire
from analytics.measures import INTERVIEWED, OFFERED, STARTED
from analytics.selectors.feeders import feeder_shares, left_over
from analytics.selectors.moments import today_of, told_at
from analytics.selectors.reading import candidates, counts, spans
from analytics.selectors.selection import Selection
from config.base.models import User
from tracking.models import Company

ALL_SPANS = (*PROCESS_SPANS, *(code for codes in STAGE_SPANS.values() for code in codes))
COMPANY_MEASURES = (*OUTCOME_MEASURES, *REASON_MEASURES, *STAGE_MEASURES, INTERVIEWED, OFFERED)


def company_insights(user: User, selection: Selection, company: Company) -> CompanyInsights:
    at, today = told_at(selection), today_of(selection)
    scope = replace(selection.seen_by(user), company=company.pk)
    [row] = counts(scope, COMPANY_MEASURES)
    lasted, feeders, outcomes = spans(scope, ALL_SPANS), feeder_shares(scope), Outcomes.of(row)
    stages = stages_of(row)
    return CompanyInsights(
        id=company.pk,
        name=company.name,
        candidates=candidates(scope).get(None, 0),
        outcomes=outcomes,
        interview_rate=Rate(row[INTERVIEWED], row[STARTED]),
        offer_rate=Rate(offered_of(row), row[STARTED]),
        acceptance_rate=Rate(outcomes.placements, offered_of(row)),
        to_decision=to_decision(lasted, today),
        to_hire=to_hire(lasted, today),
        preferred_feeders=feeders,
        without_feeder=left_over(outcomes, [one.outcomes for one in feeders]),
        rejections=rejections_of(row),
        withdrawals=withdrawals_of(row),
        stages=stages,
        stage_times=tuple(in_stage(lasted, one.stage_type, today) for one in stages),
        as_of=at,
    )
