"""The figures as JSON: plain dicts, quicker than serializers; analytics.api.reading describes them, a test compares."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from analytics.estimators.competing import Incidence
from analytics.estimators.stats import Estimate, Rate
from analytics.estimators.survival import Quantile
from analytics.figures.companies import CompanyInsights
from analytics.figures.feeders import ConversionRates, FeederFigures, FeederReport, FeederShare
from analytics.figures.funnel import Funnel, FunnelStep
from analytics.figures.outcomes import Month, Outcomes
from analytics.figures.stages import StageFigures
from analytics.figures.times import HORIZON, Lasting, StageTime, ToHire

Told = dict[str, Any]


def bounds(found: Estimate | Incidence | Quantile | None) -> Told | None:
    return None if found is None else {"low": found.low, "high": found.high}


def value_of(found: Estimate | Incidence | None) -> float | None:
    return None if found is None else found.value


def rate(found: Rate) -> Told:
    return {"numerator": found.numerator, "denominator": found.denominator, "interval": bounds(found.wilson())}


def outcomes(found: Outcomes) -> Told:
    return {
        "processes": found.processes,
        "placements": found.placements,
        "open": found.open,
        "ended": found.ended,
        "conversion_rate": found.conversion_rate.value,
        "interval": bounds(found.interval),
        "decided_rate": found.decided_rate.value,
        "decided_interval": bounds(found.decided_rate.wilson()),
    }


def month(found: Month) -> Told:
    of = found.outcomes
    return {
        "month": found.month,
        "started": of.processes,
        "placements": of.placements,
        "open": of.open,
        "ended": of.ended,
        "conversion_rate": of.conversion_rate.value,
        "interval": bounds(of.interval),
    }


def step(found: FunnelStep) -> Told:
    leading = found.rate or Rate(0, 0)
    return {
        "step": found.step,
        "label": found.label,
        "reached": found.reached,
        "passed": found.passed,
        "failed": found.failed,
        "pending": found.pending,
        "other": found.other,
        "rate": leading.value,
        **rate(leading),
        "share_of_started": found.share.value,
    }


def funnel(found: Funnel) -> Told:
    names = ("phone_screen_pass_rate", "technical_pass_rate", "onsite_pass_rate", "offer_extended_rate")
    return {
        "total_started": found.total_started,
        **{name: getattr(found, name).value for name in (*names, "offer_accepted_rate")},
        "open": found.outcomes.open,
        "ended": found.outcomes.ended,
        "steps": [step(one) for one in found.steps],
        "by_month": [month(one) for one in found.months],
    }


def feeder(found: FeederFigures) -> Told:
    told = outcomes(found.outcomes)
    return {
        "rank": found.rank,
        "feeder_id": found.id,
        "feeder_source": found.name,
        "candidates_sourced": found.candidates,
        "processes_sourced": told.pop("processes"),
        **told,
        "shrunken_rate": value_of(found.shrunken),
        "shrunken_interval": bounds(found.shrunken),
        "matured_rate": value_of(found.matured),
        "matured_interval": bounds(found.matured),
        "days_to_hire": {"median": found.to_hire.median, "mean": found.to_hire.mean, "n": found.to_hire.hired},
    }


def conversion_rates(found: ConversionRates) -> Told:
    return {
        "results": [feeder(one) for one in found.feeders],
        "without_feeder": None if found.without_feeder is None else outcomes(found.without_feeder),
        "total": outcomes(found.total),
        "horizon_days": found.horizon,
    }


def stage(found: StageFigures) -> Told:
    decided = found.rate
    return {
        "stage_type": found.stage_type.value,
        "label": found.label,
        "reached": found.reached,
        "stages": found.stages,
        "passed": found.passed,
        "failed": found.failed,
        "no_show": found.no_show,
        "cancelled": found.cancelled,
        "pending": found.pending,
        "rate": decided.value,
        "fail_rate": Rate(found.failed, decided.denominator).value,
        **rate(decided),
        "ratings": {name: {"mean": one.value, "n": one.n} for name, one in found.ratings.items()},
    }


def lasting(found: Lasting) -> Told:
    return {
        "n": found.n,
        "ended": found.ended,
        "waiting": found.waiting,
        "left": found.left,
        "median": found.median.value,
        "median_interval": bounds(found.median),
        "lower_quartile": found.lower_quartile.value,
        "upper_quartile": found.upper_quartile.value,
        "mean": found.mean,
        "restricted_mean": value_of(found.restricted_mean),
        "restricted_mean_interval": bounds(found.restricted_mean),
        "until": found.until,
    }


def stage_time(found: StageTime) -> Told:
    return {"stage_type": found.stage_type.value, "label": found.label, **lasting(found.lasting)}


def to_hire(found: ToHire, horizon: int = HORIZON) -> Told:
    return {
        "n": found.n,
        "hired": found.hired,
        "median": found.median,
        "mean": found.mean,
        "hired_share": value_of(found.incidence),
        "hired_share_interval": bounds(found.incidence),
        "horizon_days": horizon,
    }


def feeder_share(found: FeederShare) -> Told:
    return {"feeder_id": found.id, "feeder_source": found.name, **outcomes(found.outcomes)}


def feeder_report(found: FeederReport, horizon: int) -> Told:
    hired = found.feeder.to_hire
    return {
        **feeder(found.feeder),
        "of_feeders": found.feeders,
        "horizon_days": horizon,
        "stages": [stage(one) for one in found.stages],
        "avg_time_to_hire": hired.mean,
        "time_to_hire": to_hire(hired, horizon),
        "time_to_decision": lasting(found.to_decision),
        "rejection_reasons": found.rejections.counts,
        "withdrawal_reasons": found.withdrawals.counts,
        "by_month": [month(one) for one in found.months],
    }


def company_insights(found: CompanyInsights) -> Told:
    rates = {name: getattr(found, name) for name in ("interview_rate", "offer_rate", "acceptance_rate")}
    return {
        "company_id": found.id,
        "company_name": found.name,
        "total_candidates_sent": found.candidates,
        **outcomes(found.outcomes),
        **{name: one.value for name, one in rates.items()},
        "rates": {name: rate(one) for name, one in rates.items()},
        "avg_time_to_decision": found.to_decision.mean,
        "time_to_decision": lasting(found.to_decision),
        "time_to_hire": to_hire(found.to_hire),
        "preferred_feeders": [feeder_share(one) for one in found.preferred_feeders],
        "without_feeder": outcomes(found.without_feeder),
        "rejection_reasons": found.rejections.counts,
        "withdrawal_reasons": found.withdrawals.counts,
        "stages": [stage(one) for one in found.stages],
        "time_in_stage": [stage_time(one) for one in found.stage_times],
    }


def plain(found: Any) -> Any:
    """A figure by the names of its fields; of a rate the value and its interval stand beside its counts."""
    if isinstance(found, Rate):
        return {"value": found.value, **rate(found)}
    if is_dataclass(found):
        return {field.name: plain(getattr(found, field.name)) for field in fields(found)}
    if isinstance(found, (list, tuple)):
        return [plain(one) for one in found]
    return found.value if isinstance(found, Enum) else found
