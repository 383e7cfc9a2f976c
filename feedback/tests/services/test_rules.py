"""Versions of rules: made, refused with the field named, put to use, put aside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from config.base.errors import Forbidden, Invalid, Missing
from config.base.models import User
from feedback.models import NextStageRule
from feedback.services.decisions import apply_due
from feedback.services.rules import activate_rule, check_stored, create_rule, deactivate_rule
from feedback.tests.services.deciding import decided, fresh
from tracking.services.names import create_named
from tracking.tests.factories import CompanyFactory
from tracking.tests.services.acting import by

pytestmark = pytest.mark.django_db
USUAL: dict[str, Any] = {"name": "Usual", "advance_at": Decimal("4.0"), "review_at": Decimal("3.0")}


def make(manager: User, **fields: Any) -> NextStageRule:
    rule: NextStageRule = by(manager, create_rule, **{**USUAL, **fields})
    return rule


def active() -> list[int]:
    return sorted(NextStageRule.objects.filter(active=True).values_list("version", flat=True))


def test_each_rule_is_the_next_version(manager: User) -> None:
    first, second = make(manager), make(manager, name="  Other ")
    assert [(rule.version, rule.active, rule.created_by) for rule in (first, second)] == [
        (1, False, manager),
        (2, False, manager),
    ]
    assert (second.name, second.mode, second.wait_for_panel) == ("Other", "propose", True)


def test_a_rule_with_everything(manager: User) -> None:
    company = CompanyFactory(name="Contoso")
    rule = make(
        manager,
        company_name="CONTOSO ",
        role_title="Data  Engineer ",
        stage_type="onsite",
        advance_action="offer_draft",
        reject_action="archive",
        wait_for_panel=False,
        mode="automatic",
        delay_minutes=90,
    )
    rule.refresh_from_db()
    assert (rule.company, rule.role_key, rule.stage_type) == (company, "data engineer", "onsite")
    assert (rule.advance_action, rule.reject_action, rule.mode, rule.delay_minutes) == (
        "offer_draft", "archive", "automatic", 90,
    )  # fmt: skip


def test_a_company_is_known_by_its_alias(manager: User) -> None:
    company = create_named(type(CompanyFactory()), name="Contoso", aliases=["The C"])
    assert make(manager, company_name="the c").company == company


@pytest.mark.parametrize(
    ("fields", "attr", "code"),
    [
        ({"advance_at": Decimal("2.9")}, "review_at", "reversed"),
        ({"advance_at": None}, "advance_at", "required"),
        ({"review_at": None}, "review_at", "required"),
        ({"advance_at": Decimal("NaN")}, "advance_at", "out_of_range"),
        ({"review_at": Decimal("NaN")}, "review_at", "out_of_range"),
        ({"review_at": Decimal("-Infinity")}, "review_at", "out_of_range"),
        ({"advance_at": Decimal("5.1")}, "advance_at", "out_of_range"),
        ({"review_at": Decimal("0.9")}, "review_at", "out_of_range"),
        ({"advance_at": Decimal("4.25")}, "advance_at", "max_decimal_places"),
        ({"advance_action": "archive"}, "advance_action", "invalid_choice"),
        ({"reject_action": "second_round"}, "reject_action", "invalid_choice"),
        ({"mode": "secret"}, "mode", "invalid_choice"),
        ({"mode": "automatic"}, "delay_minutes", "required"),
        ({"delay_minutes": -1}, "delay_minutes", "out_of_range"),
        ({"delay_minutes": 43_201}, "delay_minutes", "out_of_range"),
        ({"company_name": "Nobody's"}, "company_name", "does_not_exist"),
        ({"stage_type": "sauna"}, "stage_type", "invalid_choice"),
        ({"role_title": "\u200b"}, "role_title", "blank"),
        ({"role_title": "x" * 300}, "role_title", "max_length"),
        ({"name": " "}, "name", "blank"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(
    fields: dict[str, Any], attr: str, code: str, manager: User
) -> None:
    with pytest.raises(Invalid) as refusal:
        make(manager, **fields)
    assert (refusal.value.attr, refusal.value.code) == (attr, code)
    assert NextStageRule.objects.count() == 0


@pytest.mark.parametrize("role", ["recruiter", "interviewer", "service"])
def test_rules_are_a_managers(role: str, manager: User, make_user: Any) -> None:
    user, rule = make_user(role), make(manager)
    for service, args in ((create_rule, USUAL), (activate_rule, {"pk": rule.pk}), (deactivate_rule, {"pk": rule.pk})):
        with pytest.raises(Forbidden):
            by(user, service, **args)
    assert NextStageRule.objects.count() == 1


def test_activating_takes_the_place_of_the_same_scope(manager: User) -> None:
    CompanyFactory(name="Contoso")
    wide, again = make(manager), make(manager)
    narrow = make(manager, company_name="Contoso", stage_type="onsite")
    for rule in (wide, narrow, again):
        by(manager, activate_rule, rule.pk)
    assert active() == sorted([narrow.version, again.version])
    by(manager, activate_rule, again.pk)
    by(manager, activate_rule, wide.pk)
    assert active() == sorted([wide.version, narrow.version])


def test_deactivating_leaves_the_others(manager: User) -> None:
    wide, narrow = make(manager), make(manager, stage_type="onsite")
    for rule in (wide, narrow):
        by(manager, activate_rule, rule.pk)
    for _ in range(2):
        assert not by(manager, deactivate_rule, wide.pk).active
    assert active() == [narrow.version]


@pytest.mark.parametrize("service", [activate_rule, deactivate_rule])
def test_a_rule_that_is_not_there(service: Any, manager: User) -> None:
    with pytest.raises(Missing):
        by(manager, service, manager.pk)


def test_a_reversed_row_is_not_activated(manager: User) -> None:
    rule = make(manager)
    rule.review_at = Decimal("4.5")
    with pytest.raises(Invalid, match="above advance_at"):
        check_stored(rule)


def test_an_active_rule_decides_and_its_version_is_kept(manager: User) -> None:
    rule = make(manager, advance_at=Decimal("2.0"), review_at=Decimal("1.0"))
    by(manager, activate_rule, rule.pk)
    decision = decided(2)
    assert (decision.action, decision.rule_version, decision.inputs["advance_at"]) == ("second_round", 1, 2.0)


@pytest.mark.parametrize("replaced", [True, False])
def test_what_a_rule_put_aside_would_have_applied_waits_for_a_person(
    replaced: bool, manager: User, settings: Any
) -> None:
    settings.FEEDBACK_AUTOMATION = True
    rule = make(manager, mode="automatic", delay_minutes=1)
    by(manager, activate_rule, rule.pk)
    decision = decided(2)
    assert decision.apply_at is not None
    if replaced:
        by(manager, activate_rule, make(manager).pk)
    else:
        by(manager, deactivate_rule, rule.pk)
    assert apply_due(decision.apply_at) == 0
    assert (fresh(decision).status, fresh(decision).apply_at) == ("proposed", None)
