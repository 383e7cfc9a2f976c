"""Funnel, feeders, companies and stages of some processes, in the shape in which the API tells them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from benchmarks.agreement.lengths import (
    DECIDED,
    in_stage,
    lasting,
    of_processes,
    of_stages,
    to_hire,
)
from benchmarks.agreement.rows import RATINGS, Key, Process, Stage
from benchmarks.agreement.shares import interval, rate, share

TYPES = ("phone_screen", "technical", "onsite", "hiring_manager", "second_round", "offer_review", "other")
PLACED, DECLINED, REJECTED, WITHDREW = (
    "offer_accepted",
    "offer_declined",
    "rejected_by_company",
    "candidate_withdrew",
)
Told = dict[str, Any]


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
        of = outcomes(found.get(month, []))
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
            steps.append(
                {
                    **step,
                    "passed": of["passed"],
                    "failed": of["failed"],
                    "pending": of["pending"],
                    "other": other,
                }
            )
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
