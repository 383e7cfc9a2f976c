from __future__ import annotations

from collections.abc import Sequence

import pytest

from analytics.themes import Note, Quote, themes_of


def notes(*texts: str | Sequence[str]) -> list[Note]:
    """Each about a person of their own."""
    return [
        Note(place, f"person {place}", [text] if isinstance(text, str) else text) for place, text in enumerate(texts)
    ]


def counted(said: list[Note]) -> list[tuple[str, int]]:
    return [(theme.words, theme.n) for theme in themes_of(said).themes]


def test_nothing_said_is_no_theme() -> None:
    found = themes_of(notes("", "   ", []))
    assert (found.n, found.themes) == (0, ())


def test_forms_of_a_word_are_one_in_the_commonest_spelling() -> None:
    said = notes("Communicates clearly", "communicated", "Communicating", "communicated!", "COMMUNICATED well")
    assert counted(said) == [("communicated", 5)]


def test_a_word_counts_once_for_each_feedback() -> None:
    assert counted(notes(*[["Patient", "patient, patient", "Patient."]] * 5)) == [("patient", 5)]


def test_four_feedbacks_are_too_few() -> None:
    assert counted(notes(*["Patient"] * 4)) == []


def test_feedback_on_one_candidate_alone_is_not_told() -> None:
    assert themes_of([Note(place, "ada", ["Patient"]) for place in range(9)]).themes == ()


def test_a_phrase_stands_for_its_words() -> None:
    assert counted(notes(*["Strong system design skills"] * 6)) == [("system design", 6)]


def test_a_phrase_may_hold_one_word_that_tells_nothing() -> None:
    assert counted(notes(*["Good attention to detail."] * 5)) == [("attention to detail", 5)]


def test_two_left_out_words_part_a_phrase() -> None:
    assert counted(notes(*["Attention to the detail"] * 5)) == [("attention", 5), ("detail", 5)]


@pytest.mark.parametrize(
    ("alone", "expected"),
    [(2, [("system design", 5)]), (3, [("design", 8), ("system design", 5)])],
)
def test_a_word_much_commoner_than_its_phrase_stays(alone: int, expected: list[tuple[str, int]]) -> None:
    assert counted(notes(*["system design"] * 5, *["design"] * alone)) == expected


def test_phrases_end_with_the_sentence() -> None:
    assert ("testing patience", 5) not in counted(notes(*["Testing. Patience."] * 5))


@pytest.mark.parametrize("negation", ["not", "never", "isn't", "wasn’t"])
def test_what_is_negated_is_a_theme_of_its_own(negation: str) -> None:
    said = notes(*["Structured"] * 5, *[f"Answers {negation} structured"] * 6)
    found = counted(said)
    assert (f"{negation} structured", 6) in found
    assert ("structured", 5) in found


def test_negations_of_one_kind_are_one() -> None:
    assert counted(notes(*["not structured"] * 3, *["isn't structured"] * 2)) == [("not structured", 5)]


def test_praise_and_stop_words_are_no_themes() -> None:
    assert counted(notes(*["The candidate was really good and showed strong skills, 10 of 10."] * 9)) == []


def test_names_of_languages_stay_apart() -> None:
    assert counted(notes(*["C++"] * 6, *["C#"] * 5)) == [("c++", 6), ("c#", 5)]


def test_the_most_frequent_come_first_and_eight_at_most() -> None:
    words = ["alpha", "bravo", "carbon", "delta", "eagle", "falcon", "garden", "harbour", "island"]
    said = notes(*[word for place, word in enumerate(words) for _ in range(5 + place)])
    assert counted(said) == [(word, 5 + place) for place, word in reversed(list(enumerate(words)))][:8]


def test_equally_frequent_ones_go_by_the_alphabet_phrases_before_words() -> None:
    said = notes(*["zebra"] * 5, *["apple"] * 5, *["system design"] * 5)
    assert [words for words, _ in counted(said)] == ["system design", "apple", "zebra"]


def test_examples_are_three_about_different_people_in_the_given_order() -> None:
    people = ["ada", "ada", "bob", "cleo", "dora"]
    said = [Note(place, person, [f"Note {place}. Patient {place} times."]) for place, person in enumerate(people)]
    (theme,) = [theme for theme in themes_of(said).themes if theme.words.startswith("patient")]
    assert (theme.n, theme.people) == (5, 4)
    assert theme.examples == (Quote(0, "Patient 0 times"), Quote(2, "Patient 2 times"), Quote(3, "Patient 3 times"))


def test_long_sentences_are_cut() -> None:
    (theme, *_) = themes_of(notes(*["Patient " + "so " * 100] * 5)).themes
    assert len(theme.examples[0].text) <= 160
    assert theme.examples[0].text.endswith("…")


def test_everything_that_says_something_is_the_denominator() -> None:
    assert themes_of(notes(*["Patient"] * 5, "Good", "")).n == 6


def test_hostile_text_is_only_text() -> None:
    said = notes(*["<script>alert(1)</script> " + "a" * 10_000 + " \u202e\x01 naïve café"] * 5)
    assert ("naïve café", 5) in counted(said)
