"""Every figure beside a recount in plain Python over the rows, after random changes, before and after folding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from statistics import mean, median
from typing import Any
from uuid import UUID

import pytest

from analytics.estimators.stats import Rate
from analytics.figures.outcomes import Outcomes, Reasons
from analytics.figures.stages import StageFigures
from analytics.figures.times import Lasting, ToHire
from analytics.measures import DAY_ZERO, RATINGS, Span
from analytics.selectors.companies import company_insights
from analytics.selectors.feeders import conversion_rates, feeder_report
from analytics.selectors.funnel import funnel, funnel_with_reasons
from analytics.selectors.selection import Selection
from analytics.selectors.stages import stage_success
from analytics.selectors.times import times
from analytics.services.folding import fold_step
from analytics.tests.changing import World
from analytics.tests.folded import fold_all
from analytics.tests.recount import Counted, chosen, recounted, selections
from config.base.clock import business_today
from config.base.models import User
from config.base.roles import identity_of
from config.postgres.identity import acting_as
from tracking.enums import ProcessStatus, RejectionReason, StageType, WithdrawalReason
from tracking.models import Company, Feeder

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENDED = {Span.ENDED[status]: status for status in ProcessStatus.ENDED}


@pytest.fixture(params=[5, 6])
def world(request: Any) -> World:
    found = World(request.param)
    for _ in range(160):
        found.change()
    return found


@pytest.mark.parametrize("folded", ["not at all", "in part", "all"])
def test_figures_equal_the_recount(world: World, folded: str) -> None:
    if folded != "not at all":
        fold_step(20) if folded == "in part" else fold_all()
    rows = recounted()
    for selection in list(selections(rows))[::2]:
        feeder = selection.feeder and UUID(str(selection.feeder))
        check_all(world.manager, replace(selection, feeder=feeder), chosen(rows, selection))


@pytest.mark.parametrize("folded", [False, True])
def test_recruiters_figures_equal_the_recount_of_their_own(world: World, folded: bool) -> None:
    if folded:
        fold_all()
    rows = recounted()
    for recruiter in world.recruiters:
        own = [row for row in rows if row.keys["recruiter"] == str(recruiter.pk)]
        with acting_as(identity_of(recruiter)):
            for selection in (
                Selection(),
                Selection(since=min(row.day for row in rows), company=world.companies[0].pk),
            ):
                check_all(recruiter, selection, chosen(own, selection))


def check_all(user: User, selection: Selection, rows: list[Counted]) -> None:
    check_funnel(user, selection, rows)
    check_feeders(user, selection, rows)
    check_times(user, selection, rows)
    for found in stage_success(user, selection).stages:
        check_stage(found, rows)
    with_reasons, rejections, withdrawals = funnel_with_reasons(user, selection)
    assert with_reasons.steps == funnel(user, selection).steps
    check_reasons(rejections, rows, ("rejected_by_company",), "rejected_", RejectionReason.values)
    ended_so = ProcessStatus.WITH_WITHDRAWAL_REASON
    check_reasons(withdrawals, rows, ended_so, "withdrew_", WithdrawalReason.values)
    check_company(user, selection, rows)


def outcomes_of(rows: Iterable[Counted]) -> Outcomes:
    found = list(rows)
    ended = sum(any(row.measures[f"status_{status}"] for status in ProcessStatus.ENDED) for row in found)
    return Outcomes(len(found), sum(row.measures["status_offer_accepted"] for row in found), ended)


def total(rows: Iterable[Counted], measure: str) -> int:
    return sum(row.measures[measure] for row in rows)


def check_funnel(user: User, selection: Selection, rows: list[Counted]) -> None:
    found = funnel(user, selection)
    assert found.outcomes == outcomes_of(rows)
    for kind in StageType:
        passed, failed = total(rows, f"{kind}_passed"), total(rows, f"{kind}_failed")
        assert found.rate(kind) == Rate(passed, passed + failed)
    reached = {step.step: step.reached for step in found.steps}
    assert reached["started"] == len(rows)
    for kind in StageType:
        assert reached.get(kind, 0) == total(rows, f"reached_{kind}")
    assert found.offer_extended_rate == Rate(total(rows, "offered"), total(rows, "offer_due"))
    assert found.offer_accepted_rate == Rate(total(rows, "status_offer_accepted"), total(rows, "offered"))
    months = Counter(row.day.replace(day=1) for row in rows)
    assert {month.month: month.outcomes.processes for month in found.months if month.outcomes.processes} == months


def check_feeders(user: User, selection: Selection, rows: list[Counted]) -> None:
    found = conversion_rates(user, selection)
    sent = {one.id: one for one in found.feeders if one.outcomes.processes}
    assert {str(pk) for pk in sent} == {row.keys["feeder"] for row in rows if row.keys["feeder"]}
    for pk, one in sent.items():
        own = [row for row in rows if row.keys["feeder"] == str(pk)]
        assert one.outcomes == outcomes_of(own)
        assert one.candidates == len({row.candidate for row in own})
        check_hires(one.to_hire, own)
        report = feeder_report(user, selection, Feeder.objects.get(pk=pk))
        assert replace(report.feeder, name=one.name) == one
        assert sum(month.outcomes.processes for month in report.months) == len(own)
        check_lasting(report.to_decision, decisions(own))
    if selection.feeder is None:
        assert found.without_feeder == outcomes_of(row for row in rows if not row.keys["feeder"])
    assert found.total == outcomes_of(rows)
    lows = [one.outcomes.interval.low for one in sent.values() if one.outcomes.interval]
    assert lows == sorted(lows, reverse=True)


def check_stage(found: StageFigures, rows: list[Counted]) -> None:
    for outcome in ("passed", "failed", "no_show", "cancelled", "pending"):
        assert getattr(found, outcome) == total(rows, f"{found.stage_type}_{outcome}")
    for rating in RATINGS:
        n, points = (total(rows, f"{found.stage_type}_{rating}_{of}") for of in ("n", "sum"))
        assert (found.ratings[rating].n, found.ratings[rating].value) == (n, points / n if n else None)


def check_reasons(found: Reasons, rows: list[Counted], statuses: Iterable[str], prefix: str, known: list[str]) -> None:
    expected = {reason: total(rows, f"{prefix}{reason}") for reason in known}
    ended = sum(total(rows, f"status_{status}") for status in statuses)
    expected["not_given"] = ended - sum(expected.values())
    assert found.counts == {reason: n for reason, n in expected.items() if n}
    assert found.n == ended


def check_company(user: User, selection: Selection, rows: list[Counted]) -> None:
    for company in Company.objects.all()[:2]:
        if selection.company not in (None, company.pk):
            continue
        own = [row for row in rows if row.keys["company"] == str(company.pk)]
        found = company_insights(user, selection, company)
        assert found.outcomes == outcomes_of(own)
        assert found.candidates == len({row.candidate for row in own})
        assert found.interview_rate == Rate(total(own, "interviewed"), len(own))
        assert found.offer_rate == Rate(total(own, "offered"), len(own))
        by_feeder = {str(one.id): one.outcomes for one in found.preferred_feeders}
        senders = {row.keys["feeder"] for row in own if row.keys["feeder"]}
        assert by_feeder == {pk: outcomes_of(row for row in own if row.keys["feeder"] == pk) for pk in senders}
        assert found.without_feeder == outcomes_of(row for row in own if not row.keys["feeder"])
        check_lasting(found.to_decision, decisions(own))


def check_times(user: User, selection: Selection, rows: list[Counted]) -> None:
    found = times(user, selection)
    check_lasting(found.to_decision, decisions(rows))
    check_hires(found.to_hire, rows)
    lasted = {stage.stage_type: stage.lasting for stage in found.stages}
    for kind in StageType:
        known = [
            *((length, True) for row in rows for code, length in row.spans if code == Span.TAKEN[kind]),
            *((length, False) for row in rows for code, length in row.spans if code == Span.LEFT[kind]),
            *((since(length), False) for row in rows for code, length in row.spans if code == Span.WAITING[kind]),
        ]
        if known:
            check_lasting(lasted[kind], known)
        else:
            assert kind not in lasted


def decisions(rows: Iterable[Counted]) -> list[tuple[int, bool]]:
    """(days, whether it has ended) of each process."""
    spans = [span for row in rows for span in row.spans]
    ended = [(length, True) for code, length in spans if code in ENDED]
    return ended + [(since(length), False) for code, length in spans if code == Span.OPEN]


def since(day: int) -> int:
    return (business_today() - DAY_ZERO).days - day


def check_lasting(found: Lasting, known: list[tuple[int, bool]]) -> None:
    ended = [days for days, is_end in known if is_end]
    assert (found.n, found.ended, found.waiting + found.left) == (len(known), len(ended), len(known) - len(ended))
    assert found.mean == (pytest.approx(mean(ended)) if ended else None)
    survived, expected = 1.0, None
    for day in sorted(set(ended)):
        survived *= 1 - sum(days == day for days in ended) / sum(days >= day for days, _ in known)
        if expected is None and survived < 0.5 - 1e-9:
            expected = day
    if found.median.value is not None and found.median.value in ended and expected is not None:
        assert found.median.value <= expected
    elif expected is None and found.median.value is not None:
        assert survived == pytest.approx(0.5)


def check_hires(found: ToHire, rows: list[Counted]) -> None:
    hired = [length for row in rows for code, length in row.spans if ENDED.get(code) == "offer_accepted"]
    assert (found.n, found.hired) == (len(rows), len(hired))
    assert found.median == (median(hired) if hired else None)
    assert found.mean == (pytest.approx(mean(hired)) if hired else None)
    if found.incidence is not None:
        assert found.incidence.value == pytest.approx(incidence(rows, found.incidence.day))


def incidence(rows: list[Counted], horizon: float) -> float:
    """Aalen and Johansen's, by its definition."""
    known = [(days, is_end) for days, is_end in decisions(rows)]
    hired = [length for row in rows for code, length in row.spans if ENDED.get(code) == "offer_accepted"]
    survived, total_share = 1.0, 0.0
    for day in sorted({days for days, is_end in known if is_end and days <= horizon}):
        at_risk = sum(days >= day for days, _ in known)
        total_share += survived * hired.count(day) / at_risk
        survived *= 1 - sum(days == day and is_end for days, is_end in known) / at_risk
    return total_share


def test_nobodys_feeder_and_company_have_empty_reports(manager: User) -> None:
    selection = Selection(since=date(2026, 1, 1))
    feeder = Feeder.objects.create(name="Idle", name_key="idle")
    report = feeder_report(manager, selection, feeder)
    assert (report.feeder.rank, report.feeders, report.stages, report.months) == (None, 0, (), ())
    company = Company.objects.create(name="Quiet", name_key="quiet")
    found = company_insights(manager, selection, company)
    assert (found.candidates, found.interview_rate.value, found.preferred_feeders) == (0, None, ())
    assert isinstance(found.id, UUID)
