"""Old sessions read: the file in its three forms, and what an entry is taken to say."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from config.base.errors import Invalid
from interviews.backfill import Entry, OldAnswer, OldSession, read_entries, read_session, reading
from interviews.enums import CompletionMethod, Difficulty, Level, Mode, SessionType
from interviews.tests.old_sessions import entry, exchange, response, resume_entry, technical_entry

NOW = datetime(2026, 1, 1, tzinfo=UTC)
START = datetime(2024, 5, 1, 10, tzinfo=UTC)


def entries(text: str) -> list[Entry]:
    return list(read_entries(StringIO(text)))


def values(text: str) -> list[Any]:
    found = entries(text)
    assert [each.problem for each in found] == [None] * len(found)
    return [each.value for each in found]


def read(value: Any) -> OldSession:
    return read_session(json.loads(json.dumps(value), parse_float=Decimal), now=NOW)


def refusal(value: Any) -> tuple[str | None, str]:
    with pytest.raises(Invalid) as caught:
        read(value)
    return caught.value.attr, caught.value.detail


def only_answer(session: OldSession) -> OldAnswer:
    (question,) = session.questions
    assert question.answer is not None
    return question.answer


def score_of(*exchanges: Any) -> Decimal | None:
    return only_answer(read(resume_entry(*exchanges))).score


class TestFile:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", []),
            ("  \n\n", []),
            ("[]", []),
            ('{"a": 1}', [{"a": 1}]),
            ('{\n  "a": {\n    "b": 2\n  }\n}\n', [{"a": {"b": 2}}]),
            ('{"a": 1}\n\n{"a": 2}\r\n', [{"a": 1}, {"a": 2}]),
            (' [ {"a": 1} ,\n{"a": 2}\n] \n', [{"a": 1}, {"a": 2}]),
            ("[1, null]", [1, None]),
        ],
    )
    def test_object_list_or_lines(self, text: str, found: list[Any]) -> None:
        assert values(text) == found

    def test_numbers_keep_their_digits(self) -> None:
        (value,) = values('{"a": 8.5, "b": 1e999, "c": ' + "9" * 5000 + ', "d": NaN}')
        assert value["a"] == Decimal("8.5")
        assert value["b"] == Decimal("1e999")
        assert value["c"] > 10**4000
        assert value["d"].is_nan()

    @pytest.mark.parametrize("separator", [",", ",\n"])
    def test_list_longer_than_a_piece(self, monkeypatch: pytest.MonkeyPatch, separator: str) -> None:
        monkeypatch.setattr(reading, "PIECE", 7)
        rows = [{"place": place, "text": "ä  " * place} for place in range(40)]
        assert values("[" + separator.join(map(json.dumps, rows)) + "]") == rows

    def test_lines_longer_than_a_piece(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "PIECE", 7)
        rows = [{"place": place, "text": "ä  " * 20} for place in range(3)]
        assert values("\n".join(map(json.dumps, rows))) == rows

    def test_numbers_are_not_cut_where_a_piece_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "PIECE", 2)
        assert values("[1234567\n, 12]") == [1234567, 12]

    def test_bad_line_is_told_and_the_next_one_read(self) -> None:
        good, bad, last = entries('{"a": 1}\n{"a": \n{"a": 3}')
        assert (good.value, last.value, last.number) == ({"a": 1}, {"a": 3}, 3)
        assert bad.number == 2
        assert "It is no JSON" in (bad.problem or "")

    def test_bad_first_line(self) -> None:
        bad, good = entries('{"a": \n{"a": 2}')
        assert bad.problem
        assert good.value == {"a": 2}

    @pytest.mark.parametrize(
        ("text", "number", "words"),
        [
            ('[{"a": 1}, {"a": ]', 2, "It is no JSON"),
            ('[{"a": 1}', 2, "broken off"),
            ('[{"a": 1} {"a": 2}]', 2, "broken off"),
            ('[{"a": 1}] {"a": 2}', 2, "follows the end"),
            ("[" * 200_000, 1, "nested too deeply"),
            ('{"a":\n' + "[" * 200_000, 1, "nested too deeply"),
            ("not\njson", 1, "It is no JSON"),
        ],
    )
    def test_what_cannot_be_read_is_told_last(self, text: str, number: int, words: str) -> None:
        last = entries(text)[-1]
        assert last.number == number
        assert words in (last.problem or "")

    def test_entry_beyond_the_limit_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "LONGEST", 100)
        monkeypatch.setattr(reading, "PIECE", 50)
        (found,) = entries('["' + "x" * 1000 + '"]')
        assert "It is no JSON" in (found.problem or "")


class TestResumeInterview:
    def test_question_stored_is_the_one_answered(self) -> None:
        session = read(
            resume_entry(
                exchange("One.", next_question="Second?"),
                exchange("Two.", next_question="Third?"),
                exchange("Three.", next_question="Never answered?"),
            )
        )
        assert [question.text for question in session.questions] == ["(not recorded)", "Second?", "Third?"]
        assert [question.answer and question.answer.text for question in session.questions] == [
            "One.",
            "Two.",
            "Three.",
        ]
        assert (session.mode, session.type) == (Mode.RESUME, SessionType.MIXED)

    def test_first_question_where_it_is_known(self) -> None:
        session = read(resume_entry(exchange(question="First?", next_question="Second?"), exchange(question="Wrong?")))
        assert [question.text for question in session.questions] == ["First?", "Second?"]

    def test_question_after_an_exchange_that_named_none(self) -> None:
        session = read(resume_entry(exchange(), exchange(question="Own?"), exchange()))
        assert [question.text for question in session.questions] == ["(not recorded)", "Own?", "(not recorded)"]

    @pytest.mark.parametrize(
        ("evaluation", "score"),
        [
            ("Rating: 8.5/10 - good", "85"),
            ("Available 24/7. Rating: 6/10", "60"),
            ("Score: 29/100", "29"),
            ("Rating: 11/10", None),
            ("Rating: 5/0", None),
            ("A good answer.", None),
            ("", None),
        ],
    )
    def test_score_comes_from_the_evaluation_or_there_is_none(self, evaluation: str, score: str | None) -> None:
        assert score_of(exchange(evaluation=evaluation)) == (None if score is None else Decimal(score))

    @pytest.mark.parametrize(
        ("evaluation", "stated", "score"),
        [
            ("Rating: 8.5/10", 50, "85"),
            ("A good answer.", 70, "70"),
            ("A good answer.", 72.25, "72.3"),
            ("A good answer.", 50, None),
            ("Worth 50 points.", 50, "50"),
            ("", 50, "50"),
            ("Rating: 11/10", 110, None),
            ("A good answer.", -1, None),
            ("A good answer.", 342, None),
        ],
    )
    def test_stated_score_counts_after_the_evaluation(self, evaluation: str, stated: float, score: str | None) -> None:
        found = score_of(exchange(evaluation=evaluation, score=stated))
        assert found == (None if score is None else Decimal(score))

    def test_hint_and_evaluation_are_kept(self) -> None:
        answer = only_answer(read(resume_entry(exchange(evaluation=" Rating: 7/10 ", hint="Say what came of it."))))
        assert (answer.evaluation, answer.read_from) == ("Rating: 7/10", "evaluation")
        assert answer.hint == "Say what came of it."

    def test_nothing_said_is_no_answer(self) -> None:
        session = read(resume_entry(exchange("  "), exchange("Two.")))
        assert [question.answer is None for question in session.questions] == [True, False]

    def test_nothing_asked(self) -> None:
        assert read(resume_entry()).questions == []

    def test_questions_that_were_counted_and_not_answered(self) -> None:
        session = read(resume_entry(exchange(next_question="Open?"), total_questions=3))
        assert [question.text for question in session.questions] == ["(not recorded)", "Open?", "(not recorded)"]
        assert session.questions[2].answer is None

    def test_responses_out_of_a_conversation_held_the_next_question(self) -> None:
        rows = [response(question=f"Question {n}?", difficulty="conversational") for n in (2, 3)]
        session = read(entry(interview_type="resume", question_responses=rows))
        assert [question.text for question in session.questions] == ["(not recorded)", "Question 2?"]
        assert session.questions[0].difficulty == Difficulty.MEDIUM


class TestTechnicalInterview:
    def test_fields_of_a_response(self) -> None:
        row = response(
            score=85, feedback="Clear.", time_taken=59.5, hints_used=2, difficulty="Hard", code_submission="x = 1"
        )
        (question,) = read(technical_entry(row)).questions
        assert (question.text, question.difficulty, question.hints_used) == ("What is an index?", Difficulty.HARD, 2)
        assert question.answer == OldAnswer(
            text="A sorted structure.",
            code="x = 1",
            score=Decimal("85.0"),
            read_from="score",
            evaluation="Clear.",
            hint="",
            time_taken=60,
            submitted_at=datetime(2024, 5, 1, 10, 1, tzinfo=UTC),
        )

    @pytest.mark.parametrize(
        ("fields", "score", "read_from"),
        [
            ({"score": 50, "feedback": "Rating: 9/10"}, 50, "score"),
            ({"score": None, "feedback": "Rating: 9/10"}, 90, "evaluation"),
            ({"score": 0}, 0, "score"),
            ({"score": 101}, None, None),
            ({"feedback": {"strengths": []}}, None, None),
            ({}, None, None),
        ],
    )
    def test_score(self, fields: dict[str, Any], score: int | None, read_from: str | None) -> None:
        answer = only_answer(read(technical_entry(response(**fields))))
        assert (answer.score, answer.read_from) == (score, read_from)

    def test_code_alone_is_an_answer(self) -> None:
        assert only_answer(read(technical_entry(response(None, code_submission="x = 1", score=80)))).score == 80

    @pytest.mark.parametrize("answer", [None, "", " "])
    def test_score_of_nothing_is_none(self, answer: str | None) -> None:
        (question,) = read(technical_entry(response(answer, score=0))).questions
        assert question.answer is None

    @pytest.mark.parametrize(
        "fields",
        [
            {"final_results": [response()]},
            {"final_results": json.dumps({"questions": [response()]})},
            {"final_results": {"responses": [response()]}},
            {"question_responses": [response()]},
            {"final_results": None, "question_responses": [response(question=None, question_text="What is an index?")]},
        ],
    )
    def test_where_the_responses_may_stand(self, fields: dict[str, Any]) -> None:
        (question,) = read(entry(interview_type="technical", **fields)).questions
        assert question.text == "What is an index?"


class TestSession:
    def test_plain_fields(self) -> None:
        session = read(
            technical_entry(session_id=17, topics=[" SQL ", "python", "sql"], level="senior", average_score=99)
        )
        assert (session.session_id, session.user_id) == ("17", "carla")
        assert (session.type, session.mode, session.level) == (SessionType.TECHNICAL, Mode.PRACTICE, Level.SENIOR)
        assert session.topics == ["python", "sql"]
        assert read(technical_entry()).level == Level.MID

    @pytest.mark.parametrize(
        ("fields", "method"),
        [
            ({"completion_method": "manual"}, CompletionMethod.MANUALLY_ENDED),
            ({"completion_method": "timeout"}, CompletionMethod.TIMEOUT_CLEANUP),
            ({"completion_status": "automatic"}, CompletionMethod.AUTOMATIC),
            ({"completion_method": None, "completion_status": "manual"}, CompletionMethod.MANUALLY_ENDED),
            ({"completion_method": "manual", "completion_status": "automatic"}, CompletionMethod.MANUALLY_ENDED),
            ({"completion_status": "completed"}, CompletionMethod.AUTOMATIC),
            ({}, CompletionMethod.AUTOMATIC),
            ({"total_questions": 2}, CompletionMethod.MANUALLY_ENDED),
            ({"status": "abandoned"}, CompletionMethod.TIMEOUT_CLEANUP),
            ({"status": "in_progress"}, CompletionMethod.TIMEOUT_CLEANUP),
            ({"status": "in_progress", "completion_method": "manual"}, CompletionMethod.MANUALLY_ENDED),
            ({"status": None, "completion_status": "Timeout"}, CompletionMethod.TIMEOUT_CLEANUP),
        ],
    )
    def test_completion_method(self, fields: dict[str, Any], method: CompletionMethod) -> None:
        assert read(technical_entry(response(), **fields)).method == method

    @pytest.mark.parametrize(
        ("fields", "seconds"),
        [
            ({"end_time": "2024-05-01T12:10:00+02:00"}, 600),
            ({"end_time": 1714558200}, 600),
            ({"end_time": 1714558200.5, "duration": 5}, 600.5),
            ({"end_time": None, "duration": 90}, 90),
            ({"end_time": "", "duration": None}, 60),
            ({"end_time": None, "status": "in_progress"}, 60),
        ],
    )
    def test_end(self, fields: dict[str, Any], seconds: float) -> None:
        session = read(technical_entry(response(), **fields))
        assert (session.ended_at - START).total_seconds() == seconds

    def test_session_left_behind_ends_with_its_last_known_answer(self) -> None:
        rows = [response(time_taken=None), response(time_taken=40)]
        session = read(technical_entry(*rows, status="in_progress", end_time=None))
        assert (session.ended_at - START).total_seconds() == 40

    def test_answers_follow_one_another_as_long_as_their_times_are_known(self) -> None:
        rows = [response(), response(None), response(time_taken=9000), response(time_taken=None), response()]
        session = read(technical_entry(*rows))
        minutes = [
            [moment and (moment - START).total_seconds() / 60 for moment in (question.shown_at, answer.submitted_at)]
            for question in session.questions
            if (answer := question.answer)
        ]
        assert minutes == [[0, 1], [1, 10], [None, None], [None, None]]

    @pytest.mark.parametrize(
        ("fields", "attr", "words"),
        [
            ({"session_id": None}, "session_id", "missing"),
            ({"session_id": " "}, "session_id", "missing"),
            ({"session_id": "x" * 101}, "session_id", "At most 100"),
            ({"session_id": ["a"]}, "session_id", "no text"),
            ({"user_id": None}, "user_id", "missing"),
            ({"interview_type": None}, "interview_type", "missing"),
            ({"interview_type": "chess"}, "interview_type", "One of hr, technical"),
            ({"status": "lost"}, "status", "One of completed"),
            ({"status": None}, "status", "missing"),
            ({"completion_method": "magic"}, "completion_method", "One of automatic"),
            ({"level": "god"}, "level", "One of junior"),
            ({"topics": "sql"}, "topics", "no list of texts"),
            ({"topics": ["x" * 61]}, "topics", "At most 60"),
            ({"topics": ["x"] * 51}, "topics", "At most 50"),
            ({"total_questions": -1}, "total_questions", "0 to 500"),
            ({"total_questions": 10**30}, "total_questions", "0 to 500"),
            ({"total_questions": "3"}, "total_questions", "no number"),
            ({"total_questions": True}, "total_questions", "no number"),
            ({"start_time": None}, "start_time", "missing"),
            ({"start_time": "yesterday"}, "start_time", "no time"),
            ({"start_time": True}, "start_time", "no number"),
            ({"start_time": 1714557600000}, "start_time", "no time"),
            ({"start_time": "1999-12-31"}, "start_time", "before 2000"),
            ({"end_time": "2024-05-01T09:59:59"}, "end_time", "before the start"),
            ({"end_time": "2026-01-02"}, "end_time", "in the future"),
            ({"end_time": "9999-12-31T23:59:59-10:00"}, "end_time", "no time"),
            ({"end_time": None}, "end_time", "missing"),
            ({"duration": -5}, "duration", "0 to"),
            ({"final_results": None}, "final_results", "neither a conversation"),
            ({"final_results": 5}, "final_results", "neither an object"),
            ({"final_results": "broken {"}, "final_results", "neither a conversation"),
            ({"final_results": {"questions": ["What?"]}}, "final_results.questions[0]", "no object"),
            ({"final_results": {"questions": [response()] * 501}}, "final_results.questions", "At most 500"),
        ],
    )
    def test_refused_fields(self, fields: dict[str, Any], attr: str, words: str) -> None:
        found, detail = refusal({**technical_entry(), **fields})
        assert found == attr
        assert words in detail

    @pytest.mark.parametrize(
        ("fields", "attr", "words"),
        [
            ({"score": "85"}, "score", "no number"),
            ({"score": True}, "score", "no number"),
            ({"user_response": 5}, "user_response", "no text"),
            ({"user_response": "a\x00b"}, "user_response", "no character"),
            ({"user_response": "\udcff"}, "user_response", "no character"),
            ({"user_response": "x" * 20_001}, "user_response", "At most 20000"),
            ({"code_submission": "x" * 50_001}, "code_submission", "At most 50000"),
            ({"question": "x" * 4_001}, "question", "At most 4000"),
            ({"feedback": ["x"]}, "feedback", "no text"),
            ({"difficulty": "brutal"}, "difficulty", "One of easy"),
            ({"hints_used": 51}, "hints_used", "0 to 50"),
            ({"time_taken": -1}, "time_taken", "0 to 604800"),
        ],
    )
    def test_refused_fields_of_a_response(self, fields: dict[str, Any], attr: str, words: str) -> None:
        found, detail = refusal(technical_entry(response(), response(**fields)))
        assert found == f"final_results.question_responses[1].{attr}"
        assert words in detail

    @pytest.mark.parametrize("value", [None, [], "x", 5])
    def test_what_is_no_object(self, value: Any) -> None:
        assert refusal(value) == (None, "It is no object.")

    @pytest.mark.parametrize("score", ["NaN", "-Infinity"])
    def test_score_that_is_not_finite(self, score: str) -> None:
        value = technical_entry(response(score=Decimal(score)))
        with pytest.raises(Invalid, match="no number"):
            read_session(value, now=NOW)
