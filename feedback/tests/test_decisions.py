"""The rules by themselves: every side of every threshold, and the words that go with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from feedback.decisions import ADVANCE_AT, Rule, decide
from feedback.enums import DecisionAction, RuleMode

SECOND, REVIEW, REJECT = DecisionAction.SECOND_ROUND, DecisionAction.MANAGER_REVIEW, DecisionAction.REJECT_PROPOSAL


def rule(advance_at: str = "4.0", review_at: str = "3.0", **fields: Any) -> Rule:
    return Rule(version=7, advance_at=Decimal(advance_at), review_at=Decimal(review_at), **fields)


def ratings(*values: Any) -> list[Decimal | None]:
    return [None if value is None else Decimal(str(value)) for value in values]


@pytest.mark.parametrize(
    ("given", "action"),
    [
        ([5], SECOND),
        ([4], SECOND),
        ([3.9], REVIEW),
        ([3], REVIEW),
        ([2.9], REJECT),
        ([1], REJECT),
        ([4, 4, 4], SECOND),
        ([5, 3], SECOND),
        ([5, 5, 1.9], REVIEW),
        ([4, 4, 3.9], REVIEW),
        ([1, 5], REVIEW),
        ([1, 4.9], REJECT),
        ([None], REVIEW),
        ([None, None], REVIEW),
        ([None, 5], SECOND),
        ([None, 1], REJECT),
        ([], REVIEW),
    ],
)
def test_action_by_mean(given: list[Any], action: str) -> None:
    assert decide(rule(), ratings(*given)).action == action


def test_one_low_rating_among_many_is_no_rejection() -> None:
    assert decide(rule(), ratings(1, 4.5, 4.5, 4.5)).action == REVIEW


def test_means_just_below_a_threshold_do_not_round_up_to_it() -> None:
    """3.9966... is shown as 4 by nobody, and decides as what it is."""
    thirty = ratings(*[4] * 29, 3.9)
    verdict = decide(rule(), thirty)
    assert (verdict.action, verdict.inputs["mean"]) == (REVIEW, 4.0)
    assert decide(rule(), ratings(*[4] * 30)).action == SECOND


@pytest.mark.parametrize(
    ("thresholds", "given", "action"),
    [
        (("3.0", "3.0"), [3], SECOND),
        (("3.0", "3.0"), [2.9], REJECT),
        (("5.0", "1.0"), [5], SECOND),
        (("5.0", "1.0"), [4.9], REVIEW),
        (("5.0", "1.0"), [1], REVIEW),
        (("1.0", "1.0"), [1], SECOND),
        (("5.0", "5.0"), [4.9], REJECT),
    ],
)
def test_other_thresholds(thresholds: tuple[str, str], given: list[float], action: str) -> None:
    assert decide(rule(*thresholds), ratings(*given)).action == action


@pytest.mark.parametrize("advance_action", DecisionAction.ADVANCING)
@pytest.mark.parametrize("reject_action", DecisionAction.REJECTING)
def test_what_a_rule_may_do_at_its_ends(advance_action: str, reject_action: str) -> None:
    made = rule(advance_action=advance_action, reject_action=reject_action)
    assert [made.action_for(Decimal(mean)) for mean in (4, 3, 2)] == [advance_action, REVIEW, reject_action]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"advance_at": Decimal(2), "review_at": Decimal(3)}, "review_at .* above advance_at"),
        ({"advance_at": Decimal("NaN")}, "advance_at is NaN"),
        ({"review_at": Decimal("NaN")}, "review_at is NaN"),
        ({"advance_at": Decimal("Infinity")}, "advance_at"),
        ({"advance_at": Decimal("5.1")}, "advance_at"),
        ({"review_at": Decimal("0.9")}, "review_at"),
        ({"advance_action": REJECT}, "no action of its side"),
        ({"reject_action": SECOND}, "no action of its side"),
        ({"advance_action": REVIEW}, "no action of its side"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Rule(**{"version": 1, "advance_at": Decimal(4), "review_at": Decimal(3), **fields})


def test_inputs_are_enough_to_decide_again() -> None:
    made = rule("4.2", "2.5", wait_for_panel=False, mode=RuleMode.AUTOMATIC, delay=timedelta(hours=1))
    inputs = decide(made, ratings(4, None, 3.5)).inputs
    assert inputs == {
        "ratings": [4.0, None, 3.5],
        "mean": 3.75,
        "rated": 2,
        "given": 3,
        "advance_at": 4.2,
        "review_at": 2.5,
        "advance_action": "second_round",
        "reject_action": "reject_proposal",
        "wait_for_panel": False,
    }
    again = rule(str(inputs["advance_at"]), str(inputs["review_at"]))
    assert decide(again, ratings(*inputs["ratings"])).action == decide(made, ratings(4, None, 3.5)).action


@pytest.mark.parametrize(
    ("given", "fields", "reason"),
    [
        ([4], {}, "The rating of 4 reaches the 4.0 for a second round."),
        ([5, 4.5], {}, "The mean rating of 4.75 (of 2) reaches the 4.0 for a second round."),
        ([4.5], {"advance_action": "offer_draft"}, "The rating of 4.5 reaches the 4.0 for drafting an offer."),
        ([3.5], {}, "The rating of 3.5 is between 3.0 and 4.0: a hiring manager looks at it."),
        ([2], {}, "The rating of 2 is below the 3.0 that is needed to go on."),
        ([None], {}, "Nobody could give a rating, so a manager looks at it."),
    ],
)
def test_reasons_in_plain_words(given: list[Any], fields: dict[str, Any], reason: str) -> None:
    assert decide(rule(**fields), ratings(*given)).reason == reason


def test_the_built_in_threshold() -> None:
    assert Decimal("4.0") == ADVANCE_AT
