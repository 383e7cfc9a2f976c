"""What is known of words, and how an answer's are matched with a reference's."""

from __future__ import annotations

import pytest

from interviews.scoring.alignment import EXACT, NEAR, match, one_slip, read_said
from interviews.scoring.lexicon import chance, is_known, lexicon, share, weight
from interviews.scoring.text import stem, tokens


def strength(wanted: str, said: str) -> float:
    return match(stem(wanted), [wanted], read_said(tokens(said))).strength


@pytest.mark.parametrize(
    ("wanted", "said"), [("threads", "a thread"), ("runtime", "at run time"), ("two", "2"), ("caching", "cached")]
)
def test_the_same_word_is_a_match(wanted: str, said: str) -> None:
    assert strength(wanted, said) == EXACT


@pytest.mark.parametrize(
    ("wanted", "said"), [("reference", "refrence"), ("recursion", "recurse"), ("signal", "singal")]
)
def test_a_slip_or_a_longer_form_is_nearly_one(wanted: str, said: str) -> None:
    assert strength(wanted, said) >= NEAR


@pytest.mark.parametrize(
    ("wanted", "said"), [("fifo", "first in first out"), ("endless", "infinite"), ("buy", "purchase")]
)
def test_another_word_for_it_is_something(wanted: str, said: str) -> None:
    assert 0.3 <= strength(wanted, said) < EXACT


@pytest.mark.parametrize(("wanted", "said"), [("thread", "bread"), ("cat", "cut"), ("stack", "queue"), ("lock", "")])
def test_an_unlike_word_is_nothing(wanted: str, said: str) -> None:
    assert strength(wanted, said) == 0


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [("array", "arrays", True), ("array", "arary", True), ("array", "armay", True), ("array", "alloy", False),
     ("12345", "12346", False), ("node", "nodes", False)],
)  # fmt: skip
def test_one_slip(short: str, long: str, same: bool) -> None:
    assert one_slip(short, long) is same


def test_a_common_word_tells_less_and_a_function_word_nothing() -> None:
    assert weight(stem("the")) == 0 < weight(stem("use")) < weight(stem("server")) < weight(stem("mutex"))
    assert share(stem("data")) > share(stem("idempotent"))
    assert chance(stem("data")) >= share(stem("data"))


def test_made_up_words_are_not_known() -> None:
    assert [is_known(stem(word)) for word in ("server", "7", "the", "brindlefex")] == [True, True, True, False]


def test_opposites_work_both_ways() -> None:
    assert stem("faster") in lexicon().opposites[stem("slower")]
    assert stem("slower") in lexicon().opposites[stem("faster")]
