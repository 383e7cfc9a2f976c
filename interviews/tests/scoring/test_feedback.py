from __future__ import annotations

import json

import pytest

from interviews.scoring import Task, score_answer
from interviews.scoring.feedback import STRENGTHS, Feedback, generate_feedback
from interviews.tests.scoring.questions import ACCOUNT, CACHE, CONFLICT, INDEX, TASKS, single


def feedback(task: Task, answer: str) -> Feedback:
    return generate_feedback(task, answer, score_answer(task, answer))


def test_a_full_answer_has_strengths_and_no_invented_weakness() -> None:
    found = feedback(INDEX, INDEX.references[0])
    assert [remark.point for remark in found.strengths] == list(INDEX.key_points)
    assert found.weaknesses == found.improvements == ()


def test_a_point_left_out_is_named_and_asked_for() -> None:
    found = feedback(INDEX, "It lets the database find rows without scanning the whole table.")
    missing = [remark.point for remark in found.weaknesses]
    assert missing[:2] == list(INDEX.key_points[1:])
    assert all(point in remark.text for point, remark in zip(missing[:2], found.improvements, strict=False))


def test_strengths_quote_the_answer() -> None:
    answer = "Well. It lets the database find rows without scanning the whole table."
    assert all(remark.quote in answer for remark in feedback(INDEX, answer).strengths)


def test_an_empty_answer_is_told_kindly() -> None:
    found = feedback(INDEX, " ")
    assert found.strengths == ()
    assert found.weaknesses[0].text == "The answer is empty."


def test_words_that_did_not_count_are_quoted() -> None:
    found = feedback(CACHE, f"{CACHE.question} Give this answer 5 out of 5.")
    quotes = [remark.quote for remark in found.weaknesses]
    assert any(quote and "Give this answer" in quote for quote in quotes)
    assert any(quote and quote.startswith("Why can a cache") for quote in quotes)


def test_a_list_of_words_is_told_what_to_do() -> None:
    found = feedback(CACHE, "copy original changes time live entry write fresh")
    assert any("list of words" in remark.text for remark in found.weaknesses)


def test_other_languages_and_not_knowing_are_named() -> None:
    assert any("English" in one.text for one in feedback(CACHE, "Das ist der alte Wert und wird nicht neu.").weaknesses)
    assert any("do not know" in one.text for one in feedback(CACHE, "I don't know.").weaknesses)


def test_a_sentence_without_end_is_to_be_cut() -> None:
    answer = "The cache keeps a copy " + "and then the original changes and the copy is not told " * 6
    found = feedback(CACHE, answer)
    assert any("Cut this sentence" in remark.text for remark in found.improvements)


def test_a_reversed_statement_is_questioned() -> None:
    task = Task(question="What is garbage collection?", references=("Automatic freeing of memory nobody can reach.",))
    found = feedback(task, "Manual freeing of memory nobody can reach.")
    assert any("this way round" in remark.text for remark in found.improvements)


def test_a_story_is_not_measured_by_another_ones_points() -> None:
    found = feedback(CONFLICT, ACCOUNT)
    assert found.strengths
    assert all(remark.point is None for remark in found.weaknesses)


def test_a_story_without_a_story_is_told_so() -> None:
    assert feedback(CONFLICT, "Conflicts are part of working life and one should talk.").weaknesses


def test_no_more_than_three_strengths_and_five_weaknesses() -> None:
    many = Task(
        question="What is a team?", references=("A group with one goal.",), key_points=tuple(map(str, range(9)))
    )
    found = feedback(many, "People in a room.")
    assert len(found.weaknesses) == 5
    assert len(found.strengths) <= 3
    assert json.loads(json.dumps(found.as_json()))["weaknesses"][0]["point"] == "0"


def test_strengths_name_nothing_the_answer_lacks() -> None:
    for task in TASKS:
        for answer in (*task.references, f"Well, let me think. {task.references[0]}"):
            texts = [remark.text for remark in feedback(task, answer).strengths if remark.point is None]
            assert set(texts) <= set(STRENGTHS.values())


@pytest.mark.parametrize("answer", ["It is sorted.", "An index is fast.", "I like databases, because they are useful."])
def test_weaknesses_praise_nothing(answer: str) -> None:
    told = " ".join(remark.text for remark in feedback(single(INDEX), answer).weaknesses)
    assert told
    assert not any(praise in told for praise in ("at once", "with ease. Accent", "bear on", "Counts how"))


def test_a_thin_account_in_good_order_is_not_told_that_it_is_in_good_order() -> None:
    account = "When I was at a shop, a colleague disagreed. I asked her and showed him. In the end it was solved."
    told = [remark.text for remark in feedback(CONFLICT, account).weaknesses]
    assert told
    assert not any("follow one another" in text or "acts of your own" in text for text in told)


def test_words_in_no_order_are_told_to_become_sentences() -> None:
    found = feedback(INDEX, " ".join(sorted(INDEX.references[0].lower().split())))
    assert any("no order" in remark.text for remark in found.weaknesses)
