"""Feeders compared, the report of one, and that of a company, in the shape in which the API tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from benchmarks.agreement.figures import (
    DECLINED,
    REJECTED,
    WITHDREW,
    by_month,
    grouped,
    outcomes,
    placed,
    stage_success,
    stage_times,
)
from benchmarks.agreement.lengths import DECIDED, HORIZON, days_to_hire, incidence, lasting, of_processes, to_hire
from benchmarks.agreement.rows import Key, Process
from benchmarks.agreement.shares import bounds, rate, share, shrunken

Told = dict[str, Any]
Names = Mapping[Key, str]


def feeder_rows(processes: Sequence[Process], names: Names, today: date, horizon: int) -> list[Told]:
    """Of every feeder, best first."""
    by_feeder = grouped(processes, lambda one: one.feeder)
    drawn = shrunken({key: (placed(sent), len(sent)) for key, sent in by_feeder.items()})
    rows = []
    for pk, name in names.items():
        sent = by_feeder.get(pk, [])
        told, lengths = outcomes(sent), of_processes(sent, today)
        matured, value = incidence(lengths, horizon), drawn.get(pk)
        rows.append(
            {
                "rank": None,
                "feeder_id": str(pk),
                "feeder_source": name,
                "candidates_sourced": len({one.candidate for one in sent}),
                "processes_sourced": told.pop("processes"),
                **told,
                "shrunken_rate": value and value[0],
                "shrunken_interval": value and bounds(value[1:]),
                "matured_rate": matured and matured[0],
                "matured_interval": matured and bounds(matured[1:]),
                "days_to_hire": days_to_hire(lengths),
            }
        )
    rows.sort(key=place_of)
    for place, row in enumerate(rows):
        if row["interval"]:
            before = rows[place - 1] if place else None
            tied = before is not None and standing(before) == standing(row)
            row["rank"] = before["rank"] if before is not None and tied else place + 1
    return rows


def place_of(row: Told) -> tuple[bool, float, float, str]:
    low, drawn = standing(row)
    return row["interval"] is None, -low, -drawn, row["feeder_source"].casefold()


def standing(row: Told) -> tuple[float, float]:
    """What feeders are ranked by: rounding may not tell apart who placed as many of as many."""
    return (round(row["interval"]["low"], 12), round(row["shrunken_rate"], 9)) if row["interval"] else (0.0, 0.0)


def conversion_rates(
    processes: Sequence[Process], rows: Sequence[Told], feeder: Key = None, horizon: int = HORIZON
) -> Told:
    """`rows` of all feeders; `processes` are what is asked for."""
    return {
        "results": [row for row in rows if feeder is None or row["feeder_id"] == str(feeder)],
        "without_feeder": None if feeder else outcomes([one for one in processes if one.feeder is None]),
        "total": outcomes(processes),
        "horizon_days": horizon,
    }


def reasons(given: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(reason or "not_given" for reason in given))


def why_not(processes: Sequence[Process]) -> Told:
    return {
        "rejection_reasons": reasons(one.rejection for one in processes if one.status == REJECTED),
        "withdrawal_reasons": reasons(one.withdrawal for one in processes if one.status in (WITHDREW, DECLINED)),
    }


def feeder_report(
    sent: Sequence[Process], rows: Sequence[Told], feeder: Key, today: date, horizon: int = HORIZON
) -> Told:
    """`rows` of all feeders, among whom this one is ranked."""
    lengths = of_processes(sent, today)
    row = next(row for row in rows if row["feeder_id"] == str(feeder))
    return {
        **row,
        "of_feeders": sum(row["rank"] is not None for row in rows),
        "horizon_days": horizon,
        "stages": stage_success(sent),
        "avg_time_to_hire": row["days_to_hire"]["mean"],
        "time_to_hire": to_hire(lengths, horizon),
        "time_to_decision": lasting(lengths),
        **why_not(sent),
        "by_month": by_month(sent),
    }


def company_insights(processes: Sequence[Process], company: Key, names: Names, today: date) -> Told:
    """`processes` are the company's; `names` those of feeders."""
    n, offered, lengths = len(processes), sum(one.offered for one in processes), of_processes(processes, today)
    met = sum(any(stage.outcome in DECIDED for stage in one.stages) for one in processes)
    counted = {"interview_rate": (met, n), "offer_rate": (offered, n), "acceptance_rate": (placed(processes), offered)}
    shares = [
        {"feeder_id": str(pk), "feeder_source": names[pk], **outcomes(sent)}
        for pk, sent in grouped(processes, lambda one: one.feeder).items()
    ]
    shares.sort(key=lambda row: (-round(row["interval"]["low"], 12), -row["placements"], row["feeder_source"].lower()))
    decision = lasting(lengths)
    return {
        "company_id": str(company),
        "total_candidates_sent": len({one.candidate for one in processes}),
        **outcomes(processes),
        **{name: share(*of) for name, of in counted.items()},
        "rates": {name: rate(*of) for name, of in counted.items()},
        "avg_time_to_decision": decision["mean"],
        "time_to_decision": decision,
        "time_to_hire": to_hire(lengths),
        "preferred_feeders": shares,
        "without_feeder": outcomes([one for one in processes if one.feeder is None]),
        **why_not(processes),
        "stages": stage_success(processes),
        "time_in_stage": stage_times(processes, today),
    }
