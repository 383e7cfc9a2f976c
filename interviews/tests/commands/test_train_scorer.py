from __future__ import annotations

import importlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from interviews.management import fitting
from interviews.management.graded import draw_accepted, read_graded
from interviews.management.training import examples
from interviews.scoring.features import FEATURES
from interviews.scoring.model import PATH, model, read
from interviews.scoring.zero_answers import FILLER, bare_keywords, zero_answers
from interviews.tests.commands import graded_files

MISSING = importlib.util.find_spec("sklearn") is None


def test_the_examples_are_the_same_each_time_and_hold_made_up_ones(tmp_path: Path) -> None:
    short = read_graded(graded_files.write(tmp_path / "short.csv"))
    long = read_graded(graded_files.write(tmp_path / "long.csv", graders=False, topics=1))
    held = examples(short, long)
    again = examples(short, long)
    assert [(one.values, one.grade, one.weight) for one in held] == [(o.values, o.grade, o.weight) for o in again]
    assert {one.grade for one in held if not one.real} == {0.0, 5.0}
    assert all(len(one.values) == len(FEATURES) for one in held)


def test_made_up_answers_are_many_kinds_and_repeatable() -> None:
    others = ["It is a tree.", "By reference.", "Sorted data.", "Two threads wait.", "A lock.", "One copy."]
    made = zero_answers("What is a stack?", others, random.Random(1))
    assert made == zero_answers("What is a stack?", others, random.Random(1))
    assert "What is a stack? What is a stack? What is a stack?" in made
    assert set(others) <= set(made)
    assert any(text.count(".") > 15 and text.split(". ")[0] + "." in FILLER for text in made)
    assert bare_keywords("It is a list of the items, a list!") == "list items"


def test_accepted_answers_are_drawn_from_full_marks(tmp_path: Path) -> None:
    answers = read_graded(graded_files.write(tmp_path / "short.csv"))
    drawn = draw_accepted(answers, 3, random.Random(2))
    assert len(drawn) == 3
    assert all(one.grade == 5 for one in answers if one.answer in drawn)


def test_without_the_libraries_the_command_says_what_is_missing(tmp_path: Path, monkeypatch: Any) -> None:
    def refuse(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(fitting.importlib, "import_module", refuse)
    path = graded_files.write(tmp_path / "short.csv")
    with pytest.raises(CommandError, match=r"requirements-train\.txt"):
        call_command("train_scorer", path, path, output=tmp_path / "model.json")
    assert not (tmp_path / "model.json").exists()


def test_the_model_names_itself_its_data_and_its_intervals() -> None:
    held = json.loads(PATH.read_text())
    assert (held["name"], held["version"]) == (model().name, model().version)
    assert [len(data["sha256"]) for data in held["trained_on"]] == [64, 64]
    assert held["errors"]["high"] < held["errors"]["medium"] < held["errors"]["low"]
    assert PATH.stat().st_size < 300_000


def test_more_coverage_never_lowers_the_models_score() -> None:
    chance = random.Random(4)
    for _ in range(300):
        values = [chance.random() for _ in FEATURES]
        for place, direction in enumerate(FEATURES.values()):
            more = [*values[:place], values[place] + chance.random(), *values[place + 1 :]]
            assert (model().predict(more) - model().predict(values)) * direction >= 0


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    held = json.loads(PATH.read_text()) | {"features": ["length"]}
    (tmp_path / "model.json").write_text(json.dumps(held))
    with pytest.raises(ValueError, match="train it anew"):
        read(tmp_path / "model.json")


@pytest.mark.skipif(MISSING, reason="needs requirements-train.txt")
def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    short = graded_files.write(tmp_path / "short.csv")
    long = graded_files.write(tmp_path / "long.csv", graders=False)
    for name in ("a.json", "b.json"):
        call_command("train_scorer", short, long, output=tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert read(tmp_path / "a.json").trees
