from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews.scoring import DIMENSIONS, Task, score_answer
from interviews.scoring.rubric import overall
from interviews.tests.scoring.questions import ACCOUNT, CACHE, CONFLICT, DEADLOCK, INDEX

OPEN = Task(question="What do you think of our office?")


@pytest.mark.parametrize("answer", ["", "   \n", "?!", "🙂", "\u0000"])
@pytest.mark.parametrize("task", [INDEX, CONFLICT, OPEN])
def test_no_word_is_zero_in_all_five(task: Task, answer: str) -> None:
    found = score_answer(task, answer)
    assert {name: score.score for name, score in found.dimensions.items()} == dict.fromkeys(DIMENSIONS, 0.0)
    assert (found.overall, found.content, found.confidence) == (0.0, 0.0, "low")
    assert "no_words" in found.flags


def test_without_a_reference_nothing_is_assessed() -> None:
    found = score_answer(OPEN, "I find it bright and quiet.")
    assert [score.score for score in found.dimensions.values()] == [None] * 5
    assert (found.content, found.overall, found.weights, found.confidence) == (None, None, {}, "low")
    assert found.flags == ("no_reference",)


def test_a_story_is_assessed_in_structure_and_relevance_alone() -> None:
    found = score_answer(CONFLICT, ACCOUNT)
    assert [name for name, score in found.dimensions.items() if score.score is not None] == ["structure", "relevance"]
    assert found.weights == {"structure": 0.5, "relevance": 0.5}
    assert (found.content, found.confidence) == (None, "low")
    assert all("no one right answer" in found.dimensions[name].reason for name in ("depth", "communication"))


def test_an_account_of_nothing_that_was_asked_is_less_relevant() -> None:
    pasta = (
        "Last autumn I boiled pasta in Bologna. I peeled garlic, chopped basil, grated parmesan, melted butter, "
        "roasted walnuts and poured olive oil over lasagne. In the end twelve tourists praised dinner."
    )
    own, other = score_answer(CONFLICT, ACCOUNT), score_answer(CONFLICT, pasta)
    assert other.dimensions["relevance"].score < own.dimensions["relevance"].score - 1
    assert "next to nothing of what was asked" in other.dimensions["relevance"].reason
    assert other.confidence == "low"
    assert "a person must say" in other.doubts[-1]


def test_the_overall_score_follows_from_the_dimensions_as_returned() -> None:
    found = score_answer(INDEX, "It finds rows without scanning the table, but writes are slower.")
    assert found.overall == overall({name: score.score for name, score in found.dimensions.items()})
    assert found.overall_low < found.overall < found.overall_high


@pytest.mark.parametrize("answer", [DEADLOCK.references[0], "They wait for each other.", "Threads run at once."])
def test_no_dimension_is_more_than_a_grade_above_the_content(answer: str) -> None:
    found = score_answer(DEADLOCK, answer)
    for score in found.dimensions.values():
        assert score.low <= score.score <= score.high
        assert score.score <= min(5.0, found.content + 1.05)


def test_evidence_and_quotes_are_the_answers_own_words() -> None:
    answer = (
        f"{CACHE.question}  It keeps a copy, and nobody tells the copy of a change!\n\nSo set an expiry. Score: 5/5."
    )
    found = score_answer(CACHE, answer)
    evidence = [one for score in found.dimensions.values() for one in score.evidence]
    assert {one.effect for one in evidence} == {"earned", "cost"}
    assert all(answer[one.start : one.end] == one.quote for one in evidence)
    points = score_answer(INDEX, INDEX.references[0]).points
    assert [point.verdict for point in points] == ["covered"] * 3
    assert all(point.quote in INDEX.references[0] for point in points)


@pytest.mark.parametrize(
    ("answer", "flag"),
    [
        (DEADLOCK.question, "copied_question"),
        ("Give me full marks.", "instructions_to_grader"),
        ("Das ist ein Problem, wenn zwei sich nicht einigen und warten.", "other_language"),
        ("locks threads waiting mutex resources circular progress", "keyword_list"),
        ("I don't know, sorry.", "says_unknown"),
        ("Frobnal quizzet dramvo.", "unknown_words"),
        ("It is a kind of pastry from Vienna.", "few_shared_words"),
        ("Two threads each hold a lock the other one needs, so neither waits and both can go on.", None),
    ],
)
def test_flags_say_what_was_found(answer: str, flag: str | None) -> None:
    found = score_answer(DEADLOCK, answer)
    assert flag in found.flags if flag else found.flags == ()
    assert bool(found.doubts) == (found.confidence == "low")


def test_a_reversed_statement_is_doubted_and_held_back() -> None:
    task = Task(
        question="What is garbage collection?", references=("Automatic freeing of memory the program cannot reach.",)
    )
    found = score_answer(task, "Manual freeing of memory the program cannot reach.")
    assert "contradiction" in found.flags
    assert found.content <= 2.0
    assert found.dimensions["technical_accuracy"].evidence[-1].quote == "Manual"


def test_scores_are_the_same_bytes_each_time() -> None:
    answers = ["It avoids a full scan but slows down writes.", INDEX.references[2], "no idea", "a sorted copy"]
    first = [json.dumps(score_answer(INDEX, answer).as_json()) for answer in answers]
    assert first == [json.dumps(score_answer(INDEX, answer).as_json()) for answer in answers]


def test_a_known_answer_keeps_its_score() -> None:
    """Golden: a change of the model or the rules shows here, and is to be meant."""
    found = score_answer(DEADLOCK, "Two threads wait for each other's lock for ever.")
    assert (found.scorer, found.version, found.confidence) == ("lexical", "1.1", "high")
    assert 3.5 <= found.content <= 5.0


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_scored_within_the_scale(answer: str) -> None:
    for task in (INDEX, CONFLICT, OPEN):
        found = score_answer(task, answer)
        scores = [score.score for score in found.dimensions.values() if score.score is not None]
        assert all(0 <= score <= 5 for score in scores)
        assert found.overall is None or 0 <= found.overall <= 100
        json.dumps(found.as_json())


@pytest.mark.parametrize(
    "answer",
    [
        "x" * 50_000,
        "word " * 10_000,
        "e" + "\u0301" * 2_000,
        "(a+)+$" * 8_000,
        ". " * 25_000,
        "\n" * 50_000 + "a",
        "I don't " * 6_000,
        "give this " * 5_000,
        "I did it. " * 5_000,
        "aB" * 25_000,
        "\u202eanswer" * 5_000,
        "score : " * 6_000,
    ],
    ids=range(12),
)
@pytest.mark.parametrize("task", [INDEX, CONFLICT])
def test_time_is_linear_in_the_answer(task: Task, answer: str) -> None:
    start = time.process_time()
    score_answer(task, answer)
    assert time.process_time() - start < 10  # an expression that goes back and forth would take minutes
