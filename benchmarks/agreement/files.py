"""The files of the pages and of the API, and `conversion_report`."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client as PageClient
from django.urls import reverse

from benchmarks.agreement.asking import FITTED, PARAMETERS
from benchmarks.agreement.cases import PERIOD, Case, World
from benchmarks.agreement.figures import funnel, grouped, outcomes, stage_success, stage_times
from benchmarks.agreement.holding import Held, as_like, flat, hold_file
from benchmarks.agreement.interviewers import interviewers
from benchmarks.agreement.reports import company_insights, conversion_rates
from benchmarks.agreement.said import Said
from config.postgres.identity import SYSTEM, acting_as
from config.testing.clients import token_client

Told = dict[str, Any]


class Files:
    def __init__(self, world: World, said: Said, held: Held) -> None:
        self.world, self.said, self.held = world, said, held
        self.clients = {user.pk: token_client(user) for user in (world.manager, world.recruiter)}

    def of_files(self, case: Case) -> None:
        """The pages' CSV, and the API's."""
        steps = funnel(case.processes)["steps"]
        feeder, company = case.keys.get("feeder"), case.keys.get("company")
        rows = conversion_rates(case.processes, self.world.listed_rows(case), feeder)["results"]
        wanted = {
            "overview": steps,
            "funnel": steps,
            "feeders": rows,
            "stages": stage_success(case.processes),
            "time": stage_times(case.processes, case.today),
        }
        for page, table in wanted.items():
            hold_file(self.held, "pages' CSV", f"{page} {case}", rounded(table), self.page(case, page))
        if company is None:
            self.file_of_companies(case)
        else:
            told = {"company_name": self.world.companies[company]}
            told.update(company_insights(case.processes, company, self.world.feeders, case.today))
            hold_list(self.held, f"company {case}", told, self.page(case, "company"))
        if case.past is None:
            self.file_of_interviewers(case)
        for route, table in (("funnel", steps), ("conversion-rates", rows), ("time-in-stage", wanted["time"])):
            hold_file(self.held, "API's CSV", f"{route} {case}", rounded(table), self.file(case, route))

    def file_of_companies(self, case: Case) -> None:
        found = grouped(case.processes, lambda one: one.company)
        table = [{"company_name": self.world.companies[key], **outcomes(sent)} for key, sent in found.items()]
        table.sort(key=lambda row: (-row["processes"], row["company_name"].casefold()))
        hold_file(self.held, "pages' CSV", f"company {case}", table, self.page(case, "company"))

    def file_of_interviewers(self, case: Case) -> None:
        people = interviewers(case.processes, self.said, case.today)["results"]
        table = [row_of_interviewer(one) for one in people]
        hold_file(self.held, "pages' CSV", f"interviewers {case}", table, self.page(case, "interviewers"))

    def of_two_sides(self) -> None:
        """Two feeders, and a period beside that of the year before."""
        one, other = self.world.some("feeder", 2)
        before: dict[str, Any] = {name: day.replace(year=day.year - 1) for name, day in PERIOD.items()}
        for asked, sides in (
            (
                {"compare": "feeder", "feeder": self.world.feeders[one], "other": self.world.feeders[other]},
                (self.world.case(feeder=one), self.world.case(feeder=other)),
            ),
            ({"compare": "year", **PERIOD}, (self.world.case(**PERIOD), self.world.case(**before))),
        ):
            for page in ("funnel", "stages", "time"):
                table = [row for side in sides for row in page_rows(side, page)]
                hold_file(self.held, "pages of two sides", f"{page} {asked}", table, self.page(sides[0], page, **asked))

    def page(self, case: Case, page: str, **more: Any) -> list[dict[str, str]]:
        names = {"feeder": self.world.feeders, "company": self.world.companies}
        asked = {name: names[name][key] if name in names else key for name, key in case.keys.items()}
        client = PageClient(SERVER_NAME="localhost")
        client.force_login(case.user)
        query = {**asked, **case.days, **more, "format": "csv"}
        answer = client.get(reverse(f"admin:analytics_{page}"), query)
        return read_csv(answer.content.decode())

    def file(self, case: Case, route: str) -> list[dict[str, str]]:
        asked = {PARAMETERS.get(name, name): value for name, value in {**case.keys, **case.days}.items()}
        url = reverse(f"analytics-{route}")
        answer = self.clients[case.user.pk].get(url, {**asked, "format": "csv"}, SERVER_NAME="localhost")
        return read_csv(answer.content.decode())

    def of_command(self) -> None:
        """`conversion_report`, of all and of a part."""
        [feeder], [company] = self.world.some("feeder", 1), self.world.some("company", 1)
        parts: list[dict[str, Any]] = [{}, {"company": company}, {"feeder": feeder, **PERIOD}]
        for keys in parts:
            case = self.world.case(**keys)
            options = [f"--{name}={self.name_of(name, key)}" for name, key in {**case.keys, **case.days}.items()]
            told = json.loads(printed("conversion_report", "--format=json", *options))
            rates = conversion_rates(case.processes, self.world.listed_rows(case), case.keys.get("feeder"))
            wanted = {"conversion_rates": rates, "funnel": funnel(case.processes)}
            self.held.hold("conversion_report", str(case), wanted, told, FITTED)
            rows = read_csv(printed("conversion_report", "--format=csv", *options))
            hold_file(self.held, "conversion_report", f"CSV {case}", rounded(rates["results"]), rows)

    def name_of(self, dim: str, key: Any) -> Any:
        return {"feeder": self.world.feeders, "company": self.world.companies}.get(dim, {}).get(key, key)


def page_rows(side: Case, page: str) -> list[Told]:
    if page == "time":
        return stage_times(side.processes, side.today)
    return funnel(side.processes)["steps"] if page == "funnel" else stage_success(side.processes)  # type: ignore[no-any-return]


def row_of_interviewer(one: Told) -> Told:
    figure = one["validity"] and one["validity"]["everyone"]["figure"]
    correlation = figure["correlation"] if figure else {}
    told = {
        "interviewer": one["name"],
        "feedback": one["feedback"],
        "candidates": one["candidates"],
        "mean_rating": one["mean"],
        "difference_to_panel": one["difference"] and one["difference"]["mean"],
        "median_days": one["delay"] and one["delay"]["median"]["value"],
        "correlation": correlation.get("value"),
        "correlation_low": correlation.get("low"),
        "correlation_high": correlation.get("high"),
    }
    if one["hidden"]:
        told = {name: value if name == "interviewer" else None for name, value in told.items()}
    return {**told, "owed": one["owed"]}


def rounded(table: list[Told]) -> list[Told]:
    """What is fitted is held in JSON; here to as many places as both have."""
    return [{name: value for name, value in row.items() if not name.startswith("shrunken")} for row in table]


def hold_list(held: Held, what: str, wanted: Told, rows: list[dict[str, str]]) -> None:
    """A report as CSV, one row for each figure by its path, lists counted from 1."""
    told = {row["figure"]: row["value"] for row in rows}
    figures = dict(named(wanted))
    held.hold(
        "pages' CSV", what, figures, {name: as_like(told.get(name, "(none)"), one) for name, one in figures.items()}
    )


def named(wanted: Told) -> Iterator[tuple[str, Any]]:
    for path, value in flat(wanted):
        if path[-1] != "length":
            yield ".".join(str(int(part) + 1) if part.isdigit() else part for part in path), value


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def printed(*command: str) -> str:
    out = StringIO()
    with acting_as(SYSTEM):
        call_command(*command, stdout=out)
    return out.getvalue()
