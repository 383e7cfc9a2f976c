"""The figures of a question, against the same figures counted in Python."""

from __future__ import annotations

from random import Random
from statistics import correlation, fmean, median
from typing import Any

import pytest

from config.postgres.identity import NOBODY, acting_as
from config.testing.factories import UserFactory
from interviews.selectors.statistics import QuestionStatistics, question_statistics
from interviews.tests.answering import place, scored
from interviews.tests.factories import BankQuestionFactory

pytestmark = pytest.mark.django_db


def figures(question: Any) -> QuestionStatistics:
    return question_statistics([question.pk])[question.pk]


def people(count: int) -> list[Any]:
    return UserFactory.create_batch(count)


def test_never_asked() -> None:
    assert figures(BankQuestionFactory.create()) == QuestionStatistics(asked=0)


@pytest.mark.parametrize(("count", "too_few"), [(4, True), (5, False)])
def test_figures_begin_at_five_people(count: int, too_few: bool) -> None:
    question = BankQuestionFactory.create()
    for user in people(count):
        scored(user, question, 70)
    found = figures(question)
    assert (found.asked, found.too_few) == (count, too_few)
    assert (found.mean_score, found.answered) == ((None, None) if too_few else (70.0, 5))


def test_one_person_who_practises_often_is_not_read_off() -> None:
    question, user = BankQuestionFactory.create(), UserFactory.create()
    for score in (10, 20, 30, 40, 50, 60):
        scored(user, question, score)
    assert figures(question) == QuestionStatistics(asked=6)


def test_mean_goes_by_first_answers() -> None:
    question, everybody = BankQuestionFactory.create(), people(5)
    for user in everybody:
        scored(user, question, 40)
    scored(everybody[0], question, 100)
    found = figures(question)
    assert (found.asked, found.answered, found.people, found.mean_score) == (6, 6, 5, 40.0)


def test_all_figures_equal_those_counted_by_hand() -> None:
    question, chance = BankQuestionFactory.create(), Random(7)
    rows = [
        (chance.randint(0, 100), [chance.randint(0, 100) for _ in range(4)], chance.randint(5, 300)) for _ in range(12)
    ]
    for number, (user, (score, rest, seconds)) in enumerate(zip(people(12), rows, strict=True)):
        scored(user, question, score, rest=rest, seconds=seconds, hints_used=int(number < 3))
    found = figures(question)
    assert found.mean_score == pytest.approx(fmean(score for score, _, _ in rows))
    assert found.discrimination == pytest.approx(
        correlation([score for score, _, _ in rows], [fmean(rest) for _, rest, _ in rows])
    )
    assert found.median_seconds == median(seconds for _, _, seconds in rows)
    assert (found.hint_share, found.people, found.scored) == (0.25, 12, 12)


@pytest.mark.parametrize(("count", "known"), [(9, False), (10, True)])
def test_discrimination_needs_ten_answers(count: int, known: bool) -> None:
    question = BankQuestionFactory.create()
    for number, user in enumerate(people(count)):
        scored(user, question, 10 * number, rest=[5 * number + number % 2])
    assert (figures(question).discrimination is not None) is known


def test_discrimination_of_equal_scores_is_not_known() -> None:
    question = BankQuestionFactory.create()
    for number, user in enumerate(people(10)):
        scored(user, question, 50, rest=[number])
    assert figures(question).discrimination is None


def test_unscored_answers_count_as_answered_only() -> None:
    question, everybody = BankQuestionFactory.create(), people(7)
    for user in everybody[:5]:
        scored(user, question, 50)
    for user in everybody[5:]:
        scored(user, question, None)
    found = figures(question)
    assert (found.answered, found.people, found.scored, found.mean_score) == (7, 7, 5, 50.0)


def test_skipped_and_unshown_places() -> None:
    from django.utils import timezone

    question, everybody = BankQuestionFactory.create(), people(5)
    for user in everybody:
        session = scored(user, question, 50).question.session
    other = scored(everybody[0], BankQuestionFactory.create(), 50).question.session
    place(other, 2, bank_question=question, skipped_at=timezone.now())
    waiting = scored(everybody[1], BankQuestionFactory.create(), 50).question.session
    place(waiting, 2, bank_question=question, shown_at=None)
    assert session.pk
    found = figures(question)
    assert (found.asked, found.answered, found.skipped) == (6, 5, 1)


def test_one_query_whoever_asks_for_however_many(count_queries: Any) -> None:
    questions = BankQuestionFactory.create_batch(3)
    for user in people(5):
        scored(user, questions[0], 50)
    with acting_as(NOBODY), count_queries(1):
        found = question_statistics([question.pk for question in questions])
    assert [found[question.pk].asked for question in questions] == [5, 0, 0]
