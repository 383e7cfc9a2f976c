from __future__ import annotations

import io
import json
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from config.tests.sources import ROOT
from interviews.management.commands.score_answers import answers
from interviews.scoring import DIMENSIONS

LINE = {
    "question": "What is a stack?",
    "reference": ["A list where the last item added is the first removed.", "Last in, first out."],
    "answer": "The last item you add is the first you remove.",
}


def run(*lines: Any) -> list[dict[str, Any]]:
    given = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    return list(answers(io.BytesIO(given)))


def test_a_line_is_answered_with_all_that_is_known() -> None:
    (found,) = run(LINE)
    assert list(found) == ["score", "overall", "dimensions", "confidence", "flags", "scorer"]
    assert tuple(found["dimensions"]) == DIMENSIONS
    assert 3 <= found["score"] <= 5
    assert 50 <= found["overall"] <= 100
    assert found["scorer"] == "lexical 1.1"


@pytest.mark.parametrize("reference", [None, [], "", [" "]])
def test_without_a_reference_score_and_overall_are_null(reference: Any) -> None:
    (found,) = run({**LINE, "reference": reference})
    assert (found["score"], found["overall"], found["confidence"]) == (None, None, "low")
    assert found["dimensions"] == dict.fromkeys(DIMENSIONS)


def test_one_reference_may_be_a_string_and_key_points_count() -> None:
    (found,) = run({**LINE, "reference": LINE["reference"][0], "key_points": ["Last in, first out"]})
    assert found["score"] > 3


def test_a_story_is_scored_as_one() -> None:
    (found,) = run({**LINE, "story": True})
    assert (found["score"], found["dimensions"]["depth"]) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        b"{\n",
        b"[1]\n",
        b"\xff\xfe{}\n",
        b"[" * 100_000 + b"\n",
        {"reference": "x", "answer": "y"},
        {"question": "x", "reference": "y"},
        {**LINE, "answer": 5},
        {**LINE, "reference": 5},
        {**LINE, "reference": ["x", 5]},
        {**LINE, "key_points": {"a": 1}},
    ],
    ids=range(10),
)
def test_a_bad_line_is_answered_in_its_place(line: Any) -> None:
    found = run(LINE, line, LINE)
    assert list(found[1]) == ["error"]
    assert found[0] == found[2]


def test_blank_lines_are_no_lines() -> None:
    assert len(run(b"\n", LINE, b"  \n")) == 1


def test_each_line_is_answered_before_the_next_is_read() -> None:
    class Endless(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            return json.dumps(LINE).encode()

    stream = answers(Endless())
    assert next(stream) == next(stream)


@pytest.mark.parametrize(("line", "code"), [(json.dumps(LINE), None), ("{", 1)])
def test_the_exit_code_tells_of_bad_lines(
    line: str, code: int | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(line.encode())))
    if code:
        with pytest.raises(SystemExit) as left:
            call_command("score_answers")
        assert left.value.code == code
    else:
        call_command("score_answers")
    assert json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_the_command_needs_no_database_and_repeats_itself() -> None:
    command = [sys.executable, "manage.py", "score_answers"]
    given = "\n".join(json.dumps({**LINE, "answer": text}) for text in ("last in first out", "no idea", "a list"))
    runs = [subprocess.run(command, input=given, cwd=ROOT, capture_output=True, text=True, check=True) for _ in "ab"]
    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.count("\n") == 3
