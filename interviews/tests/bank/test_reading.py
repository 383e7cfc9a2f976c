"""The bank's files read and checked: each fault becomes a sentence, and no fault is an exception."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from interviews.bank.reading import Bank, read_bank
from interviews.tests.bank.files import FOLLOW_UP, MODULE, ROLE, question, write_bank


def problems_of(folder: Path, **files: Any) -> list[str]:
    return read_bank(write_bank(folder, **files)).problems


def test_a_good_bank(tmp_path: Path) -> None:
    bank = read_bank(write_bank(tmp_path))
    assert bank.problems == []
    assert bank == Bank(
        roles=[ROLE], questions=[question(1), question(2)], modules=[MODULE], follow_ups=[FOLLOW_UP], problems=[]
    )


def test_questions_of_all_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    write_bank(tmp_path)
    (tmp_path / "questions" / "a.yaml").write_text(yaml.safe_dump([question(3)]))
    assert [row["key"] for row in read_bank(tmp_path).questions] == ["question-3", "question-1", "question-2"]


def test_a_folder_with_nothing_in_it_is_an_empty_bank(tmp_path: Path) -> None:
    assert read_bank(tmp_path) == Bank()


@pytest.mark.parametrize("content", [b"- key: [", b"\xff\xfe\x00", b"- {a: b", b"!!python/object:os.system {}"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    write_bank(tmp_path)
    (tmp_path / "roles.yaml").write_bytes(content)
    assert read_bank(tmp_path).problems[0].startswith("roles.yaml: cannot be read: ")


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("text", "entry 1: is no mapping of fields."),
        (None, "entry 1: is no mapping of fields."),
        ([1], "entry 1: is no mapping of fields."),
        ({"key": "x"}, "x: lacks name, skills."),
        ({"name": "x", "skills": []}, "entry 1: lacks key."),
        (ROLE | {"colour": "red", "age": 5}, "backend: has unknown fields age, colour."),
        (ROLE | {5: "x"}, "backend: has unknown fields 5."),
        (ROLE | {"skills": "sql"}, "backend: skills is a list of texts."),
        (ROLE | {"skills": ["sql", 5]}, "backend: skills is a list of texts."),
        (ROLE | {"name": 5}, "backend: name is a text."),
        (ROLE | {"key": None}, "entry 1: key is a text."),
    ],
)
def test_a_malformed_entry(tmp_path: Path, entry: Any, wrong: str) -> None:
    problems = problems_of(tmp_path, roles=[entry])
    assert f"roles.yaml: {wrong}" in problems


def test_a_file_that_is_no_list(tmp_path: Path) -> None:
    assert problems_of(tmp_path, modules={"key": "x"}, questions=[])[0].startswith("modules.yaml: x: lacks category,")


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"questions": [question(1, roles=["baker"]), question(2)]}, "question-1: roles: there is no role baker."),
        ({"modules": [MODULE | {"role": "baker"}]}, "first-steps: role: there is no role baker."),
        ({"modules": [MODULE | {"questions": ["lost"]}]}, "first-steps: questions: there is no question lost."),
        ({"roles": [ROLE, ROLE]}, "role 'backend' is there twice."),
        (
            {"questions": [question(1), question(2), question(2, text="Other?")]},
            "question 'question-2' is there twice.",
        ),
        ({"questions": [question(1, text="Why?"), question(2, text="Why?")]}, "question text 'Why?' is there twice."),
        ({"modules": [MODULE, MODULE]}, "module 'first-steps' is there twice."),
        ({"follow_ups": [FOLLOW_UP, FOLLOW_UP]}, f"follow-up {FOLLOW_UP['text']!r} is there twice."),
        ({"modules": [MODULE | {"category": "mixed"}]}, "first-steps: category: one of hr, technical, case."),
        ({"modules": [MODULE | {"difficulty": "x"}]}, "first-steps: difficulty: one of easy, medium, hard."),
        ({"questions": [question(1, hints=[]), question(2)]}, "question-1: hints: At least one."),
        ({"questions": [question(1, skills=[]), question(2)]}, "question-1: skill_tags: At least one, in lower case"),
    ],
)
def test_what_entries_say_of_one_another(tmp_path: Path, files: dict[str, Any], problem: str) -> None:
    found = problems_of(tmp_path, **files)
    assert len(found) == 1, found
    assert found[0].startswith(problem)


@pytest.mark.parametrize("minutes", [0, 481, 30.5, "30", True, None])
def test_a_module_lasts_whole_minutes(tmp_path: Path, minutes: Any) -> None:
    problems = problems_of(tmp_path, modules=[MODULE | {"duration_minutes": minutes}])
    assert problems == ["first-steps: duration_minutes: a whole number, 1 to 480."]


@pytest.mark.parametrize(
    ("trigger", "text", "wrong"),
    [
        ("missing_point", "What of {point}?", None),
        ("missing_point", "Go on.", None),
        ("no_example", "For example?", None),
        ("no_example", "What of {point}?", "text"),
        ("missing_point", "What of {points}?", "text"),
        ("missing_point", "What of {point} and {0}?", "text"),
        ("boredom", "Well?", "trigger"),
    ],
)
def test_what_a_follow_up_may_say(tmp_path: Path, trigger: str, text: str, wrong: str | None) -> None:
    problems = problems_of(tmp_path, follow_ups=[{"trigger": trigger, "text": text}])
    assert [problem.split(": ")[1] for problem in problems] == ([wrong] if wrong else [])


@pytest.mark.parametrize(("said", "wrong"), [(True, False), (False, False), ("no", True), (1, True), (None, True)])
def test_assessment_only_is_true_or_false(tmp_path: Path, said: Any, wrong: bool) -> None:
    problems = problems_of(tmp_path, questions=[question(1, assessment_only=said), question(2)], modules=[])
    assert problems == (["all.yaml: question-1: assessment_only is true or false."] if wrong else [])


@pytest.mark.parametrize(("role", "wrong"), [(None, False), ("backend", False), (["backend"], True), (5, True)])
def test_a_modules_role_is_a_key_or_nothing(tmp_path: Path, role: Any, wrong: bool) -> None:
    problems = problems_of(tmp_path, modules=[MODULE | {"role": role}])
    assert problems == (["modules.yaml: first-steps: role is a text."] if wrong else [])
