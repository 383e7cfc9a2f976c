"""Questions by words."""

from __future__ import annotations

import pytest

from interviews.models import BankQuestion
from interviews.selectors.search import search_questions
from interviews.tests.factories import BankQuestionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("shard", True), ("sharding keys", True), ("SHAR", True), ("what is the shard", True), ("kafka", True),
        ("hotspot", True), ("shard-question", True), ("shard nonsense", False), ("", True), ("' | 'x", False),
        ("\\'", False), ("& ! :*", False),
    ],
)  # fmt: skip
def test_words_and_their_beginnings(text: str, found: bool) -> None:
    BankQuestionFactory.create(
        key="shard-question", text="What makes a good shard key?", skill_tags=["kafka"],
        key_points=["It avoids hotspots", "It spreads writes", "Queries name it"],
    )  # fmt: skip
    assert search_questions(BankQuestion.objects.all(), text).exists() is found
