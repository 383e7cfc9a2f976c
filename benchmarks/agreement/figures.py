"""Funnel, feeders, companies and stages of some processes, in the shape in which the API tells them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from benchmarks.agreement.lengths import (
    DECIDED,
    HORIZON,
    days_to_hire,
    in_stage,
    incidence,
    lasting,
    of_processes,
    of_stages,
    to_hire,
)
from benchmarks.agreement.rows import RATINGS, Key, Process, Stage
from benchmarks.agreement.shares import bounds, interval, rate, share, shrunken

TYPES = ("phone_screen", "technical", "onsite", "hiring_manager", "second_round", "offer_review", "other")
PLACED, DECLINED, REJECTED, WITHDREW = (
    "offer_accepted",
    "offer_declined",
    "rejected_by_company",
    "candidate_withdrew",
)
Told = dict[str, Any]
Names = Mapping[Key, str]


def placed(processes: Iterable[Process]) -> int:
    return sum(one.status == PLACED for one in processes)


def outcomes(processes: Sequence[Process]) -> Told:
    n, hired, open_ = len(processes), placed(processes), sum(one.is_open for one in processes)
    return {
        "processes": n,
        "placements": hired,
        "open": open_,
        "ended": n - open_,
        "conversion_rate": share(hired, n),
        "interval": interval(hired, n),
        "decided_rate": share(hired, n - open_),
        "decided_interval": interval(hired, n - open_),
    }


def by_month(processes: Sequence[Process]) -> list[Told]:
    found = defaultdict(list)
    for one in processes:
        found[one.day.replace(day=1)].append(one)
    month, told = min(found, default=date.max), []
    while found and month <= max(found):
        of = outcomes(found[month] if month in found else [])
        names = ("placements", "open", "ended", "conversion_rate", "interval")
        told.append({"month": month.isoformat(), "started": of["processes"], **{name: of[name] for name in names}})
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return told


def by_type(processes: Iterable[Process]) -> dict[str, list[Stage]]:
    found = defaultdict(list)
    for one in processes:
        for stage in one.stages:
            found[stage.kind].append(stage)
    return found


def funnel(processes: Sequence[Process]) -> Told:
    stages, n = by_type(processes), len(processes)
    offered, due = sum(one.offered for one in processes), sum(map(is_due, processes))
    steps = [plain_step("started", n, (0, 0), n)]
    for kind in TYPES:
        if kind in stages:
            of = Counter(stage.outcome for stage in stages[kind])
            reached = reached_by(processes, kind)
            step = plain_step(kind, reached, (of["passed"], of["passed"] + of["failed"]), n)
            other = of["no_show"] + of["cancelled"]
            steps.append({
                **step,
                "passed": of["passed"],
                "failed": of["failed"],
                "pending": of["pending"],
                "other": other,
            })
    steps.append(plain_step("offer_extended", offered, (offered, due), n))
    steps.append(plain_step("offer_accepted", placed(processes), (placed(processes), offered), n))
    rates = {step["step"]: step["rate"] for step in steps}
    kinds = ("phone_screen", "technical", "onsite")
    return {
        "total_started": n,
        **{f"{kind}_pass_rate": rates.get(kind) for kind in kinds},
        "offer_extended_rate": rates["offer_extended"],
        "offer_accepted_rate": rates["offer_accepted"],
        "open": sum(one.is_open for one in processes),
        "ended": sum(not one.is_open for one in processes),
        "steps": steps,
        "by_month": by_month(processes),
    }


def reached_by(processes: Iterable[Process], kind: str) -> int:
    return sum(any(stage.kind == kind for stage in one.stages) for one in processes)


def is_due(one: Process) -> bool:
    """Whether it passed its last decided stage, or was offered."""
    decided = [stage.outcome for stage in one.stages if stage.outcome in DECIDED]
    return one.offered or decided[-1:] == ["passed"]


def plain_step(step: str, reached: int, of: tuple[int, int], started: int) -> Told:
    nothing = dict.fromkeys(("passed", "failed", "pending", "other"))
    told = {"step": step, "reached": reached, **nothing, "rate": share(*of), **rate(*of)}
    return {**told, "share_of_started": share(reached, started)}


def stage_figures(processes: Sequence[Process], kind: str) -> Told:
    stages = [stage for one in processes for stage in one.stages if stage.kind == kind]
    of = Counter(stage.outcome for stage in stages)
    decided = of["passed"] + of["failed"]
    outcomes_of = {name: of[name] for name in ("passed", "failed", "no_show", "cancelled", "pending")}
    ratings: Told = {}
    for place, name in enumerate(RATINGS):
        given = [rating for stage in stages if (rating := stage.ratings[place]) is not None]
        ratings[name] = {"mean": share(sum(given), len(given)), "n": len(given)}
    return {
        "stage_type": kind,
        "reached": reached_by(processes, kind),
        "stages": len(stages),
        **outcomes_of,
        "rate": share(of["passed"], decided),
        "fail_rate": share(of["failed"], decided),
        **rate(of["passed"], decided),
        "ratings": ratings,
    }


def stage_success(processes: Sequence[Process]) -> list[Told]:
    return [stage_figures(processes, kind) for kind in TYPES if kind in by_type(processes)]


def stage_times(processes: Sequence[Process], today: date) -> list[Told]:
    """Of the types in which anybody has been."""
    found = of_stages(processes, today)
    return [{"stage_type": kind, **in_stage(found[kind])} for kind in TYPES if kind in found]


def times(processes: Sequence[Process], today: date) -> Told:
    lengths = of_processes(processes, today)
    return {
        "results": stage_times(processes, today),
        "time_to_decision": lasting(lengths),
        "time_to_hire": to_hire(lengths),
    }


def grouped(processes: Iterable[Process], key: Callable[[Process], Key]) -> dict[Key, list[Process]]:
    found = defaultdict(list)
    for one in processes:
        if key(one) is not None:
            found[key(one)].append(one)
    return found


def feeder_rows(processes: Sequence[Process], names: Names, today: date, horizon: int, *, every: bool) -> list[Told]:
    """Best first; `every` feeder, or those alone that sent anybody."""
    by_feeder = grouped(processes, lambda one: one.feeder)
    drawn = shrunken({key: (placed(sent), len(sent)) for key, sent in by_feeder.items()})
    rows = []
    for pk, name in names.items():
        sent = by_feeder.get(pk, [])
        if not sent and not every:
            continue
        told, lengths = outcomes(sent), of_processes(sent, today)
        matured, value = incidence(lengths, horizon), drawn.get(pk)
        rows.append({
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
        })
    rows.sort(key=lambda row: (row["interval"] is None, *(-each for each in standing(row)), row["feeder_source"].lower()))
    for place, row in enumerate(rows):
        if row["interval"]:
            before = rows[place - 1] if place else None
            tied = before is not None and standing(before) == standing(row)
            row["rank"] = before["rank"] if before is not None and tied else place + 1
    return rows


def standing(row: Told) -> tuple[float, float]:
    """What feeders are ranked by: rounding may not tell apart who placed as many of as many."""
    return (round(row["interval"]["low"], 12), round(row["shrunken_rate"], 9)) if row["interval"] else (0.0, 0.0)


def conversion_rates(
    processes: Sequence[Process], names: Names, today: date, horizon: int = HORIZON, *, every: bool, feeder: Key = None
) -> Told:
    rows = feeder_rows(processes, names, today, horizon, every=every)
    chosen = [one for one in processes if feeder in (None, one.feeder)]
    return {
        "results": [row for row in rows if feeder is None or row["feeder_id"] == str(feeder)],
        "without_feeder": None if feeder else outcomes([one for one in processes if one.feeder is None]),
        "total": outcomes(chosen),
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
    processes: Sequence[Process], feeder: Key, names: Names, today: date, *, horizon: int = HORIZON
) -> Told:
    """`processes` of all feeders, among whom this one is ranked."""
    rows = feeder_rows(processes, names, today, horizon, every=True)
    sent = [one for one in processes if one.feeder == feeder]
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
