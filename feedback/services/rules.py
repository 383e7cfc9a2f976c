"""Versions of next-stage rules: made, put to use, put aside. A version is never edited: an edit is the next version."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from config.base.constraints import refusals
from config.base.errors import Forbidden, Invalid, Missing
from config.base.models import User
from config.base.roles import Role
from feedback.decisions import Rule
from feedback.enums import DecisionAction, RuleMode
from feedback.models import NextStageDecision, NextStageRule
from feedback.selectors.rules import Scope, as_rule
from feedback.services.status import leave_to_people
from tracking.enums import StageType
from tracking.models import Company
from tracking.selectors.names import identified
from tracking.services.names import check_name

TENTH = Decimal("0.1")
# A month: what waits longer than that is forgotten, not delayed.
MOST_MINUTES = 30 * 24 * 60


def create_rule(
    *,
    actor: User,
    name: str,
    advance_at: Decimal | None,
    review_at: Decimal | None,
    company_name: str = "",
    role_title: str = "",
    stage_type: str = "",
    delay_minutes: int = 0,
    **manner: Any,
) -> NextStageRule:
    """The next version, not yet active. `manner`: advance_action, reject_action, wait_for_panel, mode.

    Raises Forbidden, and Invalid with the field named.
    """
    require_manager(actor)
    check_name(name, "name")
    rule = checked_rule(advance_at, review_at, delay_minutes=delay_minutes, **manner)
    scope = named_scope(company_name, role_title, stage_type)
    with refusals(), transaction.atomic():
        lock_versions()
        return NextStageRule.objects.create(
            version=(NextStageRule.objects.aggregate(last=Max("version"))["last"] or 0) + 1,
            name=name.strip(),
            company_id=scope.company_id,
            role_title=scope.role_title,
            role_key=scope.role_key,
            stage_type=scope.stage_type,
            advance_at=rule.advance_at,
            review_at=rule.review_at,
            advance_action=rule.advance_action,
            reject_action=rule.reject_action,
            wait_for_panel=rule.wait_for_panel,
            mode=rule.mode,
            delay_minutes=delay_minutes,
            created_by=actor,
        )


def activate_rule(pk: UUID, *, actor: User) -> NextStageRule:
    """Puts the version to use, in the place of the one of its scope that was. Active already, nothing changes."""
    require_manager(actor)
    with refusals(), transaction.atomic():
        rule = lock_rule(pk)
        if rule.active:
            return rule
        check_stored(rule)
        scope = {"company": rule.company_id, "role_key": rule.role_key, "stage_type": rule.stage_type}
        for other in NextStageRule.objects.filter(active=True, **scope):
            switch_off(other)
        rule.active = True
        rule.save(update_fields=["active"])
    return rule


def deactivate_rule(pk: UUID, *, actor: User) -> NextStageRule:
    """Puts the version aside: a wider one decides, or the built-in one. Not active, nothing changes."""
    require_manager(actor)
    with transaction.atomic():
        rule = lock_rule(pk)
        if rule.active:
            switch_off(rule)
    return rule


def switch_off(rule: NextStageRule) -> None:
    """What it would still have done by itself waits for a person from now on."""
    rule.active = False
    rule.save(update_fields=["active"])
    leave_to_people(NextStageDecision.objects.filter(rule=rule))


def checked_rule(
    advance_at: Decimal | None,
    review_at: Decimal | None,
    *,
    advance_action: str = DecisionAction.SECOND_ROUND,
    reject_action: str = DecisionAction.REJECT_PROPOSAL,
    wait_for_panel: bool = True,
    mode: str = RuleMode.PROPOSE,
    delay_minutes: int = 0,
) -> Rule:
    """The rule that these make, unsaved. Raises Invalid with the field named."""
    upper, lower = threshold(advance_at, "advance_at"), threshold(review_at, "review_at")
    if lower > upper:
        raise Invalid(f"review_at ({lower}) is above advance_at ({upper}).", code="reversed", attr="review_at")
    known("advance_action", advance_action, DecisionAction.ADVANCING)
    known("reject_action", reject_action, DecisionAction.REJECTING)
    known("mode", mode, RuleMode.values)
    check_delay(mode, delay_minutes)
    delay = timedelta(minutes=delay_minutes)
    return Rule(0, upper, lower, advance_action, reject_action, wait_for_panel, mode, delay)


def threshold(value: Decimal | None, attr: str) -> Decimal:
    if value is None:
        raise Invalid("A threshold is needed.", code="required", attr=attr)
    if not (value.is_finite() and 1 <= value <= 5):
        raise Invalid("From 1.0 to 5.0.", code="out_of_range", attr=attr)
    if value != value.quantize(TENTH):
        raise Invalid("One decimal at most.", code="max_decimal_places", attr=attr)
    return value.quantize(TENTH)


def known(attr: str, value: str, choices: Any) -> None:
    if value not in choices:
        raise Invalid(f"One of {', '.join(choices)}.", code="invalid_choice", attr=attr)


def check_delay(mode: str, minutes: int) -> None:
    """What applies itself leaves time to stop it (D23)."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise Invalid(f"From 0 to {MOST_MINUTES} minutes.", code="out_of_range", attr="delay_minutes")
    if mode == RuleMode.AUTOMATIC and not minutes:
        raise Invalid("An automatic rule leaves at least a minute to stop it.", code="required", attr="delay_minutes")


def named_scope(company_name: str = "", role_title: str = "", stage_type: str = "") -> Scope:
    """Raises Invalid for a company that nobody has entered: its rule would never decide anything."""
    company = Company.objects.filter(identified(company_name)).first() if company_name.strip() else None
    if company is None and company_name.strip():
        raise Invalid("There is no such company.", code="does_not_exist", attr="company_name")
    if role_title.strip():
        check_name(role_title, "role_title")
    if stage_type:
        known("stage_type", stage_type, StageType.values)
    return Scope(company.pk if company else None, role_title.strip(), stage_type)


def check_stored(rule: NextStageRule) -> None:
    """A row that came to be in another way than by `create_rule` is asked once more."""
    try:
        as_rule(rule)
    except ValueError as refusal:
        raise Invalid(str(refusal), attr="review_at") from None


def require_manager(actor: User) -> None:
    if not actor.has_role(Role.MANAGER):
        raise Forbidden("Rules are a manager's.")


def lock_rule(pk: UUID) -> NextStageRule:
    lock_versions()
    rule = NextStageRule.objects.filter(pk=pk).first()
    if rule is None:
        raise Missing("Not found.")
    return rule


def lock_versions() -> None:
    """One writer of rules at a time: which number is next, and which one is active, no row could be locked for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [NextStageRule._meta.db_table])
