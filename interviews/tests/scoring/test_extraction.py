from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviews.scoring.extraction import extract_score_from_evaluation


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Rating: 7/10", 70),
        ("Score: 85/100", 85),
        ("Overall score: 4/5", 80),
        ("**Rating:** 7 / 10", 70),
        ("Rating (out of 10): 8/10", 80),
        ('{"score": "9/10"}', 90),
        ("Rating - 7/10", 70),
        ("8.5/10", 85),
        ("I would say 6/10 overall", 60),
        ("7/10 - good, but short", 70),
        ("Rating: 7/10 Good explanation", 70),
        ("Score: 8,5/10", 85),
        ("0.5/100", 1),
        ("29/100", 29),
        ("0/5", 0),
        ("I was there 24/7, so 6/10", 60),
        ("Rating: 3/10. After the second part, final rating: 9/10", 90),
        ("2/5 of it was slow. Score: 8/10", 80),
        ("7/10, I repeat, 7/10", 70),
    ],
)
def test_a_rating_is_read_as_a_percentage(text: str, score: int) -> None:
    assert extract_score_from_evaluation(text) == score


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A good answer.",
        "24/7",
        "7/0",
        "5/0",
        "100/10",
        "11/10",
        "-5/10",
        "−5/10",
        "Rating: -5/10",
        "7 out of ten",
        "٧/١٠",
        "Rating: ٧/١٠",
        "7/10 for style, 8/10 for content",
        "Rating: 11/10, though 6/10 for style",
        "6-7/10",
        "5/10/2024",
        "You covered 3/5 of the cases well.",
        "9/10 builds failing is poor",
        "Overall, 4/5 tests pass. Rating: poor",
        "A total of 3/5 points were covered",
        "Score: 7",
        "Score: 7/9",
        "1.2.3/10",
        "word " * 4000,
    ],
)
def test_what_is_no_clear_rating_is_left_to_a_person(text: str) -> None:
    assert extract_score_from_evaluation(text) is None


@pytest.mark.parametrize(
    ("text", "scale", "score"),
    [
        ("Score: 7", 10, 70),
        ("Score: 3\nScore: 4", 5, 80),
        ("Score: 85.5", 100, 86),
        ("Score: 12", 10, None),
        ("seven or 7", 10, None),
        ("Score: 7/9", 10, None),
        ("Score: 4/5", 10, 80),
    ],
)
def test_a_bare_number_counts_where_it_is_labelled_and_its_scale_known(
    text: str, scale: int, score: int | None
) -> None:
    assert extract_score_from_evaluation(text, scale=scale) == score


def test_a_scale_we_do_not_use_is_refused() -> None:
    with pytest.raises(ValueError, match="scale"):
        extract_score_from_evaluation("Score: 7", scale=0)


@given(st.text(max_size=300), st.sampled_from([None, 5, 10, 100]))
def test_any_text_gives_a_percentage_or_nothing(text: str, scale: int | None) -> None:
    score = extract_score_from_evaluation(text, scale=scale)
    assert score is None or 0 <= score <= 100


@given(st.decimals(0, 10, places=2), st.sampled_from([5, 10, 100]))
def test_a_labelled_rating_is_rounded_half_up_or_refused(given: Decimal, scale: int) -> None:
    expected = int((given * 100 / scale).quantize(Decimal(1), ROUND_HALF_UP)) if given <= scale else None
    assert extract_score_from_evaluation(f"Rating: {given}/{scale}") == expected


@given(st.integers(0, 10), st.text(alphabet="abc xyz.,!", max_size=40))
def test_words_around_a_label_change_nothing(given: int, words: str) -> None:
    assert extract_score_from_evaluation(f"{words}\nRating: {given}/10\n{words}") == given * 10
