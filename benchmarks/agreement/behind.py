"""The rows behind figures: they add up to the figure, and are those that the recount knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analytics.selectors.behind import COUNTINGS, processes_behind, total
from analytics.selectors.selection import Selection
from benchmarks.agreement.cases import Case, World
from benchmarks.agreement.figures import DECLINED, PLACED, REJECTED, TYPES, WITHDREW, is_due
from benchmarks.agreement.holding import Held
from benchmarks.agreement.lengths import DECIDED, of_stages
from benchmarks.agreement.rows import RATINGS, Process

OUTCOMES = ("pending", "passed", "failed", "no_show", "cancelled")
STATUSES = ("in_progress", "on_hold", "offer_extended", PLACED, DECLINED, REJECTED, WITHDREW)
# Each takes as long as the whole past.
OF_THE_PAST = ("started", "open", "offered", "technical_stages", "technical_timed", "onsite_waiting", "rejected_skills")
Often = Callable[[Process], int]


def hold_behind(held: Held, world: World) -> None:
    [feeder], [company] = world.some("feeder", 1), world.some("company", 1)
    day = min(world.past)
    for asked in ({"feeder": feeder}, {"company": company, "feeder": feeder}, {"feeder": feeder, "as_of": day}):
        case = world.case(**asked)
        selection = Selection(**asked).seen_by(case.user)
        for figure in COUNTINGS if case.past is None else OF_THE_PAST:
            rows = processes_behind(selection, figure, offset=0, limit=10**6)
            both = {"figure": total(selection, figure), "rows": sum(n for _, n in rows)}
            known = often(figure, case)
            if known is None:
                held.hold("rows behind figures", f"{figure} {case}", {"rows": both["figure"]}, {"rows": both["rows"]})
                continue
            wanted = {one.id: n for one in case.processes if (n := known(one))}
            n = sum(wanted.values())
            both["of others"] = len({*wanted.items()} ^ {*rows})
            held.hold("rows behind figures", f"{figure} {case}", {"figure": n, "rows": n, "of others": 0}, both)


def often(figure: str, case: Case) -> Often | None:
    """How often a process counts; None for fingerprints, which are no figures."""
    known: dict[str, Often] = {
        "started": lambda one: 1,
        "open": lambda one: one.is_open,
        "ended": lambda one: not one.is_open,
        "offered": lambda one: one.offered,
        "offer_due": is_due,
        "interviewed": lambda one: any(stage.outcome in DECIDED for stage in one.stages),
        "no_feeder": lambda one: one.feeder is None,
        "no_feeder_placed": lambda one: one.feeder is None and one.status == PLACED,
        "rejected_not_given": lambda one: one.status == REJECTED and not one.rejection,
        "withdrew_not_given": lambda one: one.status in (WITHDREW, DECLINED) and not one.withdrawal,
    }
    return known.get(figure) or of_status(figure) or of_stage(figure, case)


def of_status(figure: str) -> Often | None:
    what, _, which = figure.partition("_")
    if what == "status" and which in STATUSES:
        return lambda one: one.status == which
    if what == "rejected":
        return lambda one: one.rejection == which
    return (lambda one: one.withdrawal == which) if what == "withdrew" else None


def of_stage(figure: str, case: Case) -> Often | None:
    if figure.startswith("reached_"):
        return lambda one: any(stage.kind == figure.removeprefix("reached_") for stage in one.stages)
    kind = next((kind for kind in TYPES if figure.startswith(f"{kind}_")), "")
    what = figure.removeprefix(f"{kind}_")
    groups: dict[str, Any] = {
        **{outcome: (outcome,) for outcome in OUTCOMES},
        "decided": DECIDED,
        "other": ("no_show", "cancelled"),
        "stages": OUTCOMES,
    }
    if what in groups:
        return lambda one: sum(stage.kind == kind and stage.outcome in groups[what] for stage in one.stages)
    ends = {"timed": ("taken", "waiting", "left"), "done": ("taken",), "waiting": ("waiting",), "left": ("left",)}
    if what in ends:
        return lambda one: sum(how in ends[what] for _, how in of_stages([one], case.today).get(kind, ()))
    name, _, sort = what.rpartition("_")
    if name not in RATINGS:
        return None
    place = RATINGS.index(name)
    if sort == "n":
        return lambda one: sum(stage.kind == kind and stage.ratings[place] is not None for stage in one.stages)
    return lambda one: sum(stage.ratings[place] or 0 for stage in one.stages if stage.kind == kind)
