from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from interviews.management import fitting
from interviews.management.evaluation import ceiling, cross_validated, scored
from interviews.management.graded import read_graded
from interviews.tests.commands import graded_files

MISSING = importlib.util.find_spec("sklearn") is None


def test_the_figures_and_the_ceiling_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate_scorer", graded_files.write(tmp_path / "short.csv"))
    out = capsys.readouterr().out
    assert out.count("Pearson r ") == out.count("pairs in order") == 2
    assert "4 questions" in out
    assert "the ceiling" in out


def test_a_file_of_one_grader_has_no_ceiling(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = graded_files.write(tmp_path / "long.csv", graders=False)
    call_command("evaluate_scorer", path)
    assert "the ceiling" not in capsys.readouterr().out
    assert ceiling(read_graded(path)) is None


def test_more_of_the_reference_scores_more(tmp_path: Path) -> None:
    questions, scores, grades = scored(read_graded(graded_files.write(tmp_path / "short.csv")), 0, 0)
    assert len(questions) == len(scores) == len(grades)
    best = [score for score, grade in zip(scores, grades, strict=True) if grade == 5]
    assert min(best) > 4 > 1 > scores[0]


def test_answers_drawn_as_references_are_left_out(tmp_path: Path) -> None:
    answers = read_graded(graded_files.write(tmp_path / "short.csv"))
    drawn = scored(answers, 1, seed=3)
    assert len(drawn[0]) == len(answers) - 4
    assert drawn == scored(answers, 1, seed=3)


def test_without_the_libraries_cross_validation_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(fitting.importlib, "import_module", refuse)
    with pytest.raises(CommandError, match=r"requirements-train\.txt"):
        call_command("evaluate_scorer", graded_files.write(tmp_path / "short.csv"), "--cross-validate")


@pytest.mark.parametrize("text", ["", "question,answer\n"])
def test_a_file_without_the_columns_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.csv").write_text(text)
    with pytest.raises(CommandError, match="lacks the columns"):
        call_command("evaluate_scorer", tmp_path / "bad.csv")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv"):
        call_command("evaluate_scorer", tmp_path / "none.csv")


@pytest.mark.skipif(MISSING, reason="needs requirements-train.txt")
def test_cross_validation_scores_every_answer(tmp_path: Path) -> None:
    answers = read_graded(graded_files.write(tmp_path / "short.csv"))
    assert len(cross_validated(answers, 0, 0)[1]) == len(answers)
