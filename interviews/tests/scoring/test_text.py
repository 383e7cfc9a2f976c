from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from interviews.scoring.text import clauses, normalise, sentences, stem, tokens


def test_words_keep_their_place() -> None:
    text = "O(log n), C++ and camelCase; Tom’s 3.5 ends."
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "O", "log", "n", "C++", "and", "camel", "Case", "Tom’s", "3", "5", "ends",
    ]  # fmt: skip
    assert [token.word for token in tokens(text)][5:8] == ["camel", "case", "tom"]


def test_number_words_are_digits() -> None:
    assert [stem(word) for word in ("two", "twice", "once", "ten")] == ["2", "2", "1", "10"]


def test_a_word_without_end_is_cut() -> None:
    assert len(normalise("x" * 500)) == 32


def test_sentences_end_at_stops_and_lines_not_inside_numbers() -> None:
    text = "It takes 3.5 ms. Why?\n- because\n"
    assert [text[piece.start : piece.end] for piece in sentences(text)] == ["It takes 3.5 ms", "Why", "because"]


def test_clauses_without_a_telling_word_are_left_out() -> None:
    assert [piece.tokens[-1].word for piece in clauses("It is so, because rows are sorted, and then read.")] == [
        "sorted",
        "read",
    ]


@given(st.text(max_size=200))
def test_every_word_is_where_it_says(text: str) -> None:
    found = tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert sum(len(piece.tokens) for piece in sentences(text)) == len(found)
