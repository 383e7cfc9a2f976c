"""The API, asked for each case and held against the recount."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse

from benchmarks.agreement.cases import DIMENSIONS, Case, World
from benchmarks.agreement.figures import funnel, grouped, stage_figures, stage_success, stage_times, times
from benchmarks.agreement.holding import Held
from benchmarks.agreement.interviewers import interviewers
from benchmarks.agreement.lengths import in_stage
from benchmarks.agreement.ratings import Cells, cells_of, validity
from benchmarks.agreement.reports import company_insights, conversion_rates, feeder_report
from benchmarks.agreement.said import Said
from benchmarks.agreement.themes import by_stems, themes
from config.testing.clients import token_client

Told = dict[str, Any]
PARAMETERS = {"feeder": "feeder_source", "company": "company_name"}
# Fitted by another way: as near as the two come to the same maximum.
FITTED = 1e-5


class Asking:
    def __init__(self, world: World, said: Said, held: Held) -> None:
        self.world, self.said, self.held = world, said, held
        self.clients = {user.pk: token_client(user) for user in (world.manager, world.recruiter)}

    def get(self, case: Case, route: str, *path: str, **more: Any) -> Told:
        parameters = {PARAMETERS.get(name, name): value for name, value in {**case.keys, **case.days, **more}.items()}
        url = reverse(f"analytics-{route}", args=path)
        answer = self.clients[case.user.pk].get(url, parameters, SERVER_NAME="localhost")
        found: Told = answer.json() if answer.status_code == 200 else {"refused": f"{answer.status_code} {url}"}
        return found

    def hold(self, part: str, case: Case, wanted: Any, told: Any, tolerance: float = 1e-7) -> None:
        self.held.hold(part, str(case), wanted, told, tolerance)

    def of_everything(self, case: Case) -> None:
        """What every case is asked."""
        self.hold("funnel", case, funnel(case.processes), self.get(case, "funnel"))
        rates = conversion_rates(case.processes, self.world.listed_rows(case), case.keys.get("feeder"))
        self.hold("conversion-rates", case, rates, self.get(case, "conversion-rates"), FITTED)
        success = {"results": stage_success(case.processes)}
        self.hold("stage-success-rates", case, success, self.get(case, "stage-success-rates"))
        self.hold("time-in-stage", case, times(case.processes, case.today), self.get(case, "time-in-stage"))
        cells = cells_of(case.processes)
        self.of_one_type(case, "technical", cells)
        if case.past is None:
            self.of_judgement(case, cells)
        for dim in ("company", "feeder"):
            if dim in case.keys:
                self.of_one(case, dim)

    def of_one_type(self, case: Case, kind: str, cells: Cells) -> None:
        lengths = next((one for one in stage_times(case.processes, case.today) if one["stage_type"] == kind), None)
        wanted = {
            **stage_figures(case.processes, kind),
            "time_in_stage": lengths or {"stage_type": kind, **in_stage([])},
            "common_themes": None,
            "validity": None,
        }
        told = self.get(case, "stage", kind)
        if case.past is None:
            wanted["common_themes"] = themes(case.processes, self.said.feedback, kind)
            wanted["validity"] = [row for row in validity(cells) if row["stage_type"] == kind]
            told["common_themes"] = by_stems(told["common_themes"])
        self.hold("stages, with themes", case, wanted, told)

    def of_judgement(self, case: Case, cells: Cells) -> None:
        for outcome in ("offer_accepted", "offer_extended"):
            wanted = {"outcome": outcome, "results": validity(cells, outcome)}
            self.hold("validity", case, wanted, self.get(case, "validity", outcome=outcome))
        told = self.get(case, "interviewers")
        self.hold("interviewers", case, interviewers(case.processes, self.said, case.today), told, 1e-6)

    def of_one(self, case: Case, dim: str) -> None:
        """The report of the company or the feeder, within all else that is asked."""
        key = case.keys[dim]
        without = replace(case, keys={name: key for name, key in case.keys.items() if name != dim})
        if dim == "company":
            name, route = self.world.companies[key], "company"
            wanted = {
                "company_name": name,
                **company_insights(case.processes, key, self.world.feeders, case.today),
            }
        else:
            name, route = self.world.feeders[key], "feeder"
            wanted = feeder_report(case.processes, self.world.feeder_rows(case), key, case.today)
        tolerance = FITTED if dim == "feeder" else 1e-7
        self.hold(f"{dim} reports", case, wanted, self.get(without, route, name), tolerance)

    def of_every_key(self) -> None:
        """How long things take, of each feeder, company, recruiter and role."""
        for dim in DIMENSIONS:
            every = grouped(self.world.rows.processes.values(), lambda one, dim=dim: getattr(one, dim))  # type: ignore[misc]
            for key, processes in every.items():
                case = Case(self.world.manager, True, {dim: key}, {}, processes)
                told = self.get(case, "time-in-stage")
                self.hold("times of every key", case, times(processes, case.today), told)
