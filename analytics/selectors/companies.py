"""What a client company wants."""

from __future__ import annotations

from dataclasses import replace

from analytics.estimators.stats import Rate
from analytics.figures.companies import CompanyInsights
from analytics.figures.funnel import offered_of
from analytics.figures.outcomes import OUTCOME_MEASURES, REASON_MEASURES, Outcomes, rejections_of, withdrawals_of
from analytics.figures.stages import STAGE_MEASURES, stages_of
from analytics.figures.times import HORIZON
from analytics.measures import INTERVIEWED, OFFERED, STARTED
from analytics.selectors.feeders import feeder_shares, left_over
from analytics.selectors.lasted import LENGTHS, lasted
from analytics.selectors.moments import today_of, told_at
from analytics.selectors.naming import Named, Names
from analytics.selectors.people import people
from analytics.selectors.reading import counts
from analytics.selectors.selection import Selection
from config.base.models import User
from tracking.models import Company

COMPANY_MEASURES = (*OUTCOME_MEASURES, *REASON_MEASURES, *STAGE_MEASURES, INTERVIEWED, OFFERED, *LENGTHS)


def company_insights(
    user: User, selection: Selection, company: Company | Named, feeder_names: Names | None = None
) -> CompanyInsights:
    """`feeder_names` are those of all feeders, where they have been read before."""
    at, today = told_at(selection), today_of(selection)
    scope = replace(selection.seen_by(user), company=company.pk)
    [row] = counts(scope, COMPANY_MEASURES)
    times, stages = lasted(scope, row, today, HORIZON), stages_of(row)
    feeders, outcomes = feeder_shares(scope, feeder_names), Outcomes.of(row)
    known = {one.stage_type for one in stages}
    return CompanyInsights(
        id=company.pk,
        name=company.name,
        candidates=people(scope).get(None, 0),
        outcomes=outcomes,
        interview_rate=Rate(row[INTERVIEWED], row[STARTED]),
        offer_rate=Rate(offered_of(row), row[STARTED]),
        acceptance_rate=Rate(outcomes.placements, offered_of(row)),
        to_decision=times.to_decision,
        to_hire=times.to_hire,
        preferred_feeders=feeders,
        without_feeder=left_over(outcomes, [one.outcomes for one in feeders]),
        rejections=rejections_of(row),
        withdrawals=withdrawals_of(row),
        stages=stages,
        stage_times=tuple(one for one in times.stages if one.stage_type in known),
        as_of=at,
    )
